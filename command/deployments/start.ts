/** Starts an execution and, if that is asked for, follows it to its end. */
import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { stepFunctions, sts } from "../../src/aws/clients.ts";
import { readEnvironment } from "../../src/aws/environment-store.ts";
import { systemClock } from "../../src/clock.ts";
import type { Left } from "../../src/deployment/emptying.ts";
import type { Action } from "../../src/deployment/request.ts";
import type { Starting } from "../options.ts";
import { bold, green, print, printJson, red } from "../output.ts";
import { locate, type Stack } from "../stack.ts";
import { follow } from "./follow.ts";
import { deploymentInput, type Needs } from "./input.ts";

const stamp = () => new Date(systemClock.now()).toISOString().replace(/[-:]|\.\d+/g, "");

/** What an execution's output may say beside what it did. */
interface Ended {
  /** Only what did nothing has a reason for it. */
  readonly reason?: string;
  readonly left?: readonly Left[];
}

const leftInWords = (ended: Ended | null): readonly string[] =>
  (ended?.left ?? []).map(({ what, until }) => `Left: ${what}${until === null ? "" : `, until ${until}`}.`);

/** How an execution ended, told to the user. A rollback that restored everything is what was asked for, although its execution never ends in success. */
const tellEnd = async (action: string, executionArn: string, json: boolean): Promise<number> => {
  const tell = json ? () => {} : (line: string) => print(line);
  const { status, output, error, cause } = await follow(stepFunctions(), executionArn, tell, systemClock);
  const succeeded = status === "SUCCEEDED" || (action === "rollback" && error === "RolledBack");
  const ended: Ended | null = JSON.parse(output ?? "null");
  const said = action === "rollback" ? ["Undone.", cause] : ["Succeeded.", ended?.reason, ...leftInWords(ended)];
  if (json) printJson({ execution: executionArn, status, output: ended, error, cause });
  else if (succeeded) print(said.filter((each) => each !== undefined).join(" "), green);
  else print(`${error ?? status}: ${cause ?? "no cause was given"}`, red);
  return succeeded ? 0 : 1;
};

/** Starts an execution of one of the stack's machines; answers the exit code. Throws `UnknownEnvironment` before that. */
export const start = async (
  stack: Stack,
  machine: "blueGreenMachine" | "rollbackMachine",
  { action, input }: { readonly action: string; readonly input: { readonly environment: string } },
  options: Starting,
): Promise<number> => {
  await readEnvironment(stack.table, input.environment);
  const name = options.name ?? `${input.environment}-${action}-${stamp()}`.slice(0, 80);
  const { executionArn = "" } = await stepFunctions().send(
    new StartExecutionCommand({ stateMachineArn: stack[machine], name, input: JSON.stringify(input) }),
  );
  if (!options.json) print(`${action} of ${input.environment} started: ${executionArn}`, bold);
  if (options.wait) return tellEnd(action, executionArn, options.json);
  if (options.json) printJson({ execution: executionArn, status: "RUNNING" });
  else print("Follow it in the Step Functions console, or with --wait.");
  return 0;
};

/** Starts an action of the blue-green machine; answers the exit code. Throws `InvalidInput` before anything is asked. */
export const startDeployment = async (
  action: Action,
  environment: string,
  options: Starting & Needs,
): Promise<number> => {
  const input = deploymentInput(action, environment, options);
  return start(await locate(sts(), options.stack), "blueGreenMachine", { action, input }, options);
};
