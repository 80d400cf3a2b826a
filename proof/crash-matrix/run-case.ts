import type { ApiCall } from "@sarcelle/playground/calls";
import type { FaultRule } from "@sarcelle/playground/faults";
import { comparableState, differences } from "../dump/comparable-state.ts";
import { deploymentName, stagedActions, undoName } from "./actions.ts";
import { type Case, casesOf, type Extent, ruleOf, unableToComplete, undoCasesOf } from "./cases.ts";
import { type CaseResult, gaveUpEmptying, judge, likeness } from "./outcome.ts";
import type { ReadyWorld, Worlds } from "./worlds.ts";

/** A clean run of an action: the cases it gives, and where it comes to. */
export interface CleanRun {
  readonly cases: readonly Case[];
  /** Those of the rollback of all of it. */
  readonly undoing: readonly Case[];
  readonly after: readonly string[];
  /** Where it comes to if it gives up emptying the old side: to what it comes to unless it is asked to. */
  readonly afterUnemptied: readonly string[];
  readonly failedRequests: number;
}

const minute = 60_000;

/** How long the lock may stay held after the deployment's execution ended: its rollback runs by itself. */
const rollbackWithin = 120 * minute;

/** Where an action comes to that is not asked to empty the old side. */
const unemptied = async (action: string, worlds: Worlds): Promise<readonly string[]> => {
  const { sarcelle } = await worlds.begin(action);
  const { simulation } = sarcelle;
  await sarcelle.deploy({ ...stagedActions[action]?.input, scaledown: false }, deploymentName());
  await sarcelle.unheld();
  const after = likeness(comparableState(await simulation.state()));
  await simulation.stop();
  return after;
};

/** An action without any fault: what its cases are made from, and what their ends are compared with. Throws unless it succeeds. */
export const runClean = async (action: string, worlds: Worlds, extent: Extent = "in turn"): Promise<CleanRun> => {
  const { sarcelle } = await worlds.begin(action);
  const { simulation } = sarcelle;
  const since = simulation.calls.list().length;
  const arn = await sarcelle.start(stagedActions[action]?.input ?? {}, deploymentName());
  const { status, error, cause } = await sarcelle.ended(arn);
  if (status !== "SUCCEEDED") throw new Error(`A clean ${action} ended as ${status}: ${error}: ${cause}`);
  const cases = await casesOf(action, sarcelle, { arn, since, extent });
  await sarcelle.unheld();
  const after = likeness(comparableState(await simulation.state()));
  await simulation.stop();
  const afterUnemptied = action.startsWith("release") ? await unemptied(action, worlds) : after;
  const clean = { cases, undoing: [], after, afterUnemptied, failedRequests: simulation.traffic().failed };
  const undoing = await worlds.begin(action);
  const undone = await runInTrouble(action, { rules: [unableToComplete()] }, clean, undoing);
  await undoing.sarcelle.simulation.stop();
  if (undone.ending !== "restored")
    throw new Error(`A clean undo of ${action} ended as ${undone.ending}: ${undone.diff.join("; ")}`);
  return { ...clean, undoing: undoCasesOf(action, undone.calls, extent) };
};

/** What goes wrong in a run: faults of API calls, and after so many milliseconds a person who stops the execution. */
interface Trouble {
  readonly rules: readonly FaultRule[];
  readonly stopAfter?: number;
}

/** Repeats the action in trouble, lets everything come to its end, and judges where the world is then. */
export const runInTrouble = async (
  action: string,
  { rules, stopAfter }: Trouble,
  clean: CleanRun,
  { sarcelle, run }: ReadyWorld,
): Promise<CaseResult & { readonly before: unknown; readonly calls: readonly ApiCall[] }> => {
  const { simulation } = sarcelle;
  const before = await simulation.state();
  const [failedBefore, past] = [simulation.traffic().failed, (await sarcelle.journals()).length];
  const installed = rules.map((rule) => simulation.faults.add(rule));
  const since = simulation.calls.count();
  const id = deploymentName(run);
  const arn = await sarcelle.start(stagedActions[action]?.input ?? {}, id);
  if (stopAfter !== undefined) {
    await simulation.advance(stopAfter);
    await simulation.operate("states", "StopExecution", { executionArn: arn });
  }
  const { status, output, error, cause } = await sarcelle.ended(arn);
  const isFree = async () => (await sarcelle.lock()) === undefined;
  const locked = await simulation.until(isFree, rollbackWithin).then(
    () => false,
    () => true,
  );
  const restful = await sarcelle.unheld().then(
    () => true,
    () => false,
  );
  const journals = (await sarcelle.journals()).slice(past);
  const outcome = journals.find(({ deployment }) => deployment.id === id)?.outcome;
  // Whoever stops an execution at its very last moment stops one that has succeeded.
  const truthful = (outcome === "Succeeded") === (status === "SUCCEEDED") || stopAfter !== undefined;
  const struck = simulation.faults.list().every(({ fired }) => fired > 0);
  const open = await sarcelle.lock();
  const conflicts = [...journals, ...(open === undefined ? [] : [open])]
    .flatMap(({ entries }) => entries)
    .filter(({ status }) => status === "conflict");
  const wrong = [
    ...(truthful ? [] : [`the execution ended as ${status}, the journal as ${outcome}`]),
    ...(restful ? [] : ["the world does not come to rest"]),
    ...(struck ? [] : ["the fault never struck"]),
  ];
  for (const { id: rule } of installed) simulation.faults.remove(rule);
  const result = judge({
    before,
    // What failed may have been done all the same.
    afterClean: gaveUpEmptying(output) ? [clean.after, clean.afterUnemptied] : [clean.after],
    now: await simulation.state(),
    remade: action === "retire",
    succeeded: outcome === "Succeeded",
    locked,
    conflicts: conflicts.length,
    failedRequests: simulation.traffic().failed - failedBefore,
    wrong,
    story: `${status} ${error ?? ""}: ${cause ?? ""}`,
  });
  return { ...result, before, calls: simulation.calls.list({ since }) };
};

/** Rolls back on demand what succeeded all the same, and tells how the world differs then from what it was. */
const rolledBack = async ({ sarcelle, run }: ReadyWorld, before: unknown): Promise<readonly string[]> => {
  const arn = await sarcelle.start({ deployment: deploymentName(run) }, undoName(run), "rollback");
  const { status, error, cause } = await sarcelle.ended(arn);
  if (error !== "RolledBack") return [`its rollback on demand ended as ${status}: ${error}: ${cause}`];
  await sarcelle.unheld();
  const found = differences(comparableState(before), comparableState(await sarcelle.simulation.state()));
  return found.map((each) => `after its rollback on demand: ${each}`);
};

/** Whether a deployment can be rolled back once it has ended: after one that retires an environment there is none left to do so in. */
const leavesAnEnvironment = (action: string): boolean => action !== "retire";

/** Runs one case in a world which then is as it was, if all is well: by the deployment's own undo, or by a rollback on demand. */
const runOn = async (
  each: Case,
  clean: CleanRun,
  ready: ReadyWorld,
): Promise<CaseResult & { readonly asItWas: boolean }> => {
  const trouble: Trouble =
    each.kind === "stop"
      ? { rules: [], stopAfter: each.after }
      : { rules: [...(each.kind === "undo" ? [unableToComplete()] : []), ruleOf(each)] };
  const { calls: _, before, ...result } = await runInTrouble(each.action, trouble, clean, ready);
  if (!isWell(result) || result.ending === "restored") return { ...result, asItWas: isWell(result) };
  if (!leavesAnEnvironment(each.action)) return { ...result, asItWas: false };
  const { simulation } = ready.sarcelle;
  const failedUntilThen = simulation.traffic().failed;
  const diff = await rolledBack(ready, before);
  const failedRequests = simulation.traffic().failed - failedUntilThen;
  return {
    ...result,
    ...(diff.length > 0 ? { ending: "notRestored", diff } : {}),
    failedRequests,
    asItWas: diff.length + failedRequests === 0,
  };
};

/** Runs one case: in a world that another one left as it was, if there is one, and in a new one if that says anything but "well". */
export const runCase = async (each: Case, clean: CleanRun, worlds: Worlds): Promise<CaseResult> => {
  const runIn = async (ready: ReadyWorld): Promise<CaseResult> => {
    const { asItWas, ...result } = await runOn(each, clean, ready);
    await worlds.giveBack(each.action, ready, asItWas);
    return result;
  };
  const used = worlds.takeUsed(each.action);
  const result = used && (await runIn(used));
  return result !== undefined && isWell(result) ? result : runIn(await worlds.begin(each.action));
};

const isWell = ({ ending, conflicts, failedRequests }: CaseResult): boolean =>
  ending !== "notRestored" && conflicts === 0 && failedRequests === 0;
