/** Starts an execution and, if that is asked for, follows it to its end. */
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { stepFunctions } from "../../src/aws/clients.ts";
import { executionName } from "../../src/aws/execution.ts";
import { isoTime, systemClock } from "../../src/clock.ts";
import { personOf } from "../../src/deployment/person.ts";
import type { Action } from "../../src/deployment/request.ts";
import { exitCodes } from "../exit-codes.ts";
import { jsonLine } from "../formats/document.ts";
import type { Confirmed, Starting } from "../options.ts";
import { bold, print, printAnswer } from "../output.ts";
import { type AskedDeployment, askedFor } from "../releases/asked.ts";
import type { Stack } from "../stack.ts";
import { UsageError } from "../usage-error.ts";
import { endedAtOnce } from "./begun.ts";
import { requireExecutionName } from "./execution-name.ts";
import { followToTheEnd } from "./follow-to-the-end.ts";
import type { Followed } from "./follow-unless-left.ts";
import type { FollowedLine } from "./followed-line.ts";
import { knownBy, sayHowItEnded } from "./how-it-ended.ts";
import type { Needs } from "./input.ts";
import { meanIt } from "./mean-it.ts";

const stamp = () => new Date(systemClock.now()).toISOString().replace(/[-:]|\.\d+/g, "");

/** What an execution is called that nobody names: names that would be too long stay different by their end. */
export const nameFor = (environment: string, action: string): string =>
  executionName(`${environment}-${action}-${stamp()}`);

/** Who asks, for an execution's input: the ARN is that of the credentials, whatever is said beside it. */
export const asker = ({ caller }: Stack, { requestedBy }: Pick<Starting, "requestedBy">) => ({
  requestedBy: requestedBy ?? personOf(caller),
  caller,
});

/** Starts it, and answers its ARN. Throws `UsageError` where another execution had that name, with how to see that one. */
export const startNamed = async (
  machines: SFNClient,
  stateMachineArn: string,
  name: string,
  input: { readonly environment: string },
): Promise<string> => {
  try {
    const started = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
    return (await machines.send(started)).executionArn ?? "";
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
    throw new UsageError(
      `There was an execution '${name}' before, of another input or at its end by now; names are free again after 90 days. Give another --name. What became of that one: sarcelle watch ${input.environment} ${name}`,
    );
  }
};

const tellStart = (followed: Followed, { output }: Starting): void => {
  const { environment, action, executionArn } = followed;
  const at = isoTime(systemClock.now());
  const line: FollowedLine = { schemaVersion: 1, at, ...knownBy(followed), elapsedSeconds: 0, type: "started" };
  if (output === "ndjson") process.stdout.write(jsonLine(line));
  if (output === "text") print(`${action} of ${environment} started: ${executionArn}`, bold);
};

/** Starts an execution of one of the stack's machines; answers the exit code. */
export const start = async (
  stack: Stack,
  machine: "blueGreenMachine" | "rollingUpdateMachine" | "rollbackMachine",
  { action, input }: { readonly action: string; readonly input: { readonly environment: string } },
  options: Starting,
): Promise<number> => {
  if (options.name !== undefined) requireExecutionName(options.name);
  const name = options.name ?? nameFor(input.environment, action);
  const machines = stepFunctions();
  const executionArn = await startNamed(machines, stack[machine], name, input);
  const { environment } = input;
  const followed = { environment, action, executionArn };
  tellStart(followed, options);
  if (options.wait) return followToTheEnd(followed, options);
  const ended = await endedAtOnce(machines, executionArn, systemClock);
  if (ended !== undefined) return sayHowItEnded(followed, ended, options);
  if (options.output === "json") printAnswer(options, { execution: executionArn, status: "RUNNING" }, () => "");
  else if (options.output === "text") print(`Follow it: sarcelle watch ${environment} ${name}`);
  return exitCodes.done;
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
