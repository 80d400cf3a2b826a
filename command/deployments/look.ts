/** Looks at an environment and prints what it found; changes nothing. Each answers the exit code. */
import { requireAccount } from "../../src/aws/account.ts";
import { autoScaling, ec2, loadBalancing, resourceClients, stepFunctions, sts } from "../../src/aws/clients.ts";
import { readRegistration } from "../../src/aws/environment-store.ts";
import { everyKind } from "../../src/aws/every-kind.ts";
import { executionArnOf, executionEnd } from "../../src/aws/execution.ts";
import { closedJournals, readWholeLock } from "../../src/aws/journal-store.ts";
import { readLaunchTemplateData } from "../../src/aws/launch-templates.ts";
import { listenerPorts } from "../../src/aws/listener-ports.ts";
import { observe, withHealth } from "../../src/aws/observe.ts";
import { observeFleet } from "../../src/aws/observe-fleet.ts";
import { type Journal, rollbackExecution } from "../../src/changes/journal.ts";
import { openChanges } from "../../src/changes/open-changes.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { type Hold, standingHolds, standsInWords } from "../../src/deployment/hold.ts";
import { isLeftBehind } from "../../src/deployment/left-behind.ts";
import { releaseOf } from "../../src/deployment/release.ts";
import type { Action } from "../../src/deployment/request.ts";
import type { SideView } from "../../src/deployment/view.ts";
import { NotAsRegistered, NotOurs } from "../../src/errors.ts";
import { deploymentsText, deploymentText, journalDocument } from "../formats/deployments-text.ts";
import { countOf, describePlan } from "../formats/plan-text.ts";
import { statusText } from "../formats/status-text.ts";
import { nearest } from "../nearest.ts";
import type { Asking } from "../options.ts";
import { printAnswer } from "../output.ts";
import { type Driver, statusOf } from "../questions/status.ts";
import { askedFor, placeOf } from "../releases/asked.ts";
import { locate, type Stack } from "../stack.ts";
import { UsageError } from "../usage-error.ts";
import { plannedAction } from "./plan.ts";
import { type AsAsked, typedToDo } from "./typed-to-do.ts";
import { waitsFor } from "./verdict.ts";

const observers = () => ({ autoScaling: autoScaling(), loadBalancing: loadBalancing() });

/** Whether the execution that holds the journal still runs, and what it waits for; if not, when it ended, and whether another is started for it. */
const driverOf = async (
  { blueGreenMachine, rollingUpdateMachine, rollbackMachine }: Stack,
  open: Journal,
): Promise<Driver> => {
  const name = rollbackExecution(open.owner) ?? open.owner;
  const machines = [blueGreenMachine, rollingUpdateMachine, rollbackMachine];
  const ends = await Promise.all(machines.map((machine) => executionEnd(stepFunctions(), machine, name)));
  const running = machines[ends.indexOf("runs")];
  if (running !== undefined) return { waits: await waitsFor(stepFunctions(), executionArnOf(running, name)) };
  // An execution that nobody finds was started a moment ago: reads trail.
  if (ends.every((each) => each === undefined)) return "runs";
  const endedAt = Math.max(...ends.map((each) => (typeof each === "object" ? (each.endedAt ?? 0) : 0)));
  return {
    endedAt: endedAt === 0 ? null : new Date(endedAt).toISOString(),
    followed: isLeftBehind({ name, deployment: open.deployment.id }, open),
  };
};

/** The two sides; or why there are none to show, which is an answer only while somebody holds the lock. */
const sidesOf = async (environment: AnyEnvironment, open: Journal | undefined) => {
  try {
    if (environment.sides === 1) {
      const fleet = await observeFleet(observers(), environment);
      const template =
        fleet.group.launchTemplate.id === "" ? {} : await readLaunchTemplateData(ec2(), fleet.group.launchTemplate);
      return {
        fleet: { ...fleet, targetGroups: await withHealth(loadBalancing(), fleet.targetGroups) },
        release: releaseOf(template),
      };
    }
    const view = await observe(observers(), environment);
    const release = async ({ group }: SideView) => releaseOf(await readLaunchTemplateData(ec2(), group.launchTemplate));
    return { view, releases: { blue: await release(view.sides.blue), green: await release(view.sides.green) } };
  } catch (error) {
    if (open === undefined || !(error instanceof NotAsRegistered || error instanceof NotOurs)) throw error;
    return { unseen: error.message };
  }
};

/** `sarcelle status`: sides, traffic, health, and the deployment that holds the environment. 1 if a person is needed. */
export const showStatus = async (name: string, options: Asking): Promise<number> => {
  const stack = await locate(sts(), options.stack);
  const environment = await readRegistration(stack.table, name);
  const lock = await readWholeLock(stack.table, name);
  const open = lock.journal;
  const seen = await sidesOf(environment, open);
  const left = open === undefined ? [] : await openChanges(open, everyKind(resourceClients(), stack.table));
  const driver = open === undefined ? "runs" : await driverOf(stack, open);
  const status = statusOf(environment, seen, open, left, driver, standingHolds(lock, environment.timeouts.hold));
  printAnswer(options, status, (room) => statusText(status, room));
  return status.needsPerson ? 1 : 0;
};

/** The holds that stand, below what is told. */
const standingLines = (holds: readonly Hold[]): readonly string[] =>
  holds.length === 0 ? [] : ["", ...holds.map(standsInWords)];

type Planning = Asking & AsAsked;

/** What is to be planned, asked for by whoever types. */
const toPlan = async (action: Action | "rolling-update" | "rollback", name: string, options: Planning) => {
  if (action === "rollback") return { ...(await placeOf(name, options)), request: action };
  const { input, ...place } = await askedFor(action, name, options);
  return { ...place, request: { ...input, caller: place.stack.caller } };
};

/** `sarcelle plan`: the changes that an action would make. Throws `InvalidInput` before anything is asked. */
export const showPlan = async (
  action: Action | "rolling-update" | "rollback",
  name: string,
  options: Planning,
): Promise<number> => {
  const { stack, environment, request } = await toPlan(action, name, options);
  requireAccount(stack, environment);
  const { changes, notices } = await plannedAction(request, environment, stack);
  const holds = standingHolds(await readWholeLock(stack.table, name), environment.timeouts.hold);
  const ports = await listenerPorts(loadBalancing(), changes);
  printAnswer(options, { environment: name, action, changes, notices, holds }, () =>
    [
      describePlan(changes, ports),
      ...notices.map((notice) => `! ${notice}`),
      ...standingLines(holds),
      ...(changes.length === 0 ? [] : ["", `${countOf(changes)}. Do it: ${typedToDo(action, name, options)}`]),
    ].join("\n"),
  );
  return 0;
};

/** How many past deployments are told. */
const mostTold = 50;

/** `sarcelle history`: past deployments, or one of them with each of its changes. Throws `UsageError` if there is no such one. */
export const showHistory = async (name: string, deployment: string | undefined, options: Asking): Promise<number> => {
  const { table } = await locate(sts(), options.stack);
  const { timeouts } = await readRegistration(table, name);
  const journals = await closedJournals(table, name, mostTold);
  if (deployment === undefined) {
    const holds = standingHolds(await readWholeLock(table, name), timeouts.hold);
    printAnswer(options, journals.map(journalDocument), (room) =>
      [deploymentsText(name, journals, room), ...standingLines(holds)].join("\n"),
    );
    return 0;
  }
  const journal = journals.find(({ deployment: { id } }) => id === deployment);
  if (journal === undefined) {
    const near = nearest(
      deployment,
      journals.map(({ deployment: { id } }) => id),
    );
    const meant = near === undefined ? "" : ` Did you mean '${near}'?`;
    throw new UsageError(`'${name}' has no past deployment '${deployment}'.${meant} See 'sarcelle history ${name}'.`);
  }
  printAnswer(options, journalDocument(journal), () => deploymentText(journal));
  return 0;
};
