import type { ApiCall } from "@sarcelle/playground/calls";
import type { FaultRule } from "@sarcelle/playground/faults";
import { comparableState } from "../dump/comparable-state.ts";
import { beforeAction, deploymentName, stagedActions } from "./actions.ts";
import { type Case, casesOf, ruleOf, unableToComplete, undoCasesOf } from "./cases.ts";
import { type CaseResult, gaveUpEmptying, judge, likeness } from "./outcome.ts";

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

const seed = 1;
const minute = 60_000;

/** How long the lock may stay held after the deployment's execution ended: its rollback runs by itself. */
const rollbackWithin = 120 * minute;

/** Where an action comes to that is not asked to empty the old side. */
const unemptied = async (action: string, template: string): Promise<readonly string[]> => {
  const sarcelle = await beforeAction(action, template, seed);
  const { simulation } = sarcelle;
  await sarcelle.deploy({ ...stagedActions[action]?.input, scaledown: false }, deploymentName);
  await sarcelle.unheld();
  const after = likeness(comparableState(await simulation.state()));
  await simulation.stop();
  return after;
};

/** An action without any fault: what its cases are made from, and what their ends are compared with. Throws unless it succeeds. */
export const runClean = async (action: string, template: string): Promise<CleanRun> => {
  const sarcelle = await beforeAction(action, template, seed);
  const { simulation } = sarcelle;
  const since = simulation.calls.list().length;
  const arn = await sarcelle.start(stagedActions[action]?.input ?? {}, deploymentName);
  const { status, error, cause } = await sarcelle.ended(arn);
  if (status !== "SUCCEEDED") throw new Error(`A clean ${action} ended as ${status}: ${error}: ${cause}`);
  const cases = await casesOf(action, sarcelle, arn, since);
  await sarcelle.unheld();
  const after = likeness(comparableState(await simulation.state()));
  await simulation.stop();
  const afterUnemptied = action.startsWith("release") ? await unemptied(action, template) : after;
  const clean = { cases, undoing: [], after, afterUnemptied, failedRequests: simulation.traffic().failed };
  const undone = await runInTrouble(action, { rules: [unableToComplete()] }, clean, template);
  if (undone.ending !== "restored")
    throw new Error(`A clean undo of ${action} ended as ${undone.ending}: ${undone.diff.join("; ")}`);
  return { ...clean, undoing: undoCasesOf(action, undone.calls) };
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
  template: string,
): Promise<CaseResult & { readonly calls: readonly ApiCall[] }> => {
  const sarcelle = await beforeAction(action, template, seed);
  const { simulation } = sarcelle;
  const before = await simulation.state();
  for (const rule of rules) simulation.faults.add(rule);
  const since = simulation.calls.list().length;
  const arn = await sarcelle.start(stagedActions[action]?.input ?? {}, deploymentName);
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
  const journals = await sarcelle.journals();
  const outcome = journals.find(({ deployment }) => deployment.id === deploymentName)?.outcome;
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
  const result = judge({
    before,
    // What failed may have been done all the same.
    afterClean: gaveUpEmptying(output) ? [clean.after, clean.afterUnemptied] : [clean.after],
    now: await simulation.state(),
    remade: action === "retire",
    succeeded: outcome === "Succeeded",
    locked,
    conflicts: conflicts.length,
    failedRequests: simulation.traffic().failed,
    wrong,
    story: `${status} ${error ?? ""}: ${cause ?? ""}`,
  });
  await simulation.stop();
  return { ...result, calls: simulation.calls.list({ since }) };
};

/** Runs one case. */
export const runCase = async (each: Case, clean: CleanRun, template: string): Promise<CaseResult> => {
  const trouble: Trouble =
    each.kind === "stop"
      ? { rules: [], stopAfter: each.after }
      : { rules: [...(each.kind === "undo" ? [unableToComplete()] : []), ruleOf(each)] };
  const { calls: _, ...result } = await runInTrouble(each.action, trouble, clean, template);
  return result;
};
