/** Starts an execution and, if that is asked for, follows it to its end. */
import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { stepFunctions } from "../../src/aws/clients.ts";
import { systemClock } from "../../src/clock.ts";
import { personOf } from "../../src/deployment/person.ts";
import type { Action } from "../../src/deployment/request.ts";
import type { Confirmed, Starting } from "../options.ts";
import { bold, print, printJson } from "../output.ts";
import { type AskedDeployment, askedFor } from "../releases/asked.ts";
import type { Stack } from "../stack.ts";
import { followToTheEnd } from "./follow-to-the-end.ts";
import type { Needs } from "./input.ts";
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

/** Starts an action of the blue-green machine, or a rolling update, once a person has confirmed it; answers the exit code. Throws `UsageError` if he has second thoughts. */
export const startAsked = async (
  { input, stack, environment }: AskedDeployment,
  options: Starting & Confirmed,
): Promise<number> => {
  const { action } = input;
  const machine = action === "rolling-update" ? "rollingUpdateMachine" : "blueGreenMachine";
  await meanIt(environment, action, options);
  return start(stack, machine, { action, input: { ...input, ...asker(stack, options) } }, options);
};

/** The same of what is typed; throws as `askedFor` does, too. */
export const startDeployment = async (
  action: Action | "rolling-update",
  environment: string,
  options: Starting & Confirmed & Needs & { readonly releaseOf?: string | undefined },
): Promise<number> => startAsked(await askedFor(action, environment, options), options);
