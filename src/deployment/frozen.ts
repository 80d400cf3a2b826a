/**
 * Whether freeze windows let a deployment be. What moves traffic is judged twice: before anything is changed, and right before its first move,
 * since an approval may have taken days. Rollbacks are never refused. Times are in milliseconds since the epoch.
 */
import { EnvironmentFrozen } from "../errors.ts";
import type { AnyEnvironment } from "./environment.ts";
import type { AnyRequest } from "./request.ts";
import { type Move, movesOf } from "./strategy.ts";

/** One time in which nothing is deployed. */
export interface FreezeWindow {
  readonly from: number;
  readonly until: number;
  /** Which it is, in words. */
  readonly name: string;
}

const time = (at: number): string => new Date(at).toISOString();

/** The end of all those that are open then, overlap them, or follow on them at once. */
const endOf = (windows: readonly FreezeWindow[], at: number): number => {
  const open = windows.find(({ from, until }) => from <= at && until > at);
  return open === undefined ? at : endOf(windows, open.until);
};

/** The window that is open now, or else the first that opens until then, in words; undefined if there is none. */
const frozenUntil = (windows: readonly FreezeWindow[], now: number, then: number): string | undefined => {
  const [first] = windows.filter(({ from, until }) => from <= then && until > now).toSorted((a, b) => a.from - b.from);
  if (first === undefined) return undefined;
  const isOpen = first.from <= now;
  const opens = isOpen ? "is open" : `opens at ${time(first.from)}, and is open`;
  return `Freeze window ${first.name} ${opens} until ${time(endOf(windows, isOpen ? now : first.from))}`;
};

/** The window that is open now, in words; undefined if none is. */
export const openNow = (windows: readonly FreezeWindow[], now: number): string | undefined =>
  frozenUntil(windows, now, now);

/** How long these moves take from the first to the last, in milliseconds. */
const movingFor = (moves: readonly Move[]): number =>
  moves.reduce((sum, { waitSeconds }) => sum + waitSeconds * 1_000, 0);

/**
 * Why nothing may be made now whose traffic moves so; undefined if it may. All moves are judged before the first: a split is no state to wait
 * in for days, so once begun they are gone on with.
 */
export const whyFrozen = (
  windows: readonly FreezeWindow[],
  now: number,
  moves: readonly Move[] = [],
): string | undefined => {
  const last = now + movingFor(moves);
  const why = frozenUntil(windows, now, last);
  if (why === undefined) return undefined;
  return `${why}${last === now ? "" : `; the last of the traffic would move at ${time(last)}`}. Start it again after that; or override it, with --override --reason TEXT, or "override": { "reason": "…" } in the input: the reason stays in the history. A rollback is never refused.`;
};

/** The moves of the traffic, and how long may pass before the first of them, in milliseconds; none for what moves no traffic. */
const movingOf = (request: AnyRequest, environment: AnyEnvironment) => {
  const isMoving = request.action === "switch" || request.action === "release";
  if (!isMoving || environment.sides === 1) return { moves: [], before: 0 };
  const { timeouts, approval, hook, strategy } = environment;
  const deploying = request.action === "release" ? timeouts.empty + timeouts.healthy + (hook?.timeout ?? 0) : 0;
  const before = (deploying + (approval?.deadline ?? 0) + timeouts.healthy) * 1_000;
  return { moves: movesOf(request.strategy ?? strategy), before };
};

/**
 * What is to be known of the freeze windows before an action: notices. Throws `EnvironmentFrozen` inside a window, and where the last of the
 * traffic could only move inside one, unless the request overrides that.
 */
export const judgeFreeze = (
  request: AnyRequest,
  environment: AnyEnvironment,
  windows: readonly FreezeWindow[],
  now: number,
): readonly string[] => {
  const { moves, before } = movingOf(request, environment);
  const comes = frozenUntil(windows, now, now + before + movingFor(moves));
  if (comes === undefined) return [];
  const { override } = request;
  if (override !== undefined) return [`${comes}. This goes on all the same: ${override.reason}`];
  const why = whyFrozen(windows, now, moves);
  if (why !== undefined)
    throw new EnvironmentFrozen(`'${environment.name}' takes no ${request.action} now. ${why} Nothing was changed.`);
  return [`${comes}. Unless all of the traffic can be moved before that, none is, and everything is undone`];
};
