/** Which other resources a change concerns, though no event may name them. */
import { equal } from "../changes/change.ts";
import { templateVersionRef } from "./arn.ts";
import type { Hint } from "./hint.ts";
import type { Facts, ResourceType, TypedArn } from "./model.ts";

const list = (facts: Facts | null, attribute: string): readonly unknown[] => {
  const value = facts?.details[attribute];
  return Array.isArray(value) ? value : [];
};

const arns = (type: ResourceType, facts: Facts | null, attribute: string): readonly TypedArn[] =>
  list(facts, attribute).map((arn) => ({ type, arn: String(arn) }));

/** What ends with a resource, without an event of its own: AWS deletes the listeners of a load balancer with it. */
const parts = (ref: TypedArn, facts: Facts | null): readonly TypedArn[] => {
  if (ref.type === "load-balancer") return arns("listener", facts, "listeners");
  if (ref.type === "listener") return arns("listener-rule", facts, "rules");
  if (ref.type === "launch-template")
    return list(facts, "versions").map((number) => templateVersionRef(ref, Number(number)));
  return [];
};

const without = (refs: readonly TypedArn[], others: readonly TypedArn[]): readonly TypedArn[] => {
  const known = new Set(others.map(({ arn }) => arn));
  return refs.filter(({ arn }) => !known.has(arn));
};

const ownerOf = (facts: Facts | null) => [facts?.environment ?? "", facts?.side ?? ""];

/** What is whose follows from the group: its instances carry no tags of ours, nor do the parts of one that was never upgraded. */
const belongings = (ref: TypedArn, before: Facts | null, after: Facts | null, members: readonly TypedArn[]) => {
  if (ref.type !== "auto-scaling-group") return [];
  const groups = [...arns("target-group", before, "targetGroups"), ...arns("target-group", after, "targetGroups")];
  if (!equal(ownerOf(before), ownerOf(after))) return [...members, ...groups];
  return equal(before?.details.targetGroups, after?.details.targetGroups) ? [] : groups;
};

/**
 * What else must be looked at when a resource is not `before` any more but `after`. `members` are a group's instances. What a
 * resource no longer has as a part is gone, if the look finds nothing.
 */
export const followUps = (
  ref: TypedArn,
  before: Facts | null,
  after: Facts | null,
  members: readonly TypedArn[],
  cause: Hint,
): readonly Hint[] => {
  const [had, has] = [parts(ref, before), parts(ref, after)];
  const { tagged: _tagged, removed: _removed, ...told } = cause;
  // A load balancer comes back for its state's sake. Listeners that it has by then have events of their own, which know since when.
  const isWatched = ref.type === "load-balancer" && (cause.looks ?? 0) > 0;
  const concerned = [...(isWatched ? [] : without(has, had)), ...belongings(ref, before, after, members)];
  return [
    ...without(had, has).map((part): Hint => ({ ...told, ref: part, removed: true })),
    ...concerned.map((part): Hint => ({ ...told, ref: part })),
  ];
};
