/** What there is to tell of a deployment by its journal: each thing under an id by which it is told once. */
import { type State, sameResource } from "../changes/change.ts";
import { deploymentChanges, type Entry, isTakenOver, type Journal, rollbackExecution } from "../changes/journal.ts";
import { milliseconds } from "../clock.ts";
import type { Approved } from "../deployment/approval.ts";
import type { AnyEnvironment, Side } from "../deployment/environment.ts";
import { movedPercent } from "../deployment/moves-made.ts";
import { askedBy, personOf } from "../deployment/person.ts";
import { allAtOnce, movesOf, type Strategy, strategyInWords, strategySchema } from "../deployment/strategy.ts";
import { forwardsOf, isOfTraffic } from "../deployment/traffic.ts";
import type { Level } from "../inventory/findings/schema.ts";
import { actionInWords } from "./action.ts";
import type { DeploymentState } from "./schema.ts";

/** One thing to tell; times are in milliseconds since the epoch. */
export interface News {
  readonly id: string;
  readonly state: DeploymentState;
  readonly level: Level;
  readonly at: number;
  readonly what: string;
  readonly next?: string;
  readonly until?: number;
  readonly percent?: number;
  readonly side?: Side;
  readonly left?: readonly string[];
  /** The execution that it is of, where that is not the deployment's own. */
  readonly execution?: string;
}

/** The id of what is told once of a deployment, or of an execution. */
export const newsId = (of: string, ...what: readonly (string | number)[]): string => [of, ...what].join("#");

/** How traffic moves in this deployment. */
const strategyOf = ({ deployment }: Journal): Strategy =>
  strategySchema.safeParse(deployment.strategy).data ?? allAtOnce;

const movesTraffic = ({ deployment: { action } }: Journal): boolean => action === "switch" || action === "release";

const plans = (journal: Journal, environment: AnyEnvironment): string => {
  const { action, scaledown } = journal.deployment;
  const approval = environment.sides === 2 && environment.approval !== undefined ? "asks for approval, " : "";
  const moves = `moves the traffic (${strategyInWords(strategyOf(journal))})`;
  switch (action) {
    case "upgrade":
      return "It makes the second side; production traffic is not touched.";
    case "deploy":
      return "It launches that on the idle side; production traffic is not touched.";
    case "switch":
      return `It ${approval}${moves}.`;
    case "release":
      return `It launches that on the idle side, checks it, ${approval}${moves}, bakes for ${environment.bake.seconds} s${scaledown ? " and empties the old side" : ""}.`;
    case "scaledown":
      return "It empties the idle side.";
    case "retire":
      return "It takes green apart and forgets the environment; blue serves on, and production traffic is not touched.";
    case "rolling-update":
      return "It replaces the instances where they stand.";
    default:
      return "";
  }
};

const started = (journal: Journal, environment: AnyEnvironment): News => {
  const { id, startedAt, requestedBy, caller } = journal.deployment;
  const next = plans(journal, environment);
  return {
    ...{ id: newsId(id, "started"), state: "started", level: "info", at: startedAt },
    what: `${actionInWords(journal.deployment)} began, requested by ${askedBy({ requestedBy, caller })}.`,
    ...(next === "" ? {} : { next }),
  };
};

/** Who approved it, once enough have. */
const approvedNews = ({ deployment: { id } }: Journal, approved: Approved | undefined): readonly News[] => {
  if (approved?.outcome !== "approved") return [];
  const { approvedBy } = approved;
  const words = approvedBy.map(({ by, reason }) => `${personOf(by)} (${reason})`).join(", ");
  const at = Math.max(...approvedBy.map((each) => each.at));
  const next = "Production traffic moves once the side is fit for it.";
  return [{ id: newsId(id, "approved"), state: "approved", level: "info", at, what: `Approved by ${words}.`, next }];
};

/** The side of the target groups that the listener did not name before: a twin's has the name of one, whatever else that says. */
const sideOf = (entry: Entry, first: Entry): Side => {
  const namedBy = (state: State | null) =>
    forwardsOf(Array.isArray(state?.actions) ? state.actions : []).map(({ targetGroupArn }) => targetGroupArn);
  const own = namedBy(first.change.before);
  const gained = namedBy(entry.change.after).filter((arn) => !own.includes(arn));
  return gained.some((arn) => /targetgroup\/[^/]*-green\//.test(arn)) ? "green" : "blue";
};

/** By percent, the entries of each move that is made whole. */
const movesDone = (journal: Journal): readonly (readonly [percent: number, entries: readonly Entry[]])[] => {
  const moved = deploymentChanges(journal.entries).filter(({ change }) => isOfTraffic(change));
  const firsts = new Map(moved.toReversed().map((entry) => [entry.change.resource.id, entry]));
  const byPercent = Map.groupBy(moved, (entry) => movedPercent(entry, firsts.get(entry.change.resource.id) ?? entry));
  const planned = journal.entries.filter(({ status, change }) => status === "planned" && isOfTraffic(change));
  return [...byPercent].filter(
    ([, entries], index) =>
      entries.every(({ status }) => status === "applied") && (planned.length === 0 || index < byPercent.size - 1),
  );
};

const movedNews = (journal: Journal, environment: AnyEnvironment): readonly News[] => {
  if (!movesTraffic(journal)) return [];
  const { id, action } = journal.deployment;
  const moves = movesOf(strategyOf(journal));
  const done = movesDone(journal);
  const last = done.at(-1)?.[1].at(-1);
  if (last === undefined) return [];
  const of = journal.entries.find(({ change }) => sameResource(change.resource, last.change.resource)) ?? last;
  const side = sideOf(last, of);
  return done.map(([percent, entries]): News => {
    const at = Math.max(...entries.map((each) => each.at));
    const wait =
      percent === 100 ? environment.bake.seconds : (moves.find((move) => move.percent === percent)?.waitSeconds ?? 0);
    const nextMove = moves.find((move) => move.percent > percent);
    const until = at + wait * milliseconds.second;
    const told = { id: newsId(id, "moved", percent), state: "moved", level: "info", at, percent, side } as const;
    const what = `${percent} % of the production traffic is on ${side}.`;
    if (nextMove !== undefined)
      return { ...told, what, next: `${nextMove.percent} % is next, if all stays well.`, until };
    if (action === "switch") return { ...told, what, next: "It is confirmed, and the switch ends." };
    return { ...told, what, next: "It bakes while both sides are up and alarms are watched.", until };
  });
};

/** The execution that has the journal: the deployment's own, or that of the rollback that took it over. */
export const executionOf = ({ owner }: Journal): string => rollbackExecution(owner) ?? owner;

/** That the journal is undone now, by which execution, and why as far as that is known. */
const rollingBack = (journal: Journal, why: string | undefined, now: number): readonly News[] => {
  if (!isTakenOver(journal)) return [];
  const { id, undoes } = journal.deployment;
  const execution = executionOf(journal);
  const subject = undoes === undefined ? `'${id}'` : `'${undoes}', which had succeeded,`;
  return [
    {
      ...{ id: newsId(execution, "rolling-back"), state: "rolling-back", level: "warning" },
      // When it began nobody has written down: before the first undo.
      at: Math.min(now, ...journal.entries.filter(({ status }) => status === "undone").map(({ at }) => at)),
      what: `What ${subject} did is undone${why === undefined ? "." : `: ${why}`}`,
      next: "Traffic moves back once the side that it moves to is fit for it.",
      execution,
    },
  ];
};

/** What is known beside the journal. */
export interface Beside {
  readonly environment: AnyEnvironment;
  readonly approved?: Approved | undefined;
  /** Why it is rolled back. */
  readonly why?: string | undefined;
  readonly now: number;
}

/** Everything that the journal tells, in its order, whether it was told or not. */
export const newsOf = (journal: Journal, { environment, approved, why, now }: Beside): readonly News[] => [
  // A rollback of what succeeded begins with being one.
  ...(journal.deployment.undoes === undefined ? [started(journal, environment)] : []),
  ...approvedNews(journal, approved),
  ...movedNews(journal, environment),
  ...rollingBack(journal, why, now),
];
