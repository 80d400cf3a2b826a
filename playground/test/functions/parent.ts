/** A process that starts a function in the process below it, says its id, and stays. */
import { createFunctionLauncher } from "../../functions/process-launcher.ts";
import { wallClock } from "../../world/wall-clock.ts";

const launcher = createFunctionLauncher(wallClock());
const environment = launcher.launch({
  code: process.argv[2] ?? "",
  handler: "index.handler",
  variables: {},
  log: () => {},
  ended: () => {},
});
const outcome = await environment.invoke({ requestId: "r", payload: "{}", functionArn: "arn", deadline: 0 });
console.log(outcome.ok ? outcome.payload : outcome.errorMessage);
