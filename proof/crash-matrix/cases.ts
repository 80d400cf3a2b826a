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

/** How many calls break: each in every way, or those that are like others in one way each, in turn. */
export type Extent = "thorough" | "in turn";

/** Whether a call is like others that break in every way: one of another action's functions, or one more of a kind of which one does so already. */
const isLikeOthers = (action: string, { caller, nth }: Call): boolean =>
  nth > 1 || stagedActions[action]?.own?.includes(caller) === false;

/** Every case of an action, from the clean run that the execution `arn` was; it began after call number `since`. */
export const casesOf = async (
  action: string,
  sarcelle: Sarcelle,
  { arn, since, extent }: { readonly arn: string; readonly since: number; readonly extent: Extent },
): Promise<readonly Case[]> => {
  const waysOf = (call: Call, index: number) =>
    extent === "in turn" && isLikeOthers(action, call) ? inTurn(faults, index) : faults;
  const calls = mutatingCalls(sarcelle.simulation.calls.list({ since }));
  return [
    ...calls.flatMap((call, index) =>
      waysOf(call, index).map((fault): Case => ({ kind: "call", action, ...call, fault })),
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

/** Whether a rollback's call is: to the table and to announce it makes many, and they are alike; and what another action has undone too. */
const isUndoLikeOthers = (action: string, { operation, nth }: Call): boolean =>
  nth > 1 || /^(dynamodb|events):/.test(operation) || stagedActions[action]?.own !== undefined;

/** Every case of an action's rollback, from one that undid all of it. */
export const undoCasesOf = (action: string, calls: readonly ApiCall[], extent: Extent): readonly FaultyUndo[] =>
  mutatingCalls(calls)
    .filter(({ caller }) => undoing.includes(caller))
    .flatMap((call, index) => {
      const ways = extent === "in turn" && isUndoLikeOthers(action, call) ? inTurn(undoFaults, index) : undoFaults;
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
