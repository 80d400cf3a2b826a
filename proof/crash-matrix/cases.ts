import { type ApiCall, actionOfCall } from "@sarcelle/playground/calls";
import type { FaultRule } from "@sarcelle/playground/faults";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import type { Sarcelle } from "../simulation/sarcelle.ts";
import { stagedActions } from "./actions.ts";

/** What is done to the call: once, so that a retry finds everything well again, or for good, so that the rollback has to come. */
export const faults = [
  "error once",
  "error for good",
  "throttle for good",
  "lost-response once",
  "lost-response for good",
  "crash once",
  "crash for good",
  "latency for good",
] as const;
export type CallFault = (typeof faults)[number];

/** One mutating API call of a clean run, told by who makes it and as his which of its kind. */
export interface FaultyCall {
  readonly kind: "call";
  readonly action: string;
  /** `moveTraffic` */
  readonly caller: string;
  /** `elasticloadbalancing:ModifyListener` */
  readonly operation: string;
  /** From 1. */
  readonly nth: number;
  readonly fault: CallFault;
}

/** The execution is stopped in the midst of a state. */
export interface StoppedState {
  readonly kind: "stop";
  readonly action: string;
  readonly state: string;
  /** Milliseconds after the execution's start. */
  readonly after: number;
}

/** One mutating API call of a rollback, which has all of the action to undo: whatever breaks there, it must end as it would without. */
export interface FaultyUndo extends Omit<FaultyCall, "kind"> {
  readonly kind: "undo";
}

export type Case = FaultyCall | FaultyUndo | StoppedState;

/** Where a case strikes: `moveTraffic elasticloadbalancing:ModifyListener #1`, or the state that is stopped. */
export const callOf = (each: Case): string =>
  each.kind === "stop" ? each.state : `${each.caller} ${each.operation} #${each.nth}`;
/** What a case does there. */
export const faultOf = (each: Case): string => (each.kind === "stop" ? "StopExecution" : each.fault);
/** A case in one line: its action, where it strikes, and what it does there. */
export const nameOf = (each: Case): string => `${each.action}: ${callOf(each)}: ${faultOf(each)}`;

const service = "sarcelle-live-";

/** A mutating call, as a case names it. */
type Call = Pick<FaultyCall, "caller" | "operation" | "nth">;

/** The functions that make a deployment or undo it, by name: `functions/blue-green/move-traffic.handler` is `moveTraffic`. */
const deploying = new Set(
  Object.keys(sarcelleHandlers)
    .map((handler) => /^functions\/(?:blue-green|rolling-update|rollback)\/(.*)\.handler$/.exec(handler)?.[1])
    .map((file) => file?.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())),
);

/** The mutating calls of those functions among `calls`, in their order. */
export const mutatingCalls = (calls: readonly ApiCall[]): readonly Call[] => {
  const seen = new Map<string, number>();
  return calls
    .filter(({ mutating }) => mutating)
    .map((call) => ({
      caller: call.principal?.split(`/${service}`).at(-1) ?? "",
      operation: actionOfCall(call),
    }))
    .filter(({ caller }) => deploying.has(caller))
    .map(({ caller, operation }) => {
      const nth = (seen.get(`${caller} ${operation}`) ?? 0) + 1;
      seen.set(`${caller} ${operation}`, nth);
      return { caller, operation, nth };
    });
};

/** The states that an execution stayed in, and a moment in the midst of its first stay in each. */
const stays = async (sarcelle: Sarcelle, arn: string) => {
  const history = await sarcelle.history(arn);
  const start = history[0]?.timestamp?.getTime() ?? 0;
  const first = new Map<string, number>();
  let entered: { readonly name: string; readonly at: number } | undefined;
  for (const { timestamp, stateEnteredEventDetails: into, stateExitedEventDetails: outOf } of history) {
    const at = (timestamp?.getTime() ?? 0) - start;
    if (into?.name !== undefined) entered = { name: into.name, at };
    if (outOf?.name === undefined || entered?.name !== outOf.name || first.has(outOf.name)) continue;
    if (at > entered.at) first.set(outOf.name, (entered.at + at) / 2);
  }
  return [...first].map(([state, after]) => ({ state, after }));
};

/** In turn, so that each way breaks some of the calls. */
const inTurn = <Way>(ways: readonly Way[], index: number): readonly Way[] =>
  ways.slice(index % ways.length).slice(0, 1);

/** Every case of an action, from the clean run that the execution `arn` was; it began after call number `since`. */
export const casesOf = async (
  action: string,
  sarcelle: Sarcelle,
  arn: string,
  since: number,
): Promise<readonly Case[]> => {
  const calls = mutatingCalls(sarcelle.simulation.calls.list({ since }));
  const own = stagedActions[action]?.own;
  const isOwn = ({ caller, nth }: Call) => own === undefined || (own.includes(caller) && nth <= 2);
  return [
    ...calls.flatMap((call, index) =>
      (isOwn(call) ? faults : inTurn(faults, index)).map((fault): Case => ({ kind: "call", action, ...call, fault })),
    ),
    ...(await stays(sarcelle, arn)).map((stay): Case => ({ kind: "stop", action, ...stay })),
  ];
};

/** With the last thing that a deployment does out of order, its rollback has everything to undo. */
export const unableToComplete = (): FaultRule =>
  ruleOf({ caller: "complete", operation: "dynamodb:PutItem", nth: 1, fault: "error for good" });

/** The functions of a rollback. */
const undoing = ["beginRollback", "undoChanges", "closeRollback"];

/** What an undo must survive: what a retry finds well again. */
const undoFaults = ["lost-response once", "crash once", "error once"] as const;

/**
 * Every case of an action's rollback, from one that undid all of it. Calls to AWS break in each way; those to the table and of announcements,
 * which are many and alike, in one way each, in turn, as all do of an action that does in most what another does.
 */
export const undoCasesOf = (action: string, calls: readonly ApiCall[]): readonly FaultyUndo[] =>
  mutatingCalls(calls)
    .filter(({ caller }) => undoing.includes(caller))
    .flatMap((call, index) => {
      const isAlike = /^(dynamodb|events):/.test(call.operation) || stagedActions[action]?.own !== undefined;
      const ways = isAlike ? inTurn(undoFaults, index) : undoFaults;
      return ways.map((fault): FaultyUndo => ({ kind: "undo", action, ...call, fault }));
    });

const forGood = 1_000_000;

/** Longer than any function may run: the answer comes, but nobody is there any more. */
const tooLate = { milliseconds: 1_000_000 };

/** The case's fault as a rule for the playground. */
export const ruleOf = ({ caller, operation, nth, fault }: Omit<FaultyCall, "kind" | "action">): FaultRule => ({
  target: operation,
  principal: `/${service}${caller}`,
  fault: fault.replace(/ once| for good/, "") as FaultRule["fault"],
  nth,
  times: fault.endsWith(" for good") ? forGood : 1,
  ...(fault.startsWith("latency") ? tooLate : {}),
});
