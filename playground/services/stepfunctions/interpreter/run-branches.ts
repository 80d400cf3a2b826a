import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { StateType } from "../language/definition.ts";
import type { Json } from "../language/json.ts";
import type { Activation } from "./activation.ts";
import { type Branch, follow } from "./branch.ts";
import { Aborted, errorOutput, StateFailure } from "./failure.ts";
import type { EventType, History } from "./history.ts";

interface Manner {
  /** How many run at once. */
  readonly concurrency: number;
  /** For a Map: its name, since every iteration has events of its own. */
  readonly iteration?: { readonly name: string; readonly record: History["add"] };
  /** Records that the state failed. */
  readonly failed: () => void;
  /** How many may fail, if any. */
  readonly tolerated?: number;
}

/**
 * Runs the branches that have no output yet, in order, so many at once. When one fails, the others are aborted and the
 * failure is that of the whole. Where some may fail, what failed stands in the result, and the whole fails with the first too many.
 */
export const runBranches = async (
  activation: Activation,
  branches: readonly Branch[],
  manner: Manner,
): Promise<readonly Json[]> => {
  const { run, branch: outer } = activation;
  const siblings = new AbortController();
  const signal = AbortSignal.any([activation.signal, siblings.signal]);
  const waiting = branches.filter(({ output }) => output === undefined).values();
  const failures = new Map<Branch, StateFailure>();
  let failed: Branch | undefined;

  for (const branch of branches) if (branch.position.entered === undefined) follow(branch, outer.lastEvent);

  const work = async () => {
    for (const branch of waiting) {
      try {
        signal.throwIfAborted();
        // An iteration that an earlier attempt of the execution began goes on without another event.
        if (branch.position.entered === undefined) recordIteration("MapIterationStarted", branch, manner);
        await run.runBranch(branch, signal);
        signal.throwIfAborted();
        recordIteration("MapIterationSucceeded", branch, manner);
        outer.lastEvent = branch.lastEvent;
      } catch (failure) {
        if (failure instanceof StateFailure && failed === undefined) {
          failures.set(branch, failure);
          if (failures.size <= (manner.tolerated ?? 0)) {
            recordIteration("MapIterationFailed", branch, manner);
            outer.lastEvent = branch.lastEvent;
            continue;
          }
          failed = branch;
          siblings.abort(new Aborted("Another branch failed"));
          if (manner.tolerated !== undefined) throw tooMany(activation);
        }
        throw failure;
      }
    }
  };

  const workers = Array.from({ length: Math.min(manner.concurrency, branches.length) }, work);
  try {
    await Promise.all(workers);
  } catch (failure) {
    const others = branches.filter((branch) => !failures.has(branch));
    if (failed !== undefined) recordAborts(activation, failed, others, manner);
    throw failure;
  }
  return branches.map((branch) => {
    const failure = failures.get(branch);
    return failure === undefined ? (branch.output ?? null) : errorOutput(failure);
  });
};

const tooMany = ({ failure }: Activation): StateFailure =>
  failure("States.ExceedToleratedFailureThreshold", "The specified tolerated failure threshold was exceeded");

const recordIteration = (
  type: "MapIterationStarted" | "MapIterationSucceeded" | "MapIterationFailed" | "MapIterationAborted",
  branch: Branch,
  { iteration }: Manner,
): void => {
  if (iteration === undefined) return;
  const details = { name: iteration.name, index: branch.item?.Index ?? 0 };
  const member: keyof HistoryEvent = `m${type.slice(1) as "apIterationStarted"}EventDetails`;
  branch.lastEvent = iteration.record(type, branch.lastEvent, { [member]: details });
};

/** Only these states have an event for being aborted. */
const abortable: ReadonlySet<StateType> = new Set(["Task", "Wait", "Parallel", "Map"]);

/** As AWS records it: every event of the abort names the event that failed as its predecessor. */
const recordAborts = (
  { branch: outer, record }: Activation,
  failed: Branch,
  others: readonly Branch[],
  manner: Manner,
): void => {
  const cause = failed.lastEvent;
  const unfinished = others.filter(({ output, position }) => output === undefined && position.entered !== undefined);
  for (const branch of [failed, ...unfinished]) {
    branch.lastEvent = cause;
    recordIteration(branch === failed ? "MapIterationFailed" : "MapIterationAborted", branch, manner);
    const type = branch.group.states.get(branch.position.state)?.type;
    if (type !== undefined && abortable.has(type)) {
      outer.lastEvent = cause;
      record(`${type}StateAborted` as EventType);
    }
  }
  outer.lastEvent = cause;
  manner.failed();
};
