/** A side on its way to being empty: what it still has, what of that AWS never takes away by itself, and how long the rest may take. */

import type { Entry } from "../changes/journal.ts";
import { aws, word } from "./aws-command.ts";
import { strangersIn } from "./capacity.ts";
import { failed, lookAgain, plural, ready, type Verdict, type Wait, waited, waiting } from "./gates.ts";
import type { GroupView, InstanceView, SideView } from "./view.ts";

/**
 * A lifecycle hook: AWS waits at it before an instance comes into service, or is terminated.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_LifecycleHook.html
 */
export interface Hook {
  readonly name: string;
  /** How long AWS waits for an answer. */
  readonly heartbeatSeconds: number;
  /** How long it waits at most, however often the wait is prolonged. */
  readonly globalSeconds: number;
}

/** What AWS waits for before an instance is gone: first its targets drain, then the termination hooks are asked, all at once. */
export interface Departure {
  /** The longest deregistration delay of its target groups. */
  readonly drainSeconds: number;
  readonly hooks: readonly Hook[];
}

/** What a side's instances wait for as they go, and as they come. */
export interface Waits extends Departure {
  readonly launchHooks: readonly Hook[];
}

/** A departure on its way, in milliseconds since the epoch: since when, and when it was looked at. */
export interface Leaving extends Departure {
  readonly since: number;
  readonly seenAt: number;
}

/** What a deployment left to AWS, or to a person, when it ended. */
export interface Left {
  readonly what: string;
  /** When AWS will be done with it by itself (ISO 8601), unless somebody is done sooner or asks for more time; null if it never will. */
  readonly until: string | null;
}

/**
 * Neither of them is terminated by a smaller desired size: one that stands by is somebody's, one that is retained waits for a person.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-enter-exit-standby.html
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-lifecycle-policy.html
 */
const standsBy = ({ lifecycleState }: InstanceView): boolean => /Standby$/.test(lifecycleState);
const isRetained = ({ lifecycleState }: InstanceView): boolean => lifecycleState.endsWith(":Retained");

/** Whether AWS takes an instance away from its group, or lets go of it. */
export const isGoing = (instance: InstanceView): boolean =>
  /^(Terminating|Detaching)/.test(instance.lifecycleState) && !isRetained(instance);

/**
 * AWS asks nobody before it takes away what is not protected; what is, it leaves "until their scale-in protection settings are disabled".
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-instance-protection.html
 */
const isProtected = (instance: InstanceView): boolean =>
  instance.isProtected === true && !isGoing(instance) && !standsBy(instance);

const inGroup = (command: string, { name }: GroupView, instances: readonly InstanceView[], more: string): string =>
  `${aws(`autoscaling ${command}`, { "auto-scaling-group-name": word(name), "instance-ids": instances.map(({ id }) => word(id)).join(" ") })}${more}`;

const resume = ({ name }: GroupView, process: string): string =>
  aws("autoscaling resume-processes", { "auto-scaling-group-name": word(name), "scaling-processes": process });

/** A process that rests on a group, what comes of it, and what ends it. */
export const restsOn = (group: GroupView, process: string, soThat: string): readonly string[] =>
  group.suspended.includes(process)
    ? [`${process} is suspended on ${group.name}, so that ${soThat} (${resume(group, process)})`]
    : [];

/** What of a side AWS never takes away by itself, each with what to type; none if it will be empty once its desired size is 0. */
export const staying = ({ group }: SideView): readonly string[] => {
  const standing = group.instances.filter(standsBy);
  const retained = group.instances.filter(isRetained);
  return [
    ...(standing.length === 0
      ? []
      : [
          `${plural(standing.length, "instance")} of ${group.name} in standby (${inGroup("exit-standby", group, standing, "")})`,
        ]),
    ...retained.map(
      ({ id }) =>
        `instance ${id} of ${group.name} is retained, since a termination hook was abandoned (${aws("autoscaling terminate-instance-in-auto-scaling-group", { "instance-id": word(id) })} --no-should-decrement-desired-capacity)`,
    ),
    ...restsOn(group, "Terminate", "AWS takes no instance away"),
  ];
};

interface Remainder {
  readonly what: string;
  /** What it waits for: the instance's own departure, its draining, or nothing that AWS does by itself. */
  readonly for: "departure" | "draining" | "nobody";
}

const remaindersOf = (side: SideView): readonly Remainder[] => {
  const { group, targetGroups } = side;
  const kept = group.instances.filter(isProtected);
  const going = group.instances.filter((each) => !isProtected(each) && !standsBy(each) && !isRetained(each));
  const waiting = going.filter(({ lifecycleState }) => lifecycleState.endsWith(":Wait"));
  const draining = Math.max(
    0,
    ...targetGroups.map(({ targets }) => targets.filter(({ state }) => state === "draining").length),
  );
  // Targets of an instance of the group go with it; any other is somebody else's.
  const others = strangersIn(side, (state) => state !== "draining");
  const rest = going.length - waiting.length;
  return [
    ...(rest > 0 ? [{ what: plural(rest, "instance"), for: "departure" as const }] : []),
    ...(pooledIn(group) > 0
      ? [{ what: `${plural(pooledIn(group), "instance")} in its warm pool`, for: "departure" as const }]
      : []),
    ...(waiting.length > 0
      ? [{ what: `${plural(waiting.length, "instance")} at a termination hook`, for: "departure" as const }]
      : []),
    ...(kept.length > 0
      ? [
          {
            what: `${plural(kept.length, "instance")} protected from scale-in (${inGroup("set-instance-protection", group, kept, " --no-protected-from-scale-in")})`,
            for: "nobody" as const,
          },
        ]
      : []),
    ...(draining > 0 ? [{ what: `${plural(draining, "target")} draining`, for: "draining" as const }] : []),
    ...(others.length > 0
      ? [
          {
            what: `${plural(others.length, "target")} that ${others.length === 1 ? "is" : "are"} no instance of ${group.name} (${others.join(", ")})`,
            for: "nobody" as const,
          },
        ]
      : []),
  ];
};

const pooledIn = ({ pooled = 0 }: GroupView): number => pooled;

/** Whether a side has neither instance nor target, nor anything in its warm pool. */
export const isEmpty = ({ group, targetGroups }: SideView): boolean =>
  group.instances.length === 0 && pooledIn(group) === 0 && targetGroups.every(({ targets }) => targets.length === 0);

const inWords = (things: readonly string[]): string =>
  things.length < 2 ? things.join("") : `${things.slice(0, -1).join(", ")} and ${things.at(-1)}`;

/** When a deployment took a side's size to nothing, by its journal, in milliseconds since the epoch; undefined if it did not. */
export const emptiedIn = (entries: readonly Entry[]): number | undefined =>
  entries.findLast(
    ({ change: { resource, before, after }, status }) =>
      resource.kind === "group-capacity" && status === "applied" && after?.desired === 0 && before?.desired !== 0,
  )?.at;

/** The states of a target that is registered, and that AWS drains before it is gone. */
const drainsFirst: ReadonlySet<string> = new Set(["healthy", "unhealthy", "initial", "unavailable"]);

/**
 * For so long after a side was emptied its draining targets are taken for those that it had then, in milliseconds: where AWS throttles, the
 * first look gets through late.
 */
const firstLook = 60_000;

/**
 * Since when at the soonest a target of the side drains, in milliseconds since the epoch; undefined where nobody knows. "The status of the
 * target is displayed as draining until the deregistration delay timeout expires": so the side is not empty sooner than that later.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
 */
export const drainingSince = (
  { targetGroups }: SideView,
  { now, emptiedAt }: { readonly now: number; readonly emptiedAt?: number | undefined },
): number | undefined => {
  const states = targetGroups.flatMap(({ targets }) => targets.map(({ state }) => state));
  if (states.some((state) => drainsFirst.has(state))) return now;
  return states.includes("draining") && emptiedAt !== undefined && now - emptiedAt < firstLook ? emptiedAt : undefined;
};

/** From the last target's draining until its instance is gone, in seconds. */
const goneAfter = 5;

/** No look before the side can be empty, but one at the deadline. */
const afterDraining = (drainedAt: number, { now, ...wait }: Wait): number =>
  Math.min(Math.ceil((drainedAt - now) / 1_000) + goneAfter, wait.deadlineSeconds - waited({ now, ...wait }));

/**
 * The side has no instance left, and no target group a target. What cannot come is not waited for. Its targets are
 * drained at `drainedAt` at the soonest, in milliseconds since the epoch; null where nobody knows. Nobody is in more of a hurry than to look
 * each `everySeconds`.
 */
export const emptyGate = (
  side: SideView,
  wait: Wait,
  { drainedAt = null, everySeconds = 0 }: { readonly drainedAt?: number | null; readonly everySeconds?: number } = {},
): Verdict => {
  if (isEmpty(side)) return ready(`${side.side} is empty`);
  const stays = staying(side);
  if (stays.length > 0) return failed(`${side.side} does not become empty by itself: ${stays.join("; ")}.`);
  const left = remaindersOf(side).map(({ what }) => what);
  const soon = Math.max(lookAgain(wait, 10), everySeconds);
  const again = drainedAt === null ? soon : Math.max(soon, afterDraining(drainedAt, wait));
  return waiting(`${side.side} still has ${inWords(left)}`, wait, again);
};

/** How long an instance may take to go, in seconds: as long as nobody prolongs it, and at the most. */
export const departureSeconds = ({ drainSeconds, hooks }: Departure) => ({
  usual: drainSeconds + Math.max(0, ...hooks.map(({ heartbeatSeconds }) => heartbeatSeconds)),
  most: drainSeconds + Math.max(0, ...hooks.map(({ globalSeconds }) => globalSeconds)),
});

/** What is left of a side that is being emptied, and until when; `leaving` is null if that is not known. */
export const leftOn = (side: SideView, leaving: Leaving | null): readonly Left[] => {
  const end = (...seconds: readonly number[]): string | null => {
    if (leaving === null) return null;
    const ends = seconds.map((each) => leaving.since + each * 1_000).find((each) => each > leaving.seenAt);
    return ends === undefined ? null : new Date(ends).toISOString();
  };
  const { usual, most } = leaving === null ? { usual: 0, most: 0 } : departureSeconds(leaving);
  const untils = {
    departure: end(usual, most),
    draining: end(leaving?.drainSeconds ?? 0),
    nobody: null,
  };
  return [
    ...remaindersOf(side).map((each) => ({ what: `${side.side}: ${each.what}`, until: untils[each.for] })),
    ...staying(side).map((what) => ({ what: `${side.side}: ${what}`, until: null })),
  ];
};
