/** The deployment that made a resource what it became, and who asked for it. */
import { type Deployment, type Journal, rollbackExecution } from "../../src/changes/journal.ts";
import type { Place } from "../../src/inventory/arn.ts";
import { touchedArns } from "../../src/inventory/events/announced.ts";
import type { Revision } from "../../src/inventory/model.ts";
import { isOwn, ownerOf } from "../../src/inventory/own-actor.ts";

/** A deployment that ended, or the one that runs. */
export type KnownDeployment = Pick<Journal, "deployment" | "owner" | "entries"> & { readonly closedAt?: number };

export interface Behind extends Pick<Deployment, "id" | "requestedBy" | "caller"> {
  /** As far as is known, it was not the deployment itself that did it, but its rollback. */
  readonly undo: boolean;
}

/** CloudTrail and EventBridge cut times to whole seconds: what was done may be dated before the deployment that did it. */
const cutMilliseconds = 1_000;

const ranAt =
  (time: number) =>
  ({ deployment, closedAt = Number.POSITIVE_INFINITY }: KnownDeployment): boolean =>
    deployment.startedAt - cutMilliseconds < time && time <= closedAt;

/** Each function's session is called as the function: the one that undoes serves rollbacks only. */
const isUndoing = (actor: string, stack: string): boolean => actor.endsWith(`/${stack}-undoChanges`);

const hasTouched = ({ entries }: KnownDeployment, arn: string, here: Place): boolean =>
  entries.some(({ change }) => touchedArns([change], here).includes(arn));

/** Where and as whom Sarcelle acts. */
export interface Acting {
  readonly here: Place;
  /** The deployed stack's name. */
  readonly stack: string;
}

/**
 * Who is behind a revision, among the deployments of the resource's environment; undefined if none is, or none that is known. Only one at a
 * time holds an environment's lock, so it is told by the time where CloudTrail names but a function's role, and where nothing names
 * anybody, by the time and by what the journal says was changed. What a sweep found has no time.
 */
export const deploymentBehind = (
  { ref, trueFrom, cause: { by, actor } }: Revision,
  deployments: readonly KnownDeployment[],
  { here, stack }: Acting,
): Behind | undefined => {
  if (by === "sweep" || (actor !== undefined && !isOwn(actor, stack))) return undefined;
  const owner = actor === undefined ? undefined : ownerOf(actor);
  const oldestFirst = deployments.toSorted((a, b) => a.deployment.startedAt - b.deployment.startedAt);
  const ran = oldestFirst.filter(ranAt(trueFrom));
  const found =
    oldestFirst.findLast((each) => each.owner === owner || each.deployment.id === owner) ??
    ran.findLast((each) => hasTouched(each, ref.arn, here)) ??
    (actor === undefined ? undefined : ran.at(-1));
  if (found === undefined) return undefined;
  const { id, requestedBy, caller, undoes } = found.deployment;
  const isRollbacks = owner === undefined ? isUndoing(actor ?? "", stack) : rollbackExecution(owner) !== undefined;
  // A rollback on demand is a deployment of its own, asked for by somebody of its own.
  return { id, requestedBy, ...(caller === undefined ? {} : { caller }), undo: isRollbacks && undoes === undefined };
};
