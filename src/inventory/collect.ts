/**
 * The collector: events in, rows out. An event is a hint: what it names is described again, once however many events name it,
 * and what was seen is stored.
 */
import { equal } from "../changes/change.ts";
import { type Place, parseArn } from "./arn.ts";
import { forEachAtOnce } from "./concurrency.ts";
import { isCovered, isLate, lookAgainIn, settlingMilliseconds } from "./decide.ts";
import { hearText } from "./events/hear.ts";
import { type Heard, heardOf } from "./events/heard.ts";
import { followUps } from "./follow.ts";
import type { Hint } from "./hint.ts";
import type { Facts, Row, Sighting, TypedArn } from "./model.ts";
import type { Ports } from "./ports.ts";
import { type Settled, settle } from "./settle.ts";
import { watched, watchIntervalMilliseconds } from "./watch.ts";

export interface Message {
  readonly id: string;
  readonly body: string;
}

/** What became of one message. `again`: it must come back. */
export interface MessageOutcome {
  readonly id: string;
  readonly kind: "recorded" | "unchanged" | "ignored" | "rejected" | "again";
  readonly why?: string;
}

export interface Collected {
  readonly outcomes: readonly MessageOutcome[];
  readonly recorded: readonly { readonly before: Row | undefined; readonly after: Row }[];
}

interface Looked {
  readonly sighting: Sighting;
  readonly row: Row | undefined;
  readonly hints: readonly Hint[];
  /** Named by a hint; else it came with something that was. */
  readonly named: boolean;
}

/** Load balancer, listener, rule: what follows from what follows ends there. */
const mostRounds = 5;
/** Nothing comes back for ever: a target group that never settles is left to the sweep. */
const mostLooks = 40;
/** The longest delay of a message, in milliseconds. */
const longestDelayMilliseconds = 900_000;
/** As many as the collector's client has sockets. */
const writesAtOnce = 200;
/** Until what has just happened is looked at a second time, in milliseconds. */
const secondLookMilliseconds = 400;

const byArn = (hints: readonly Hint[]) => Map.groupBy(hints, ({ ref }) => ref.arn);
const refsOf = (hints: Iterable<readonly Hint[]>): readonly TypedArn[] =>
  [...hints].flatMap(([first]) => (first === undefined ? [] : [first.ref]));

const unlike = (row: Row | undefined, facts: Facts | null): boolean => !equal(row?.facts ?? null, facts);

/**
 * Looks at what the hints name, then at what the findings concern, until nothing new comes up. Answers the rounds, and for
 * each resource those that were looked at on its account.
 */
const lookAtAll = async (hints: readonly Hint[], { store, describe, pause }: Ports) => {
  const rounds: ReadonlyMap<string, Looked>[] = [];
  const failed = new Map<string, string>();
  const followers = new Map<string, readonly string[]>();
  let waiting = byArn(hints);
  for (let round = 0; round < mostRounds && waiting.size > 0; round++) {
    const look = await describe(refsOf(waiting.values()));
    const { members, failures } = look;
    for (const { ref, why } of failures) failed.set(ref.arn, why);
    const known = (arn: string) => rounds.some((earlier) => earlier.has(arn));
    const seen = look.sightings.filter(({ ref }) => !known(ref.arn));
    const rows = await store.read(seen.map(({ ref }) => ref));
    const named = waiting;
    const fresh = round > 0 ? seen : await withoutStale(seen, rows, named, { describe, pause });
    const looked = new Map(
      fresh.map((sighting): [string, Looked] => {
        const { arn } = sighting.ref;
        const own = named.get(arn) ?? [...named.values()].flat().filter(({ ref }) => isPartOf(arn, ref.arn));
        return [arn, { sighting, row: rows.get(arn), hints: own, named: named.has(arn) }];
      }),
    );
    rounds.push(looked);
    const concerned = [...looked].flatMap(([arn, { sighting, row, hints: own }]) => {
      const { ref, facts } = sighting;
      const [cause] = own;
      if (cause === undefined || !unlike(row, facts)) return [];
      const next = followUps(ref, row?.facts ?? null, facts, members.get(arn) ?? [], cause);
      const unseen = next.filter((hint) => !known(hint.ref.arn));
      followers.set(
        arn,
        unseen.map((hint) => hint.ref.arn),
      );
      return unseen;
    });
    waiting = byArn(concerned);
  }
  return { rounds, failed, followers };
};

/**
 * The sightings, but for those that show nothing of an event that has just happened: AWS's reads often trail by less than a second,
 * so these are looked at once more in a moment. What does not show then either is looked at when it is sure to.
 */
const withoutStale = async (
  seen: readonly Sighting[],
  rows: ReadonlyMap<string, Row>,
  named: ReadonlyMap<string, readonly Hint[]>,
  { describe, pause }: Pick<Ports, "describe" | "pause">,
): Promise<readonly Sighting[]> => {
  const stale = seen.filter(({ ref, readAt, facts }) => {
    const [row, own] = [rows.get(ref.arn), named.get(ref.arn) ?? []];
    const isNews = own.some(
      ({ occurredAt, looks }) => looks === undefined && readAt < occurredAt + settlingMilliseconds,
    );
    return isNews && !unlike(row, facts) && !isCovered(row, own);
  });
  if (stale.length === 0) return seen;
  await pause(secondLookMilliseconds);
  const again = await describe(stale.map(({ ref }) => ref));
  const later = new Map(again.sightings.map((sighting) => [sighting.ref.arn, sighting]));
  return seen.map((sighting) => later.get(sighting.ref.arn) ?? sighting);
};

/** A rule's ARN goes on from its listener's, a template version's from its template's. */
const isPartOf = (part: string, whole: string): boolean =>
  part.replace(":listener-rule/", ":listener/").startsWith(`${whole}/`);

const verdict = (
  id: string,
  heard: Heard,
  failed: ReadonlyMap<string, string>,
  settled: ReadonlyMap<string, Settled>,
): MessageOutcome => {
  if (heard.kind !== "hints") return { id, kind: heard.kind, why: heard.why };
  const kinds = heard.hints.map(({ ref }): MessageOutcome => {
    const why = failed.get(ref.arn);
    if (why !== undefined) return { id, kind: "again", why };
    const one = settled.get(ref.arn);
    if (one?.kind === "again") return { id, kind: "again", why: one.why };
    return one?.kind === "recorded" ? { id, kind: "recorded" } : { id, kind: "unchanged" };
  });
  const first = (kind: MessageOutcome["kind"]) => kinds.find((outcome) => outcome.kind === kind);
  return first("again") ?? first("recorded") ?? { id, kind: "unchanged" };
};

/** What is to be looked at again: because AWS's reads may not have shown it all yet, or because it is still changing. */
const arrangeMoreLooks = async (
  looked: readonly Looked[],
  late: ReadonlySet<string>,
  { lookAgain }: Ports,
): Promise<boolean> => {
  const bring = async (hints: readonly Hint[], delay: number) => {
    const open = hints
      .filter(({ looks }) => (looks ?? 0) < mostLooks)
      .map((hint) => ({ ...hint, looks: (hint.looks ?? 0) + 1 }));
    if (open.length > 0) await lookAgain(open, Math.min(delay, longestDelayMilliseconds));
  };
  const unsettled = looked.flatMap(({ sighting, row, hints, named }) => {
    const delay = named ? lookAgainIn(sighting, row, hints) : undefined;
    if (delay !== undefined) return [{ delay, hints }];
    return late.has(sighting.ref.arn) ? [{ delay: 0, hints }] : [];
  });
  const changing = looked.flatMap(({ sighting, row, hints }) => watched(sighting, row, hints));
  try {
    await bring(
      unsettled.flatMap(({ hints }) => hints),
      Math.max(0, ...unsettled.map(({ delay }) => delay)),
    );
    await bring([...new Map(changing.map((hint) => [hint.ref.arn, hint])).values()], watchIntervalMilliseconds);
    return true;
  } catch {
    return false;
  }
};

/** Without what is somewhere else: a bus can be sent the events of other accounts. */
const ofHere = (heard: Heard, here: Place): Heard => {
  if (heard.kind !== "hints") return heard;
  const own = heard.hints.filter(({ ref }) => {
    const place = parseArn(ref.arn)?.place;
    return place?.account === here.account && place.region === here.region;
  });
  return heardOf(own, `of another account or region than ${here.account} in ${here.region}`);
};

/** Takes a batch of messages in. Never throws on account of a message: each has an outcome of its own. */
export const collect = async (messages: readonly Message[], ports: Ports): Promise<Collected> => {
  const heard = messages.map(({ id, body }) => ({ id, heard: ofHere(hearText(body), ports.here) }));
  const arrived = ports.now();
  const hints = heard
    .flatMap((each) => (each.heard.kind === "hints" ? each.heard.hints : []))
    // A clock that goes ahead of ours must not make an event the news of tomorrow.
    .map((hint) => ({ ...hint, occurredAt: Math.min(hint.occurredAt, arrived) }));
  const { rounds, failed, followers } = await lookAtAll(hints, ports);

  const settled = new Map<string, Settled>();
  const late = new Set<string>();
  const unwritten = (arn: string) => failed.has(arn) || settled.get(arn)?.kind === "again";
  const write = async (arn: string, { sighting, row, hints: own }: Looked) => {
    if (followers.get(arn)?.some(unwritten)) return void failed.set(arn, "what follows from it could not be written");
    try {
      const one = await settle(ports.store, ports.now, row, sighting, own, "event");
      settled.set(arn, one);
      if (one.kind === "recorded" && isLate(sighting, ports.now())) late.add(arn);
    } catch (error) {
      failed.set(arn, error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    }
  };
  // What follows is written before its cause: as long as the cause is not written, it is found again after a crash.
  for (const round of rounds.toReversed())
    await forEachAtOnce([...round], writesAtOnce, ([arn, one]) => write(arn, one));

  const arranged = await arrangeMoreLooks(
    rounds.flatMap((round) => [...round.values()]),
    late,
    ports,
  );
  const outcomes = heard.map(({ id, heard: one }): MessageOutcome => {
    const outcome = verdict(id, one, failed, settled);
    return arranged || one.kind !== "hints" ? outcome : { id, kind: "again", why: "no second look could be arranged" };
  });
  const recorded = [...settled.values()].flatMap((one) =>
    one.kind === "recorded" ? [{ before: one.before, after: one.after }] : [],
  );
  return { outcomes, recorded };
};
