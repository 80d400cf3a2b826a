/** What AWS lets an account have of what an upgrade or a preview makes: known before the first change, and not in the midst of it. */
import type { Change, Kind } from "../../changes/change.ts";
import { BeyondLimit } from "../../errors.ts";
import { isRecord } from "../../resources/described/plain.ts";

/** How many of something there are and may be. */
export interface Room {
  /** Of what kind is what is added to them. */
  readonly kind: Kind;
  /** Where they count together, at the beginning of a sentence: a load balancer, the account. */
  readonly where: string;
  readonly things: string;
  readonly used: number;
  readonly limit: number;
}

/** Of each resource in all four services, AWS's own not counted. https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const mostTags = 50;

/** How many more of it the changes make. */
export const neededOf = ({ kind }: Pick<Room, "kind">, changes: readonly Change[]): number =>
  changes.filter(({ resource, before }) => resource.kind === kind && before === null).length;

/** Throws `BeyondLimit` with what there is, what there may be and what is needed, if what is made would run against a limit of AWS's. */
export const refuseBeyondLimits = (changes: readonly Change[], rooms: readonly Room[], who = "the upgrade"): void => {
  for (const room of rooms) {
    const { where, things, used, limit } = room;
    const needed = neededOf(room, changes);
    if (used + needed > limit)
      throw new BeyondLimit(
        `${where} has ${used} of at most ${limit} ${things}, and ${who} makes ${needed} more. Have the quota raised, or delete what nobody needs. Nothing was changed.`,
      );
  }
  for (const { resource, after } of changes) {
    const tags = isRecord(after?.Tags) ? Object.keys(after.Tags).length : 0;
    if (tags > mostTags)
      throw new BeyondLimit(
        `The ${resource.kind} '${resource.id}' would have ${tags} tags, of at most ${mostTags}: those of what it is a twin of, and two of ours, which that gets too. Take some off. Nothing was changed.`,
      );
  }
};
