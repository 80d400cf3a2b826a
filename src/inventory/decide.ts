/** What a look is worth beside what is recorded: the one place that knows which of two facts wins. */
import { equal } from "../changes/change.ts";
import { launchOf } from "./attributes.ts";
import type { Hint } from "./hint.ts";
import { type Cause, exists, type Facts, type Row, type Sighting } from "./model.ts";

/**
 * How long an event may be ahead of what AWS's reads show, with a second for EventBridge's times, which are cut to whole ones.
 * A read that was started that much later than an event has surely seen what the event told of.
 */
export const settlingMilliseconds = 3_000;

/**
 * For how long "not found" may mean "not to be seen yet". AWS: an `InvalidInstanceID.NotFound` right after a launch "does not
 * mean the instance does not exist"; it advises to go on for a few minutes.
 */
export const youthMilliseconds = 120_000;

export type Decision =
  /** A new revision. */
  | { readonly kind: "record"; readonly row: Row }
  /** Nothing new, but the row is now known to be true as of a later moment, which shuts out older reads under way. */
  | { readonly kind: "touch"; readonly row: Row }
  | { readonly kind: "unchanged" }
  /** What is recorded was read later than this. */
  | { readonly kind: "older" }
  /** Nothing can be concluded yet. */
  | { readonly kind: "again"; readonly why: string };

const same = (a: Facts | null, b: Facts | null): boolean => (a === null || b === null ? a === b : equal(a, b));

const latest = (hints: readonly Hint[]): Hint | undefined =>
  hints.toSorted((a, b) => a.occurredAt - b.occurredAt || (a.eventId < b.eventId ? -1 : 1)).at(-1);

const launchesSince = (row: Row | undefined, facts: Facts, trueFrom: number): number =>
  exists(row) && launchOf(row.facts) === launchOf(facts) ? (row.launchesSince ?? row.trueFrom) : trueFrom;

/** Whether "not found" is to be believed. */
const isGone = (row: Row | undefined, sighting: Sighting, hints: readonly Hint[]): boolean => {
  if (sighting.ended === true) return true;
  if (hints.some((hint) => hint.removed === true && hint.occurredAt >= (row?.bornAt ?? 0))) return true;
  const youngest = exists(row) ? row.bornAt : Math.max(0, ...hints.map((hint) => hint.occurredAt));
  return sighting.readAt - youngest >= youthMilliseconds;
};

/** The newest tag event that this sighting confirms: it shows the very tags that the event told of. */
const confirmedTags = (row: Row | undefined, sighting: Sighting, hints: readonly Hint[]): number | undefined => {
  const versions = hints
    .filter(({ tagged }) => tagged !== undefined && equal(tagged.tags, sighting.facts?.tags))
    .map(({ tagged }) => tagged?.version ?? 0);
  const known = row?.tagVersion === undefined ? versions : [...versions, row.tagVersion];
  return known.length === 0 ? undefined : Math.max(...known);
};

/** A tag event newer than what is confirmed, of which the read shows nothing: the read is behind. */
const missesTags = (row: Row | undefined, sighting: Sighting, hints: readonly Hint[]): boolean =>
  sighting.facts !== null &&
  hints.some(
    ({ tagged, occurredAt }) =>
      tagged !== undefined &&
      tagged.version > (row?.tagVersion ?? 0) &&
      sighting.readAt - occurredAt < youthMilliseconds &&
      !equal(tagged.tags, sighting.facts?.tags) &&
      !hints.some((other) => (other.tagged?.version ?? 0) > tagged.version),
  );

/** Whether the row has been read since all these events were sure to show. Then they are old news. */
export const isCovered = (row: Row | undefined, hints: readonly Hint[]): boolean =>
  row !== undefined &&
  hints.every(
    ({ occurredAt, tagged }) =>
      row.readAt >= occurredAt + settlingMilliseconds ||
      (tagged !== undefined && row.tagVersion !== undefined && tagged.version <= row.tagVersion),
  );

const causeOf = (by: Cause["by"], hint: Hint | undefined): Cause => ({
  by,
  ...(hint === undefined ? {} : { eventId: hint.eventId, event: hint.event }),
  ...(hint?.actor === undefined ? {} : { actor: hint.actor }),
});

/**
 * Judges a sighting beside the recorded row. `hints` are the events that led to the look, none for a sweep; `now` is when the
 * answer would be written.
 */
export const decide = (
  row: Row | undefined,
  sighting: Sighting,
  hints: readonly Hint[],
  now: number,
  by: Cause["by"] = hints.length === 0 ? "sweep" : "event",
): Decision => {
  const { ref, readAt, facts } = sighting;
  const unchanged = same(row?.facts ?? null, facts);
  if (row !== undefined && readAt < row.readAt) return { kind: "older" };
  if (facts === null && row !== undefined && !unchanged && !isGone(row, sighting, hints))
    return { kind: "again", why: "not found so soon after it was made" };
  const settled = hints.every(({ occurredAt }) => readAt >= occurredAt + settlingMilliseconds);
  if (facts === null && row === undefined) {
    if (!isGone(row, sighting, hints)) return { kind: "again", why: "named by an event, but not found yet" };
    // An earlier read that still found it may be on its way to the table: what is gone is recorded too, to shut that one out.
    const inFlight = hints.some(({ occurredAt }) => readAt < occurredAt + youthMilliseconds);
    if (!settled || !inFlight) return { kind: "unchanged" };
  }
  if (row !== undefined && readAt === row.readAt && !unchanged)
    return { kind: "again", why: "two reads of the same moment differ" };

  const tagVersion = confirmedTags(row, sighting, hints);
  const guard = { readAt, ...(tagVersion === undefined ? {} : { tagVersion }) };
  if (row !== undefined && unchanged) {
    // A look of ours that came back costs no write. What was read before it and is written after it is looked at again: see below.
    const cameBack = hints.every(({ looks }) => (looks ?? 0) > 0) && tagVersion === row.tagVersion;
    if (cameBack || !settled || isCovered(row, hints)) return { kind: "unchanged" };
    return { kind: "touch", row: { ...row, ...guard } };
  }

  // An event from after the read started did not make what the read saw.
  const hint = latest(hints.filter(({ occurredAt }) => occurredAt <= readAt)) ?? latest(hints);
  // What the row says was still seen when it was read last; what follows cannot have begun before the row itself.
  const trueFrom = Math.max(row?.trueFrom ?? 0, Math.min(hint?.occurredAt ?? readAt, readAt));
  const bornAt = exists(row) ? row.bornAt : trueFrom;
  const launching =
    ref.type === "auto-scaling-group" && facts !== null ? { launchesSince: launchesSince(row, facts, trueFrom) } : {};
  const revision = { ref, number: (row?.number ?? 0) + 1, facts, trueFrom, observedAt: readAt, recordedAt: now };
  return {
    kind: "record",
    row: { ...revision, ...launching, ...guard, bornAt, last: facts ?? row?.last ?? null, cause: causeOf(by, hint) },
  };
};

/**
 * For how long what was read may be written without another look. A look that came back reads `settlingMilliseconds` after its event, of which
 * reads trail by two seconds at most: so it sees what anybody wrote that quickly of a read from before the event showed.
 */
const promptMilliseconds = 1_000;

/** Whether a read was written so late that others may have looked in between, and found what was not written yet. */
export const isLate = ({ readAt }: Sighting, writtenAt: number): boolean => writtenAt - readAt > promptMilliseconds;

/** When this resource must be looked at once more, in milliseconds from the read; undefined if all is settled. */
export const lookAgainIn = (sighting: Sighting, row: Row | undefined, hints: readonly Hint[]): number | undefined => {
  if (missesTags(row, sighting, hints)) return settlingMilliseconds;
  const newest = latest(hints);
  if (newest === undefined || sighting.readAt >= newest.occurredAt + settlingMilliseconds) return undefined;
  return newest.occurredAt + settlingMilliseconds - sighting.readAt;
};
