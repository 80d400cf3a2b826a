/**
 * Where a deployment stands, by the history of its executions. A stop's state comes from what happened to it and from nothing else: that
 * something came after it does not mean that it went well.
 */
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { messageOf } from "../src/aws/lambda-error.ts";
import { order } from "../src/deployment/steps/order.ts";
import { type ToldStop, toldEnds, toldNowhere, toldPhases, toldRollback } from "../statemachines/phases.ts";
import type { Phase, Rail, Stop, StopState } from "./rail.ts";

/** What the machine says of the request, once it did: which of the steps that not every deployment has are to come. */
interface Terms {
  readonly preview: boolean;
  readonly approval: boolean;
  readonly hook: boolean;
  readonly scaledown: boolean;
}

/** What was met of a stop so far. */
interface Met extends Omit<Stop, "state" | "says" | "stands"> {
  readonly stands: "here" | "done" | "failed";
  /** It failed, and whether it is tried again is not known yet. */
  readonly failing: boolean;
}

/** All that the events told so far. */
interface Told {
  readonly met: ReadonlyMap<string, Met>;
  /** States that nobody knows, each with the phase in which it was met; in a rollback none. */
  readonly unknown: ReadonlyMap<string, string | null>;
  readonly phase: string;
  /** The state that runs now, or ran last. */
  readonly state: string | null;
  readonly lastEnd: string | null;
  readonly end: string | null;
  readonly terms: Terms;
}

const nothing: Told = {
  met: new Map(),
  unknown: new Map(),
  phase: toldPhases[0]?.name ?? "",
  state: null,
  lastEnd: null,
  end: null,
  terms: { preview: false, approval: false, hook: false, scaledown: false },
};

const stops = [...toldPhases.flatMap((phase) => phase.stops), ...toldRollback];
const stopOf = new Map(
  stops.flatMap((stop) => [stop.state, ...(stop.within ?? [])].map((state) => [state, stop.state])),
);
const phaseOf = new Map(toldPhases.flatMap(({ name, stops: of }) => of.map(({ state }) => [state, name])));
const ofRollback: ReadonlySet<string> = new Set(toldRollback.map(({ state }) => state));
const notStops: ReadonlySet<string> = new Set([...toldEnds, ...toldNowhere]);

const momentOf = ({ timestamp }: HistoryEvent): string => new Date(timestamp ?? 0).toISOString();

const entered = (at: string): Met => ({
  ...{ stands: "here", failing: false, since: at, endedAt: null, looks: 0, retries: 0 },
  ...{ reason: null, until: null, nextLook: null },
});

const withMet = (told: Told, stop: string, change: (met: Met) => Met, at: string): Told => ({
  ...told,
  met: new Map(told.met).set(stop, change(told.met.get(stop) ?? entered(at))),
});

/** A state began: one more look, if it is the one of its stop that looks. */
const enter = (told: Told, state: string, at: string): Told => {
  if (notStops.has(state)) return { ...told, state, lastEnd: toldEnds.includes(state) ? state : told.lastEnd };
  const stop = stopOf.get(state) ?? state;
  const isKnown = stopOf.has(state);
  const inRollback = [...told.met.keys()].some((each) => ofRollback.has(each));
  const phase = phaseOf.get(stop) ?? told.phase;
  const unknown = isKnown ? told.unknown : new Map(told.unknown).set(state, inRollback ? null : phase);
  // A choice and a wait are no look: what the look answered stands.
  if (state !== stop && told.met.has(stop)) return { ...told, state };
  const began = (met: Met): Met => ({ ...met, stands: "here", endedAt: null, looks: met.looks + 1, nextLook: null });
  return withMet({ ...told, state, phase, unknown }, stop, began, at);
};

type Output = Readonly<Record<string, unknown>>;

const parsed = (text: string | undefined): Output => {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return typeof value === "object" && value !== null ? (value as Output) : {};
  } catch {
    // What AWS cut short, being too long.
    return {};
  }
};

const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);

/** What a look answered: it waits on, it is done, or it is not what it should be. */
const answered = (
  met: Met,
  { verdict, reason, until, lookAgainInSeconds }: Output,
  isHook: boolean,
  at: string,
): Met => {
  const said = { ...met, reason: textOf(reason), until: null, nextLook: null };
  // A hook is asked once: the machine looks again for nothing but its steps, and takes any other word of a hook for a no.
  if (verdict === "not ready" && !isHook)
    return {
      ...said,
      until: textOf(until),
      nextLook:
        typeof lookAgainInSeconds === "number"
          ? new Date(Date.parse(at) + lookAgainInSeconds * 1_000).toISOString()
          : null,
    };
  const isDone = isHook ? verdict === "pass" : verdict === undefined || verdict === "ready";
  return { ...said, stands: isDone ? "done" : "failed", endedAt: at };
};

const exit = (told: Told, state: string, output: Output, at: string): Told => {
  const stop = stopOf.get(state) ?? state;
  if (notStops.has(state)) return told;
  const ended = withMet(
    told,
    stop,
    (met) => {
      if (met.failing) return { ...met, stands: "failed", failing: false, endedAt: at, until: null, nextLook: null };
      // A choice and a wait answer what the look did, and end nothing; what is asked beside it has a reason at most.
      return state === stop ? answered(met, output, state === "RunHook", at) : met;
    },
    at,
  );
  return { ...ended, terms: termsAfter(told.terms, state, output) };
};

const termsAfter = (terms: Terms, state: string, output: Output): Terms => {
  const request = output.request as Output | undefined;
  if (state === "Preflight")
    return { ...terms, hook: output.hook != null, scaledown: request?.scaledown === true || terms.scaledown };
  if (state === "AcquireLock")
    return { ...terms, preview: output.preview === true, approval: output.approval === true };
  return terms;
};

/** The error of a task that failed, whichever way. */
const failureIn = (
  event: HistoryEvent,
): { readonly error?: string | undefined; readonly cause?: string | undefined } | undefined =>
  event.lambdaFunctionFailedEventDetails ??
  event.lambdaFunctionTimedOutEventDetails ??
  event.lambdaFunctionScheduleFailedEventDetails ??
  event.lambdaFunctionStartFailedEventDetails ??
  event.taskFailedEventDetails ??
  event.taskTimedOutEventDetails ??
  event.taskSubmitFailedEventDetails ??
  event.taskStartFailedEventDetails ??
  event.evaluationFailedEventDetails;

const ofTheStop = (told: Told, change: (met: Met) => Met, at: string): Told =>
  told.state === null || notStops.has(told.state)
    ? told
    : withMet(told, stopOf.get(told.state) ?? told.state, change, at);

/** Of a stop in whose midst a rollback took the environment: not why there is one. */
export const takenOver = "A rollback has the environment since.";

const fail = (told: Told, event: HistoryEvent): Told => {
  const { error = /TimedOut/.test(event.type ?? "") ? "States.Timeout" : "failed", cause } = failureIn(event) ?? {};
  const reason = error === "LockLost" ? takenOver : `${error}: ${messageOf({ Error: error, Cause: cause })}`;
  return ofTheStop(told, (met) => ({ ...met, failing: true, reason, until: null, nextLook: null }), momentOf(event));
};

/** A task is given to Lambda: once more, if it failed before, or if an execution that had ended is taken up again. */
const schedule = (told: Told, at: string): Told =>
  ofTheStop(
    told,
    (met) =>
      met.failing || met.stands === "failed"
        ? { ...met, stands: "here", endedAt: null, failing: false, retries: met.retries + 1 }
        : met,
    at,
  );

const wordsOfEnd: Readonly<Record<string, string>> = {
  ExecutionAborted: "the execution was stopped",
  ExecutionTimedOut: "the execution took longer than all of it may",
};

/** An execution ended: whatever it was in the middle of did not go well. */
const endWith = (told: Told, event: HistoryEvent): Told => {
  const type = event.type ?? "";
  const { error, cause } = event.executionFailedEventDetails ?? {};
  const words = wordsOfEnd[type] ?? `${error ?? "failed"}: ${messageOf({ Error: error, Cause: cause })}`;
  const cut = (met: Met): Met =>
    met.stands === "here"
      ? {
          ...met,
          stands: "failed",
          failing: false,
          reason: met.failing ? met.reason : words,
          endedAt: momentOf(event),
          until: null,
          nextLook: null,
        }
      : met;
  const met = new Map([...told.met].map(([stop, each]) => [stop, cut(each)]));
  const end =
    type === "ExecutionAborted"
      ? "Aborted"
      : type === "ExecutionTimedOut"
        ? "TimedOut"
        : (told.lastEnd ?? error ?? "Failed");
  return { ...told, met, end };
};

const next = (told: Told, event: HistoryEvent): Told => {
  const { type = "" } = event;
  const at = momentOf(event);
  if (type === "ExecutionStarted" || type === "ExecutionRedriven") {
    const { scaledown } = parsed(event.executionStartedEventDetails?.input);
    return {
      ...told,
      end: null,
      lastEnd: null,
      terms: { ...told.terms, scaledown: told.terms.scaledown || scaledown === true },
    };
  }
  if (/^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type)) return endWith(told, event);
  const into = event.stateEnteredEventDetails?.name;
  if (into !== undefined) return enter(told, into, at);
  const out = event.stateExitedEventDetails;
  if (out?.name !== undefined) return exit(told, out.name, parsed(out.output), at);
  if (/^(LambdaFunction|Task)Scheduled$/.test(type)) return schedule(told, at);
  if (/(Failed|TimedOut)$/.test(type)) return fail(told, event);
  return told;
};

/** The states that such a deployment goes through, as far as is known by now. */
const expectedOf = (action: string, terms: Terms): ReadonlySet<string> => {
  if (action === "rollback") return new Set(["FindDeployment"]);
  const steps: readonly string[] = (Object.entries(order).find(([each]) => each === action)?.[1] ?? []).map(
    ({ name }) => name,
  );
  const isExpected = (state: string): boolean => {
    if (state === "OpenPreview" || state === "ClosePreview") return terms.preview;
    if (state === "AwaitApproval") return terms.approval;
    return !(action === "release" && /Scale(d)?Down$/.test(state)) || terms.scaledown;
  };
  const hook = terms.hook && steps.includes("RunChecks") ? ["RunHook"] : [];
  return new Set(["Preflight", "AcquireLock", ...steps.filter(isExpected), ...hook, "Complete"]);
};

const unmet = (stands: StopState): Omit<Stop, "state" | "says"> => ({
  ...{ stands, since: null, endedAt: null, looks: 0, retries: 0, reason: null, until: null, nextLook: null },
});

const stopWith = (
  { state, says }: Pick<ToldStop, "state" | "says">,
  met: Met | undefined,
  otherwise: StopState,
): Stop => {
  if (met === undefined) return { state, says, ...unmet(otherwise) };
  const { failing: _, ...shown } = met;
  return { state, says, ...shown };
};

/** How a phase stands, by its stops. */
const phaseStands = (of: readonly Stop[]): StopState => {
  const all = new Set(of.map(({ stands }) => stands));
  const first = (["here", "failed"] as const).find((each) => all.has(each));
  if (first !== undefined) return first;
  if (!all.has("done"))
    return (["ahead", "not reached", "skipped"] as const).find((each) => all.has(each)) ?? "skipped";
  if (all.has("not reached")) return "failed";
  // Between two of its stops.
  return all.has("ahead") ? "here" : "done";
};

const lastOf = (of: readonly Stop[]): string | null =>
  of.reduce<string | null>(
    (last, { endedAt }) => (last === null || (endedAt !== null && endedAt > last) ? endedAt : last),
    null,
  );

const phaseWith = (name: string, of: readonly Stop[]): Phase => {
  const stands = phaseStands(of);
  const since = of.find((stop) => stop.since !== null)?.since ?? null;
  return { name, stands, since, endedAt: stands === "here" ? null : lastOf(of), stops: of };
};

/** How what was not met stands: nothing is ahead of what ended, or is being undone. */
const otherwiseAt = (told: Told, state: string): StopState => {
  if (told.end === "Done") return "skipped";
  const own = [...told.met.keys()].filter((each) => !ofRollback.has(each));
  const places = stops.map((stop) => stop.state);
  const furthest = Math.max(-1, ...own.map((each) => places.indexOf(each)));
  if (places.indexOf(state) < furthest) return "skipped";
  return own.length < told.met.size || told.end !== null ? "not reached" : "ahead";
};

const unknownIn = (told: Told, phase: string | null): readonly Stop[] =>
  [...told.unknown]
    .filter(([, met]) => met === phase)
    .map(([state]) => stopWith({ state, says: state }, told.met.get(state), "not reached"));

const rollbackOf = (told: Told): readonly Stop[] => {
  const isBegun = toldRollback.some(({ state }) => told.met.has(state));
  if (!isBegun) return [];
  // What is to do by hand is written down only where the undo failed, and then nothing is closed.
  const isExpected = (state: string) =>
    told.met.has(state) || (state !== "WriteRunbook" && told.end === null && !told.met.has("WriteRunbook"));
  return [
    ...toldRollback
      .filter(({ state }) => isExpected(state))
      .map((stop) => stopWith(stop, told.met.get(stop.state), "ahead")),
    ...unknownIn(told, null),
  ];
};

/**
 * The rail of a deployment: of the events of its execution and then those of its rollback's, if that has one of its own, each oldest
 * first and whole. Whatever was met is shown, by its state's name if nobody knows it.
 */
export const railOf = ({
  action,
  events,
}: {
  readonly action: string;
  readonly events: readonly HistoryEvent[];
}): Rail => {
  const told = events.reduce(next, nothing);
  const expected = expectedOf(action, told.terms);
  const phases = toldPhases.flatMap(({ name, stops: of }) => {
    const shown = of
      .filter(({ state }) => told.met.has(state) || expected.has(state))
      .map((stop) => stopWith(stop, told.met.get(stop.state), otherwiseAt(told, stop.state)));
    const all = [...shown, ...unknownIn(told, name)];
    return all.length === 0 ? [] : [phaseWith(name, all)];
  });
  return { phases, rollback: rollbackOf(told), end: told.end };
};
