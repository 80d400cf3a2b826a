import type { Change, Json } from "../../changes/change.ts";
import { SideNotReady } from "../../errors.ts";
import { alarmsOfBake, notOk } from "../alarms.ts";
import { takeBounds, takeMaximum, withBoundsOf } from "../capacity.ts";
import { checksGate } from "../checks.ts";
import { whyFrozen } from "../frozen.ts";
import { failed, frozen, ready, untilOf, type Verdict, type Wait, waiting, watchAgain } from "../gates.ts";
import { keep, letGoOf } from "../hold.ts";
import { toRun } from "../launched.ts";
import { changedSince, moveListeners, movesFor, needsOf, type Underway, underwayOf, unitsOfAll } from "../moves.ts";
import { predictAs, predictNothing } from "../predictive.ts";
import { prepareForTraffic, rest } from "../processes.ts";
import { protectAs } from "../protection.ts";
import { switchGate } from "../receiving-gates.ts";
import { comparedWhileSplit, whyToGoBack } from "../split-gates.ts";
import type { Move } from "../strategy.ts";
import { isOfTraffic, isThere, percentOf, whyNothing } from "../traffic.ts";
import { slowestIntervalSeconds, type View } from "../view.ts";
import { zonesShort } from "../zones.ts";
import { changing, type Given, type Seen } from "./step.ts";

type Moving = Seen<"view" | "alarms" | "predictive" | "checking" | "measured">;

/** How long what AWS shows may trail what was written, before it counts as somebody else's: longer than a write is waited for. */
const trailingSeconds = 30;

/** Whether there is nothing to do; an earlier try may have moved a part of it already. */
const isDone = ({ view, planned, deployment: { to } }: Given & { readonly view: View }): boolean =>
  planned.length === 0 && isThere(view, to);

const mayMove = (seen: Moving, underway: Underway, move: Pick<Move, "percent">): Verdict => {
  const { to, from } = underway;
  const needs = needsOf(underway, move);
  const launched = toRun(to, seen);
  const verdict = switchGate(to, from, launched, needs);
  const short =
    verdict.verdict === "ready" ? zonesShort(seen.view, { to, from, units: needs.units, launched }) : undefined;
  return short === undefined ? verdict : failed(short);
};

/** A release is watched from here on, and what moves in parts; a switch all at once is not, and has no release. */
const whyNotToBegin = (seen: Moving): string | undefined => {
  const { environment, alarms, deployment } = seen;
  const isWatched = deployment.release !== undefined || movesFor(seen).length > 1;
  return isWatched ? notOk(alarmsOfBake(environment, alarms)) : undefined;
};

/** The wait between two moves. */
const between = ({ since, waitSeconds }: Underway, now: number): Wait => ({ since, now, deadlineSeconds: waitSeconds });

const isDue = (underway: Underway, { now }: Wait): boolean => now >= underway.since + underway.waitSeconds * 1_000;

/** What is answered once a move is made: it goes on, or comes again. */
const after = ({ to }: Underway, { percent, waitSeconds }: Move, next: Move | undefined): Verdict =>
  next === undefined
    ? ready(`all production traffic is on ${to.side}`)
    : {
        verdict: "not ready",
        reason: `${to.side} has ${percent} % of the traffic; ${next.percent} % is next, in ${waitSeconds} s.`,
        lookAgainInSeconds: Math.max(1, Math.min(waitSeconds, slowestIntervalSeconds(to))),
      };

const nextAfter = (seen: Moving, { percent }: Move): Move | undefined =>
  movesFor(seen).find((each) => each.percent > percent);

/** Whether an earlier try has begun to point listeners: then the move is made to its end, whatever the time. */
const isBegun = ({ entries = [] }: Moving): boolean =>
  entries.some(({ change, status }) => isOfTraffic(change) && status !== "planned");

/** Before the first move nothing is waited for: MatchCapacity has done that. Since an approval may have taken days, the time is judged anew. */
const askFirst = (seen: Moving, underway: Underway, move: Move, { now }: Wait): Verdict => {
  const whyNotNow = isBegun(seen) ? undefined : whyFrozen(seen.freeze ?? [], now, movesFor(seen));
  if (whyNotNow !== undefined) return frozen(`No traffic was moved. ${whyNotNow}`);
  const why = whyNotToBegin(seen);
  if (why !== undefined) return failed(seen.planned.length === 0 ? `No traffic was moved: ${why}` : why);
  const verdict = mayMove(seen, underway, move);
  return verdict.verdict === "ready" ? after(underway, move, nextAfter(seen, move)) : verdict;
};

/** While both sides have traffic: do both carry it, and is the next move due? What that lacks is waited for. */
const askBetween = (seen: Moving, underway: Underway, next: Move, { now }: Wait): Verdict => {
  const { to, percent, since, waitSeconds } = underway;
  const changed = changedSince(seen);
  const wait = between(underway, now);
  const soon = { verdict: "not ready", lookAgainInSeconds: 2 } as const;
  if (changed.length > 0)
    return now < since + trailingSeconds * 1_000
      ? { ...soon, reason: `${changed.join(", ")} does not show the last move yet.` }
      : failed(`Somebody changed ${changed.join(", ")} since ${to.side} got ${percent} % of the traffic`);
  const why = whyToGoBack({ ...seen, ...underway, now });
  if (why !== undefined) return failed(why);
  if (underway.isUnfinished) return { ...soon, reason: `${to.side} is being brought up.` };
  const checked = checksGate(seen.checking);
  if (checked.verdict !== "ready") return checked;
  if (!isDue(underway, wait)) {
    const remaining = Math.ceil(waitSeconds - (now - since) / 1_000);
    return {
      verdict: "not ready",
      reason: `${to.side} carries ${percent} % of the traffic; ${next.percent} % is next, in ${remaining} s.`,
      lookAgainInSeconds: watchAgain(wait, slowestIntervalSeconds(to)),
      until: untilOf(wait),
    };
  }
  const verdict = mayMove(seen, underway, next);
  if (verdict.verdict === "ready") return after(underway, next, nextAfter(seen, next));
  const due = since + waitSeconds * 1_000;
  return waiting(
    verdict.reason,
    { since: due, now, deadlineSeconds: seen.environment.timeouts.healthy },
    slowestIntervalSeconds(to),
  );
};

const ask = (seen: Moving, wait: Wait): Verdict => {
  if (isDone(seen)) return ready(whyNothing(seen.deployment));
  const underway = underwayOf(seen);
  const { pending, next, percent } = underway;
  if (pending !== undefined) return askFirst(seen, underway, pending, wait);
  if (next === undefined) return ready(`all production traffic is on ${underway.to.side}`);
  return percent === 0 ? askFirst(seen, underway, next, wait) : askBetween(seen, underway, next, wait);
};

/** The move that is made at this look; undefined if none is. Without a `wait` every move is made when it is asked for. */
const moveNow = (seen: Moving, underway: Underway, wait: Wait | undefined): Move | undefined => {
  const { next, percent } = underway;
  if (next === undefined || percent === 0 || wait === undefined) return next;
  const isChecked = checksGate(seen.checking).verdict === "ready";
  const isToBeMade = isDue(underway, wait) && isChecked && mayMove(seen, underway, next).verdict === "ready";
  return isToBeMade && changedSince(seen).length === 0 ? next : undefined;
};

/** Before the first traffic: the side gets the bounds of the other, a minimum that holds what all of the traffic needs, and scales by itself. */
const prepare = ({ predictive }: Moving, underway: Underway): readonly Change[] => {
  const [from, to] = [underway.from.group, underway.to.group];
  return [
    takeBounds(to, from),
    keep(withBoundsOf(to, from), unitsOfAll(underway)),
    prepareForTraffic(to, from),
    ...protectAs(to, from),
    ...predictAs(predictive, to, from),
  ];
};

/** Before any other move: what the traffic needs by now is held, and so launched, which is what a move that lacks it waits for. */
const grow = (underway: Underway): readonly Change[] => {
  const { from, to } = underway;
  const larger = { ...to.group, max: Math.max(to.group.max, from.group.max) };
  return [takeMaximum(to.group, from.group), keep(larger, unitsOfAll(underway))];
};

/** Once it has lost the traffic the old side rests, and is held no more. */
const leave = ({ predictive }: Moving, { from, to }: Underway): readonly Change[] => [
  rest(from.group),
  ...predictNothing(predictive, from.group, to.group),
  letGoOf(from.group),
];

/**
 * The side that loses the traffic keeps what all of it needs until the last move: with each part that it loses its own alarms see less to do,
 * and all may come back at once. Nothing is kept of a side that loses it all at once: it rests then.
 */
const holdForReturn = (underway: Underway, move: Move | undefined): readonly Change[] =>
  underway.next === undefined || move?.percent === 100 ? [] : [keep(underway.from.group, unitsOfAll(underway))];

/** What the state answers for whoever watches: how much `of` which side, what comes next and when. */
const progress = (seen: Moving, wait: Wait | undefined): { readonly [name: string]: Json } => {
  if (isDone(seen)) return { percent: 100, of: seen.deployment.to ?? "", next: null, until: null };
  const underway = underwayOf(seen);
  const made = underway.pending ?? moveNow(seen, underway, wait);
  const percent = made?.percent ?? underway.percent;
  const next = movesFor(seen).find((move) => move.percent > percent);
  const until =
    made === undefined ? underway.since + underway.waitSeconds * 1_000 : (wait?.now ?? 0) + made.waitSeconds * 1_000;
  return {
    percent,
    of: underway.to.side,
    next: next?.percent ?? null,
    until: next === undefined ? null : new Date(until).toISOString(),
  };
};

/** What was compared while both sides have traffic, for the execution's output. */
const comparedSoFar = (seen: Moving, wait: Wait | undefined): { readonly [name: string]: Json } => {
  const underway = underwayOf(seen);
  if (wait === undefined || underway.percent === 0 || underway.next === undefined) return {};
  const compared = comparedWhileSplit({ ...seen, ...underway, now: wait.now });
  return compared === undefined ? {} : { compared: [...compared.judged, ...compared.unjudged] };
};

/** How many checks were passed since the last move: none, if one is made now. */
const passedSince = (seen: Moving, wait: Wait | undefined): number => {
  if (isDone(seen)) return 0;
  const underway = underwayOf(seen);
  const isMoved = (underway.pending ?? moveNow(seen, underway, wait)) !== undefined;
  return isMoved ? 0 : seen.checking.before + seen.checking.answers.length;
};

/**
 * Moves the traffic to the other side, move by move as the deployment's strategy says, one change for each listener and rule. That side can
 * carry what it gets: asked before each move, and once more right before each listener, since AWS knows no conditional write and the
 * journal's may have taken seconds. For the first move MatchCapacity has waited; before the others this waits, and between them it looks
 * whether both sides carry their shares.
 *
 * An alarm that has gone off, or does not exist, would end the bake: a release gets no traffic then.
 *
 * With the first move the next side gets the bounds of the active one, a minimum that holds what all of the traffic needs, and scales by
 * itself. Where others follow, the side that loses the traffic is held at that too. With the last one it rests, and is held no more.
 */
export const moveTraffic = changing({
  name: "MoveTraffic",
  looks: ["view", "alarms", "predictive", "checking", "measured"],
  health: (seen) => (isDone(seen) ? [] : [seen.view.sides.blue, seen.view.sides.green]),
  healthChecks: true,
  kinds: ["group-capacity", "group-processes", "listener", "listener-rule", "predictive-mode", "scale-in-protection"],
  again: true,
  holds: (seen, wait) => {
    if (isDone(seen)) return [];
    const underway = underwayOf(seen);
    return holdForReturn(underway, moveNow(seen, underway, wait));
  },
  plan: (seen, wait) => {
    if (isDone(seen)) return [];
    const underway = underwayOf(seen);
    const move = moveNow(seen, underway, wait);
    if (underway.next === undefined) return [];
    const isFirst = underway.percent === 0;
    return [
      ...(isFirst ? prepare(seen, underway) : grow(underway)),
      ...(move === undefined ? [] : moveListeners(seen, underway, move)),
      ...(move?.percent === 100 ? leave(seen, underway) : []),
    ];
  },
  gate: {
    ask,
    failure: SideNotReady,
    lastLook: (seen, change) => {
      const underway = underwayOf(seen);
      return mayMove(seen, underway, { percent: percentOf(underway.to, change.after) });
    },
  },
  answer: (seen, wait) => ({
    isThere: isDone(seen),
    said: isDone(seen) ? { reason: whyNothing(seen.deployment) } : comparedSoFar(seen, wait),
    passed: passedSince(seen, wait),
    ...progress(seen, wait),
  }),
});
