/** Starts an execution and, if that is asked for, follows it to its end. */
import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { stepFunctions, sts } from "../../src/aws/clients.ts";
import { readRegistration } from "../../src/aws/environment-store.ts";
import { systemClock } from "../../src/clock.ts";
import { personOf } from "../../src/deployment/person.ts";
import type { Action } from "../../src/deployment/request.ts";
import type { Confirmed, Starting } from "../options.ts";
import { bold, print, printJson } from "../output.ts";
import { locate, type Stack } from "../stack.ts";
import { followToTheEnd } from "./follow-to-the-end.ts";
import { deploymentInput, type Needs } from "./input.ts";
import { meanIt } from "./mean-it.ts";

const stamp = () => new Date(systemClock.now()).toISOString().replace(/[-:]|\.\d+/g, "");

/** Who asks, for an execution's input: the ARN is that of the credentials, whatever is said beside it. */
export const asker = ({ caller }: Stack, { requestedBy }: Pick<Starting, "requestedBy">) => ({
  requestedBy: requestedBy ?? personOf(caller),
  caller,
});

/** Starts an execution of one of the stack's machines; answers the exit code. */
export const start = async (
  stack: Stack,
  machine: "blueGreenMachine" | "rollingUpdateMachine" | "rollbackMachine",
  { action, input }: { readonly action: string; readonly input: { readonly environment: string } },
  options: Starting,
): Promise<number> => {
  const name = options.name ?? `${input.environment}-${action}-${stamp()}`.slice(0, 80);
  const { executionArn = "" } = await stepFunctions().send(
    new StartExecutionCommand({ stateMachineArn: stack[machine], name, input: JSON.stringify(input) }),
  );
  if (!options.json) print(`${action} of ${input.environment} started: ${executionArn}`, bold);
  const { environment } = input;
  if (options.wait) return followToTheEnd({ environment, action, executionArn }, options.json);
  if (options.json) printJson({ execution: executionArn, status: "RUNNING" });
  else print(`Follow it: sarcelle watch ${environment} ${name}`);
  return 0;
};

/** Starts an action of the blue-green machine, or a rolling update; answers the exit code. Throws `InvalidInput` or `UnknownEnvironment` before anything is asked, or `UsageError` if a person has second thoughts. */
export const startDeployment = async (
  action: Action | "rolling-update",
  environment: string,
  options: Starting & Confirmed & Needs,
): Promise<number> => {
  const asked = deploymentInput(action, environment, options);
  const stack = await locate(sts(), options.stack);
  const machine = action === "rolling-update" ? "rollingUpdateMachine" : "blueGreenMachine";
  await meanIt(await readRegistration(stack.table, environment), action, options);
  return start(stack, machine, { action, input: { ...asked, ...asker(stack, options) } }, options);
};
