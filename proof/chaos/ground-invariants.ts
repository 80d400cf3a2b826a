/** The invariants of what a run stands on: previews, freeze windows, network load balancers and clusters. Each answers what is wrong, in words. */
import type { Activity } from "@aws-sdk/client-auto-scaling";
import type { ApiCall } from "@sarcelle/playground/calls";
import type { Ledger } from "@sarcelle/playground/ledger";
import type { WorldDump } from "./dump.ts";
import { type ChaosGround, isFrozen } from "./ground.ts";
import { functionOf, type Wrong } from "./invariants.ts";
import type { HeldLock } from "./lock.ts";

const wasCarriedOut = ({ outcome }: ApiCall): boolean => ["ok", "lost", "crash"].includes(outcome);

const isMove = (call: ApiCall): boolean =>
  functionOf(call) === "moveTraffic" && /^Modify(Listener|Rule)$/.test(call.operation);

/** 9. A preview's rules are gone before the first move, and from whatever came to its end. */
export const previewedInItsTime = (calls: readonly ApiCall[], now: WorldDump, lockIsFree: boolean): Wrong => {
  const wrong: string[] = [];
  let standing = 0;
  for (const call of calls) {
    if (functionOf(call) === undefined || !wasCarriedOut(call)) continue;
    if (call.operation === "CreateRule") standing += 1;
    if (call.operation === "DeleteRule") standing -= 1;
    if (standing > 0 && isMove(call))
      wrong.push(`call ${call.n}, ${call.operation}, moved traffic while ${standing} rules of the preview stood`);
  }
  const left = lockIsFree ? Object.keys(now.elasticloadbalancing.rules) : [];
  return [...wrong, ...left.map((arn) => `a rule of the preview is left: ${arn}`)];
};

/** 10. As long as no traffic is moved, no request but one that asks for the preview reaches the side without traffic; nobody here asks for it. */
export const idleIsUnseen = (calls: readonly ApiCall[], { bySide }: Ledger, active: string): Wrong => {
  const isMoved = calls.some(
    (call) => functionOf(call) !== undefined && /^Modify(Listener|Rule)$/.test(call.operation) && wasCarriedOut(call),
  );
  if (isMoved) return [];
  return Object.entries(bySide)
    .filter(([side]) => side !== active && side !== "none")
    .map(([side, { total }]) => `${total} requests reached ${side}, to which no traffic was moved`);
};

/** The calls by which production is changed for the first time: to traffic, or to the instances that have it. */
const isFirst = (call: ApiCall): boolean =>
  isMove(call) || (functionOf(call) === "startRefresh" && call.operation === "StartInstanceRefresh");

/**
 * 11. No deployment that does not override them begins to move traffic, or to replace instances, inside a freeze window: by the time of what
 * it had looked at last. Once begun it goes on. `locks` are those after each call.
 */
export const thawedFirst = (
  calls: readonly ApiCall[],
  locks: readonly HeldLock[],
  { frost }: Pick<ChaosGround, "frost">,
  overridden: ReadonlySet<string>,
): Wrong => {
  const begun = new Set<string>();
  return calls.flatMap((call, index) => {
    const deployment = locks[index]?.deployment ?? "";
    if (!isFirst(call) || begun.has(deployment) || overridden.has(deployment)) return [];
    begun.add(deployment);
    const looked = calls.findLast(
      ({ n, principal, mutating }) => n < call.n && principal === call.principal && !mutating,
    );
    return isFrozen(frost, looked?.time ?? call.time)
      ? [`call ${call.n}, ${call.operation}, began to change production for '${deployment}' inside a freeze window`]
      : [];
  });
};

const instanceIn = ({ Description = "" }: Activity): string => /i-[0-9a-f]+/.exec(Description)?.[0] ?? "";

/** When each instance was in service, by the group's activities. */
const servingOf = (activities: readonly Activity[]) => {
  const from = new Map<string, number>();
  const until = new Map<string, number>();
  for (const each of activities) {
    const instance = instanceIn(each);
    if (each.Description?.startsWith("Launching") && each.StatusCode === "Successful")
      from.set(instance, each.EndTime?.getTime() ?? 0);
    if (each.Description?.startsWith("Terminating")) until.set(instance, each.StartTime?.getTime() ?? 0);
  }
  return (at: number): number =>
    [...from].filter(([id, since]) => since <= at && (until.get(id) ?? Infinity) > at).length;
};

/**
 * 12. An instance refresh takes no node of a cluster while another one is away, unless a person had that replaced. `size` is how many nodes the
 * cluster has.
 */
export const oneNodeAtATime = (
  activities: readonly Activity[],
  size: number,
  replaced: number,
  since: number,
): Wrong => {
  const serving = servingOf(activities);
  return activities
    .filter(({ Cause, StartTime }) => /instance refresh/.test(Cause ?? "") && (StartTime?.getTime() ?? 0) >= since)
    .filter(({ Description }) => Description?.startsWith("Terminating"))
    .flatMap((each) => {
      const left = serving(each.StartTime?.getTime() ?? 0);
      return left >= size - 1 - replaced
        ? []
        : [`${left} of ${size} nodes were in service when a refresh took ${instanceIn(each)} away`];
    });
};
