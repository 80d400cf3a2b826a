/**
 * Target health changes without an event, and so does the state of a load balancer that was just made: after what is known to move
 * them, they are looked at until they stand still.
 */
import type { Hint } from "./hint.ts";
import type { Facts, Row, Sighting, TypedArn } from "./model.ts";

/** Between two looks: about the time of a health check. */
export const watchIntervalMilliseconds = 15_000;

/** On the way to another state. Unknown states are not: nobody knows how long they last. */
const passing: ReadonlySet<string> = new Set(["initial", "draining", "unhealthy.draining"]);

const isPassing = (facts: Facts | null): boolean => {
  const targets = facts?.details.targets;
  if (facts?.details.state === "provisioning") return true;
  return typeof targets === "object" && Object.keys(targets ?? {}).some((state) => passing.has(state));
};

/** Auto Scaling registers and deregisters targets behind the API, when it launches and terminates. */
const movesTargets = /^EC2 Instance (Launch|Terminate|Detach) Successful$/;

/**
 * The hints to come back after a while, on account of one sighting and those that led to it. They are of the time of this look: what the
 * next one finds otherwise came to be after it, and not when the event happened.
 */
export const watched = (sighting: Sighting, row: Row | undefined, hints: readonly Hint[]): readonly Hint[] =>
  toWatch(sighting, row, hints).map((hint) => ({ ...hint, occurredAt: Math.max(hint.occurredAt, sighting.readAt) }));

const toWatch = ({ ref, facts }: Sighting, row: Row | undefined, hints: readonly Hint[]): readonly Hint[] => {
  if (ref.type === "target-group" || ref.type === "load-balancer") {
    // Whoever saw it begin to change watches it to the end; others need not.
    const watching = hints.filter(({ looks }) => (looks ?? 0) > 0);
    if (!isPassing(facts)) return [];
    return isPassing(row?.facts ?? null) ? watching : hints.slice(0, 1);
  }
  if (ref.type !== "auto-scaling-group") return [];
  const [moved] = hints.filter(({ event, looks }) => movesTargets.test(event) && (looks ?? 0) === 0);
  const groups = facts?.details.targetGroups;
  if (moved === undefined || !Array.isArray(groups)) return [];
  return groups.map((arn): Hint => ({ ...moved, ref: { type: "target-group", arn: String(arn) } satisfies TypedArn }));
};
