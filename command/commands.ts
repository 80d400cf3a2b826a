import { StartExecutionCommand } from "@aws-sdk/client-sfn";
import { requireAccount, whereCallerIs } from "../src/aws/account.ts";
import { autoScaling, cloudWatch, dynamoDb, ec2, loadBalancing, stepFunctions, sts } from "../src/aws/clients.ts";
import { listEnvironments, readEnvironment, writeEnvironment } from "../src/aws/environment-store.ts";
import { closedJournals, readLock } from "../src/aws/journal-store.ts";
import { launchTemplateData } from "../src/aws/launch-templates.ts";
import { observe } from "../src/aws/observe.ts";
import { openChanges } from "../src/changes/open-changes.ts";
import { systemClock } from "../src/clock.ts";
import { parseEnvironment } from "../src/deployment/environment.ts";
import { releaseOf } from "../src/deployment/release.ts";
import { actions, parseRequest } from "../src/deployment/request.ts";
import type { SideView } from "../src/deployment/view.ts";
import { resourceKinds } from "../src/resources/kinds.ts";
import { type Arguments, help, parseArguments, readDocument, UsageError } from "./arguments.ts";
import { follow } from "./deployments/follow.ts";
import { accept, unfinishedRollback } from "./deployments/give-up.ts";
import { describePlan } from "./formats/plan-text.ts";
import { inventoryCommands } from "./inventory-commands.ts";
import { bold, dim, green, print, printJson, red } from "./output.ts";
import { planOf } from "./plan.ts";
import { deploymentText, historyText, statusOf, statusText } from "./questions/status.ts";
import { locate, type Stack } from "./stack.ts";

type Command = (args: Arguments, stack: Stack) => Promise<number>;

const required = (word: string | undefined, what: string): string => {
  if (word === undefined) throw new UsageError(`Missing: ${what}. See 'sarcelle --help'.`);
  return word;
};

/** The execution's input, checked here as the state machine will check it, so that a mistake is known at once. */
const inputOf = (action: string, args: Arguments) =>
  parseRequest({
    environment: required(args.words[1], "the environment's name"),
    action,
    requestedBy: args.requestedBy,
    ...(args.release === undefined ? {} : { release: readDocument(args.release) }),
    ...(args.scaledown ? { strategy: { scaledown: true } } : {}),
  });

const stamp = () => new Date(systemClock.now()).toISOString().replace(/[-:]|\.\d+/g, "");

const start = async (
  args: Arguments,
  machine: string,
  action: string,
  input: { readonly environment: string; readonly requestedBy: string },
) => {
  const machines = stepFunctions();
  await readEnvironment({ client: dynamoDb(), name: args.stack }, input.environment);
  const name = args.name ?? `${input.environment}-${action}-${stamp()}`.slice(0, 80);
  const { executionArn = "" } = await machines.send(
    new StartExecutionCommand({ stateMachineArn: machine, name, input: JSON.stringify(input) }),
  );
  if (!args.json) print(`${bold(action)} of ${input.environment} started: ${dim(executionArn)}`);
  if (!args.wait) {
    if (args.json) printJson({ execution: executionArn, status: "RUNNING" });
    else print("Follow it in the Step Functions console, or with --wait.");
    return 0;
  }
  const tell = args.json ? () => {} : (line: string) => print(line);
  const { status, output, error, cause } = await follow(machines, executionArn, tell, systemClock);
  // A rollback that restored everything is what was asked for, although its execution never ends in success.
  const succeeded = status === "SUCCEEDED" || (action === "rollback" && error === "RolledBack");
  if (args.json) printJson({ execution: executionArn, status, output: JSON.parse(output ?? "null"), error, cause });
  else if (succeeded) print(green(action === "rollback" ? `Undone. ${cause ?? ""}` : "Succeeded."));
  else print(red(`${error ?? status}: ${cause ?? "no cause was given"}`));
  return succeeded ? 0 : 1;
};

const deployment =
  (action: string): Command =>
  (args, stack) =>
    start(args, stack.blueGreenMachine, action, inputOf(action, args));

const rollback: Command = async (args, stack) => {
  const environment = required(args.words[1], "the environment's name");
  if (args.resume && args.accept !== undefined)
    throw new UsageError("--resume and --accept exclude each other: go on with the rollback, or give it up.");
  if (args.accept !== undefined) return accept(args, stack, environment, args.accept);
  const input = { environment, requestedBy: args.requestedBy };
  // By its name, so that nothing else is undone should the rollback end meanwhile.
  const unfinished = args.resume ? { deployment: await unfinishedRollback(stack, environment) } : {};
  return start(args, stack.rollbackMachine, "rollback", { ...input, ...unfinished });
};

const observers = () => ({ autoScaling: autoScaling(), loadBalancing: loadBalancing() });
const everything = () => ({ ...observers(), cloudWatch: cloudWatch(), ec2: ec2() });

const status: Command = async (args, stack) => {
  const environment = await readEnvironment(stack.table, required(args.words[1], "the environment's name"));
  const open = await readLock(stack.table, environment.name);
  const view = await observe(observers(), environment);
  const release = async ({ group }: SideView) => releaseOf(await launchTemplateData(ec2(), group.launchTemplate));
  const releases = { blue: await release(view.sides.blue), green: await release(view.sides.green) };
  const left = open === undefined ? [] : await openChanges(open, resourceKinds(everything()));
  const result = statusOf(environment, view, open, releases, left);
  if (args.json) printJson(result);
  else print(statusText(result));
  return 0;
};

const plan: Command = async (args, stack) => {
  const environment = await readEnvironment(stack.table, required(args.words[1], "the environment's name"));
  requireAccount(await whereCallerIs(sts()), environment);
  const action = required(args.words[2], `the action to plan (${actions.join(", ")}, rollback)`);
  const changes = await planOf(action, environment, stack.table, () => inputOf(action, args));
  if (args.json) printJson({ environment: environment.name, action, changes });
  else print(describePlan(changes));
  return 0;
};

const history: Command = async (args, stack) => {
  if (args.resource !== undefined || args.environment !== undefined) return inventoryCommands.history(args, stack);
  const environment = await readEnvironment(stack.table, required(args.words[1], "the environment's name"));
  const journals = await closedJournals(stack.table, environment.name, 50);
  const one = args.words[2];
  if (one === undefined) {
    if (args.json) printJson(journals);
    else print(historyText(journals));
    return 0;
  }
  const journal = journals.find(({ deployment }) => deployment.id === one);
  if (journal === undefined) throw new UsageError(`'${environment.name}' has no past deployment '${one}'.`);
  if (args.json) printJson(journal);
  else print(deploymentText(journal));
  return 0;
};

const applyEnvironment: Command = async (args, stack) => {
  const file = required(args.words[2], "the environment's file");
  const environment = parseEnvironment(readDocument(file), file);
  requireAccount(await whereCallerIs(sts()), environment);
  await writeEnvironment(stack.table, environment);
  if (args.json) printJson(environment);
  else print(`Environment '${environment.name}' is registered. Next: sarcelle plan ${environment.name} upgrade`);
  return 0;
};

const environments: Readonly<Record<string, Command>> = {
  apply: applyEnvironment,
  list: async (args, stack) => {
    const names = await listEnvironments(stack.table);
    if (args.json) printJson(names);
    else print(names.length === 0 ? "No environment is registered; see 'sarcelle env apply'." : names.join("\n"));
    return 0;
  },
  show: async (args, stack) => {
    printJson(await readEnvironment(stack.table, required(args.words[2], "the environment's name")));
    return 0;
  },
};

const environmentCommand: Command = (args, stack) => {
  const command = environments[required(args.words[1], "apply, list or show")];
  if (command === undefined) throw new UsageError(`Unknown: env ${args.words[1]}. Expected env apply, list or show.`);
  return command(args, stack);
};

const commands: Readonly<Record<string, Command>> = {
  ...Object.fromEntries(actions.map((action) => [action, deployment(action)])),
  rollback,
  status,
  plan,
  history,
  inventory: inventoryCommands.inventory,
  versions: inventoryCommands.versions,
  diff: inventoryCommands.diff,
  findings: inventoryCommands.findings,
  freshness: inventoryCommands.freshness,
  env: environmentCommand,
};

/** Runs one command line; answers the exit code. */
export const run = async (argv: readonly string[]): Promise<number> => {
  const args = parseArguments(argv, process.env);
  const word = args.words[0];
  if (args.help || word === undefined) {
    print(help);
    return args.help ? 0 : 2;
  }
  const command = commands[word];
  if (command === undefined) throw new UsageError(`Unknown command '${word}'. See 'sarcelle --help'.`);
  if (args.endpointUrl !== undefined) process.env.AWS_ENDPOINT_URL = args.endpointUrl;
  return command(args, await locate(sts(), args.stack));
};
