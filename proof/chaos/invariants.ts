/** The invariants, as pure judgements: each answers what is wrong, in words. */

import type { ApiCall } from "@sarcelle/playground/calls";
import type { Ledger } from "@sarcelle/playground/ledger";
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import { invert } from "../../src/changes/change.ts";
import type { Journal } from "../../src/changes/journal.ts";
import { isBeside } from "../simulation/besides.ts";
import { service } from "../simulation/sarcelle.ts";
import type { Signed, Terms } from "./approval.ts";
import type { WorldDump } from "./dump.ts";
import type { HeldLock } from "./lock.ts";
import type { Meddling } from "./meddling.ts";
import type { Machine } from "./plans.ts";

/** What was found wrong: nothing, if the invariant holds. */
export type Wrong = readonly string[];

/** 1. No request failed, but those that an instance did not answer because it was broken on purpose. */
export const noRequestFailed = ({ failed, failures }: Ledger, broken: ReadonlySet<string>): Wrong => {
  const explained = failures.filter(({ instance }) => instance !== undefined && broken.has(instance)).length;
  return failed === explained
    ? []
    : [
        `${failed} requests failed, ${explained} of them at instances that were broken on purpose`,
        ...failures.map(({ time, listener, status, instance }) => `${time} ${listener} ${status} ${instance ?? ""}`),
      ];
};

/** A function of Sarcelle acts by its role, in a session named as it is; the role's name says more than that. */
export const functionOf = ({ principal }: ApiCall) => principal?.split("/").at(-1)?.split(`${service}-`)[1];

/** What runs beside, where it does, sends itself and others messages, and publishes. */
const tells = (call: ApiCall) => isBeside(call) && ["events", "sns", "sqs", "ssm"].includes(call.service);

/** The services in which a deployment changes things; its table is the lock's own, and the machines run it. */
const changesAws = (call: ApiCall) =>
  call.mutating && !["dynamodb", "states", "lambda"].includes(call.service) && !tells(call);

/**
 * 4. One deployment at a time: AWS is changed only while the lock is held, and by no function of a deployment once a rollback has
 * taken its journal over and written itself. (Before that the rollback waits for a function that may still be writing.) `locks` are
 * those after each call.
 */
export const oneAtATime = (calls: readonly ApiCall[], locks: readonly HeldLock[]): Wrong => {
  const wrong: string[] = [];
  let undoing = false;
  for (const [index, call] of calls.entries()) {
    const [before, lock] = [locks[index - 1], locks[index]];
    if (lock?.owner !== before?.owner || lock?.epoch !== before?.epoch) undoing = false;
    const owner = lock?.owner;
    const caller = functionOf(call);
    if (caller === undefined || !changesAws(call)) continue;
    const what = `call ${call.n}, ${call.service}:${call.operation} by ${caller},`;
    if (caller === "undoChanges") {
      undoing = true;
      if (!owner?.startsWith("rollback:")) wrong.push(`${what} undoes while '${owner ?? "nobody"}' holds the lock`);
    } else if (owner === undefined) wrong.push(`${what} was made while nobody held the lock`);
    else if (undoing) wrong.push(`${what} was made after '${owner}' had begun to undo`);
  }
  return wrong;
};

/** When a deployment was approved by as many as must, and by nobody rejected; undefined as long as it is not. */
const approvedAt = (deployment: string, approvers: number, signed: readonly Signed[]): number | undefined => {
  const own = signed.filter((each) => each.deployment === deployment);
  const times = new Map<string, number>();
  for (const { verb, name, at } of own) if (verb === "approve" && !times.has(name)) times.set(name, at);
  return own.some(({ verb }) => verb === "reject")
    ? undefined
    : [...times.values()].toSorted((a, b) => a - b)[approvers - 1];
};

/**
 * 8. Where the environment asks for approval, no deployment moves traffic before enough people have approved it, or if one has rejected it.
 * Nobody can sign any more once it may move. `locks` are those after each call.
 */
export const approvedFirst = (
  calls: readonly ApiCall[],
  locks: readonly HeldLock[],
  asks: Terms,
  signed: readonly Signed[],
): Wrong =>
  calls.flatMap((call, index) => {
    if (asks === undefined || functionOf(call) !== "moveTraffic" || !changesAws(call)) return [];
    const deployment = locks[index]?.deployment ?? "";
    const at = approvedAt(deployment, asks.approvers, signed);
    return at !== undefined && at <= call.time
      ? []
      : [`call ${call.n}, ${call.service}:${call.operation}, moved traffic for '${deployment}' without its approval`];
  });

/** How an execution ended. */
export interface EndedExecution {
  readonly name: string;
  readonly machine: Machine;
  readonly status: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  /** The last state that it entered. */
  readonly last: string | undefined;
  /** Whether it says that it gave up emptying the side that lost the traffic. */
  readonly unemptied?: boolean;
}

/** The errors of AWS that did not answer, or not in time. */
const unanswered = /^(Throttled|AwsUnavailable|Runtime\.ExitError|Sandbox\.Timedout|States\.Timeout|Lambda\..+)$/;

/** Whether a rollback ended before it could begin, since AWS did not answer: its error says so. */
const couldNotBegin = ({ machine, last, error = "" }: EndedExecution): boolean =>
  machine === "rollback" && last === "Refused" && unanswered.test(error);

/**
 * 5. The lock stays held only where the last rollback gave up and its cause names each conflict, where AWS did not let it so much as
 * read what to undo, or where a person stopped the rollback itself.
 */
export const heldForAReason = (
  held: {
    readonly deployment: string;
    readonly end: EndedExecution | undefined;
    readonly conflicts: readonly string[];
  },
  stopped: ReadonlySet<string>,
): Wrong => {
  const { deployment, end, conflicts } = held;
  if (end !== undefined && stopped.has(`rollback:${end.name}`)) return [];
  if (end !== undefined && couldNotBegin(end)) return [];
  if (end?.last !== "RollbackFailed")
    return [
      `'${deployment}' holds the lock, but the last execution, '${end?.name}', ended in ${end?.last} (${end?.status} ${end?.error}: ${end?.cause})`,
    ];
  const unnamed = conflicts.filter((id) => !end.cause?.includes(id));
  return unnamed.map((id) => `the cause of '${end.name}' does not name the conflict of ${id}: ${end.cause}`);
};

/** What a deployment's changes of a resource say, oldest first, of whether it knew of what somebody changed; undefined where they do not. */
const knowledgeOf = (
  { deployment, entries }: Pick<Journal, "deployment" | "entries">,
  { resource, knownIn }: Pick<Meddling, "resource" | "knownIn" | "part">,
): readonly (boolean | undefined)[] => {
  const changes = entries.map(({ change }) => change);
  // A rollback on demand begins with what the deployment that it undoes had come to.
  return (deployment.undoes === undefined ? changes : changes.map(invert).toReversed())
    .filter(({ resource: { kind, id } }) => kind === resource.kind && id === resource.id)
    .map(({ before }) => (before === null ? undefined : knownIn(before)));
};

type Knowing = (...of: Parameters<typeof knowledgeOf>) => boolean;

/** Whether it changed what somebody else had changed, and knew of that. */
export const knewOf: Knowing = (...of) => knowledgeOf(...of).includes(true);

/** Whether a deployment had changed something otherwise when it found that somebody had changed it: what was there before it is no sign then. */
const foundOtherwise: Knowing = ({ entries }, { resource: { kind, id }, knownIn }) =>
  entries.some(
    ({ status, change: { resource, after } }) =>
      status === "conflict" &&
      resource.kind === kind &&
      resource.id === id &&
      after !== null &&
      knownIn(after) === false,
  );

/** Whether a deployment began with what somebody changed: then its undo leads back to that. */
export const beganWith: Knowing = (...of) =>
  !foundOtherwise(...of) && (knowledgeOf(...of).find((known) => known !== undefined) ?? false);

const isOfTheSame = (a: Meddling, b: Meddling): boolean =>
  a.resource.kind === b.resource.kind && a.resource.id === b.resource.id && a.part === b.part;

/** Whether a rollback has seen to what somebody deleted: it was to be gone, and is. */
export const isUndone: Knowing = ({ entries }, { resource: { kind, id }, part }) => {
  const own = entries.filter(({ change: { resource } }) => resource.kind === kind && resource.id === id);
  return part === "existence" && own.length > 0 && own.every(({ status }) => status === "undone");
};

/** Whether a person asked, after what somebody deleted was gone, for an upgrade: it makes what is missing. */
export const madeAgain = (
  { deployment, entries }: Pick<Journal, "deployment" | "entries">,
  { resource, at }: Meddling,
) =>
  deployment.action === "upgrade" &&
  deployment.startedAt >= at &&
  entries.some(
    ({ change }) =>
      change.before === null && change.resource.kind === resource.kind && change.resource.id === resource.id,
  );

/** Whether a deployment left something as somebody had made it, by its own decision: to take that back would be another change. */
export const madeItsOwn = (
  { entries }: Pick<Journal, "entries">,
  { resource: { kind, id }, knownIn }: Meddling,
): boolean => {
  const last = entries.findLast(({ change: { resource } }) => resource.kind === kind && resource.id === id);
  return last?.status === "applied" && last.change.after !== null && knownIn(last.change.after) === true;
};

/** 3. What somebody changed is as that person left it, unless the deployment knew of it, or could not have known of it any more. */
export const nothingOverwritten = (
  meddled: readonly Meddling[],
  still: WorldDump,
  journals: readonly Pick<Journal, "deployment" | "entries">[],
  calls: readonly ApiCall[],
): Wrong =>
  meddled
    .filter((each, index) => !meddled.slice(index + 1).some((later) => isOfTheSame(each, later)))
    .filter((each) => !each.holds(still))
    .filter((each) => !journals.some((journal) => knewOf(journal, each) || madeAgain(journal, each)))
    .filter(({ service: of, at }) => !couldNotKnow(calls, of, at))
    .filter((each) => !looksUnmade(calls, each))
    .map(({ words, resource }) => `a person's change was overwritten (${words}): ${resource.kind} ${resource.id}`);

/** Reads trail writes by no more than this in the playground. */
const longestLag = 500;

/**
 * Whether a function wrote after `at` what it had last read before the change could show. AWS knows no compare-and-set for these
 * resources, so between its last look and its write no tool can know better.
 */
const couldNotKnow = (calls: readonly ApiCall[], of: string, at: number): boolean =>
  calls.some((call) => {
    if (call.time < at || call.service !== of || !changesAws(call) || functionOf(call) === undefined) return false;
    const look = calls.findLast(
      (each) => each.n < call.n && each.service === of && !each.mutating && each.principal === call.principal,
    );
    return look === undefined || look.time < at + longestLag;
  });

/**
 * Whether somebody deleted what a function had made so shortly before that it had no need to show yet: whoever waits for it to show
 * cannot tell that from a call that came to nothing, and makes it again.
 */
const looksUnmade = (calls: readonly ApiCall[], { part, service: of, at, resource }: Meddling): boolean =>
  part === "existence" &&
  calls.some(
    (call) =>
      call.service === of &&
      changesAws(call) &&
      functionOf(call) !== undefined &&
      call.time <= at &&
      call.time > at - longestLag &&
      JSON.stringify(call.input).includes(resource.id.split(/[/:]/).at(-1) ?? ""),
  );

/** Of executions in the order of their end, the last that left something open behind: neither done, nor undone, nor refused, nor taken over. */
export const lastUnfinished = (ended: readonly EndedExecution[]): EndedExecution | undefined =>
  ended.findLast(
    (end) => couldNotBegin(end) || !["Done", "RolledBack", "Refused", "TakenOver"].includes(end.last ?? "nowhere"),
  );

/** 6. An execution that ended is in one of the ends that there are. */
export const knownEnds = (ended: readonly EndedExecution[]): Wrong =>
  ended
    .filter(({ status, last }) => {
      if (status === "ABORTED" || status === "TIMED_OUT") return false;
      return !(
        last !== undefined &&
        (status === "SUCCEEDED" ? ["Done"] : ["Refused", "RolledBack", "RollbackFailed", "TakenOver"]).includes(last)
      );
    })
    .map(({ name, status, error, cause, last }) => `'${name}' ended as ${status} in ${last}: ${error}: ${cause}`);

/** 7. Every deployment that took the lock stands in the audit trail once, and ended there as its execution did. */
export const audited = (
  takers: readonly string[],
  journals: readonly ClosedJournal[],
  ended: readonly EndedExecution[],
): Wrong => {
  const outcomesOf = (id: string) =>
    journals.filter(({ deployment }) => deployment.id === id).map(({ outcome }) => outcome);
  const wrong = [...new Set(takers)].flatMap((id) => {
    const outcomes = outcomesOf(id);
    return outcomes.length === 1
      ? []
      : [`'${id}' stands in the audit trail ${outcomes.length} times: ${outcomes.join(", ")}`];
  });
  const untrue = ended
    .filter(({ machine, status }) => machine !== "rollback" && (status === "SUCCEEDED" || status === "FAILED"))
    // It says itself that the deployment is in other hands, or closed.
    .filter(({ last }) => last !== "TakenOver")
    .filter(({ name, status }) => (status === "SUCCEEDED") !== outcomesOf(name).includes("Succeeded"))
    .map(
      ({ name, status, error, last }) =>
        `'${name}' ended as ${status} (${last} ${error ?? ""}), the audit trail says ${outcomesOf(name).join(", ") || "nothing"}`,
    );
  return [...wrong, ...untrue];
};
