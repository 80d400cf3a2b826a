/** How far a deployment has moved the traffic: by what its journal says was planned and done, held against the weights that stand. */
import { type Change, equal, type Json, sameResource } from "../changes/change.ts";
import type { Entry } from "../changes/journal.ts";
import { comparableActions } from "../resources/described/actions.ts";
import { neededUnits, unitsOfShare } from "./capacity.ts";
import { otherSide } from "./environment.ts";
import { counterpart } from "./pairs.ts";
import type { ShareNeeds } from "./receiving-gates.ts";
import type { StepDeployment } from "./request.ts";
import { secondsToKeep } from "./sticky-parts.ts";
import { allAtOnce, type Move, movesOf } from "./strategy.ts";
import { bothSides, isOfTraffic, percentOf, sideThatGains } from "./traffic.ts";
import type { ListenerView, SideView, View } from "./view.ts";
import { movedBy } from "./weights.ts";

/** What is read there, beside the view: the deployment's strategy, and what its journal says of the moves. */
interface Told {
  readonly deployment: Pick<StepDeployment, "strategy">;
  readonly entries?: readonly Entry[];
}
type Looking = Told & { readonly view: View };

/** Where the traffic is on its way from one side to the other. */
export interface Underway {
  /** The side that loses the traffic. */
  readonly from: SideView;
  /** The side that gets it. */
  readonly to: SideView;
  /** What `to` has of the traffic by what is done, in percent; 0 before the first move. */
  readonly percent: number;
  /** When it got that, in milliseconds since the epoch; 0 before the first move. */
  readonly since: number;
  /** The move that an earlier try has planned and not finished. */
  readonly pending: Move | undefined;
  /** Whether an earlier try has planned something else and not finished it: that is finished before anything new is planned. */
  readonly isUnfinished: boolean;
  /** The next move; undefined once all is moved. */
  readonly next: Move | undefined;
  /** How long to wait between, in seconds. */
  readonly waitSeconds: number;
}

const trafficEntries = ({ entries = [] }: Told): readonly Entry[] =>
  entries.filter(({ change }) => isOfTraffic(change));

/** The moves of the strategy that the deployment follows. */
export const movesFor = ({ deployment: { strategy = allAtOnce } }: Told): readonly Move[] => movesOf(strategy);

/** Where the traffic is. The sides are those of the first move, since later ones find it on both. */
export const underwayOf = (seen: Looking): Underway => {
  const { view } = seen;
  const made = trafficEntries(seen);
  const gains = sideThatGains(
    view,
    made.map(({ change }) => change),
  );
  const to = gains ?? bothSides(view).idle;
  const from = view.sides[otherSide(to.side)];
  const moves = movesFor(seen);
  const planned = percentOf(to, made.at(-1)?.change.after ?? null);
  const isPending = made.some(({ status }) => status !== "applied");
  const pending = isPending ? moves.find(({ percent }) => percent === planned) : undefined;
  const done = isPending ? made.filter(({ change }) => percentOf(to, change.after) !== planned) : made;
  const percent = percentOf(to, done.at(-1)?.change.after ?? null);
  return {
    from,
    to,
    percent,
    since: done.at(-1)?.at ?? 0,
    pending,
    isUnfinished: !isPending && (seen.entries ?? []).some(({ status }) => status !== "applied"),
    next: moves.find((move) => move.percent > percent),
    waitSeconds: moves.find((move) => move.percent === percent)?.waitSeconds ?? 0,
  };
};

/**
 * What all of the traffic needs, in units. Once it is split either side tells of its part only; what the whole needed when it began to move
 * stands as the minimum at which `to` is held since, and if `from` needs more than that by itself, that is what is needed.
 */
export const unitsOfAll = ({ from, to, percent }: Underway): number =>
  percent === 0 ? neededUnits(from) : Math.max(neededUnits(from), to.group.min);

/** What the side that gets the traffic must have for a move. */
export const needsOf = (standing: Underway, { percent }: Pick<Move, "percent">): ShareNeeds => ({
  percent,
  units: percent === 100 ? unitsOfAll(standing) : unitsOfShare(unitsOfAll(standing), percent),
});

const list = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

const entriesOfListener = (seen: Told, { kind, arn: id }: ListenerView): readonly Entry[] =>
  trafficEntries(seen).filter(({ change }) => sameResource(change.resource, { kind, id }));

/** The listeners and rules, in words, that are not as the last move left them; none while a move is being made. */
export const changedSince = (seen: Looking): readonly string[] =>
  seen.view.listeners
    .filter((listener) => {
      const last = entriesOfListener(seen, listener).at(-1);
      return (
        last?.status === "applied" &&
        !equal(comparableActions(list(last.change.after?.actions)), comparableActions(listener.actions))
      );
    })
    .map(({ kind, arn }) => `${kind} ${arn}`);

/** A move as changes, one for each listener and rule: both sides' target groups by weight, and at its end the next side's alone. */
export const moveListeners = (seen: Looking, { to }: Underway, { percent }: Move): readonly Change[] => {
  const twinOf = (arn: string) => counterpart(seen.view, arn, to.side);
  return seen.view.listeners.map((listener) => {
    const [first] = entriesOfListener(seen, listener);
    const original = first === undefined ? listener.actions : list(first.change.before?.actions);
    return {
      resource: { kind: listener.kind, id: listener.arn },
      before: { actions: listener.actions },
      after: { actions: movedBy(original, twinOf, percent, secondsToKeep(seen.view, original)) },
    };
  });
};
