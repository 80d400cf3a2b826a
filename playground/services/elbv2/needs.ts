import type { Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Need } from "../../world/service.ts";
import type { Elbv2Context } from "./context.ts";

const pairs = (tags: readonly Tag[] | undefined) =>
  tags === undefined ? {} : { requestTags: Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value])) };

/** The permission for an action on each resource, as it is tagged now. */
export const needOn = (
  { tables }: Elbv2Context,
  action: string,
  arns: readonly (string | undefined)[],
  requestTags?: readonly Tag[],
  keys?: Need["context"],
): readonly Need[] =>
  arns.map((arn) => ({
    action: `elasticloadbalancing:${action}`,
    resource: arn ?? "*",
    tags: tables.tags.get(arn ?? "") ?? {},
    ...pairs(requestTags),
    ...(keys === undefined ? {} : { context: keys }),
  }));

/**
 * The permission to create something, and, "if tags are specified in the resource-creating action", the permission
 * `AddTags` on what is created. `on` is what the action acts on, `created` the ARN of the new resource, with wildcards.
 */
export const needToCreate = (
  context: Elbv2Context,
  action: string,
  on: string,
  created: string,
  tags: readonly Tag[] | undefined,
): readonly Need[] => [
  ...needOn(context, action, [on], tags),
  ...(tags === undefined || tags.length === 0
    ? []
    : needOn(context, "AddTags", [created], tags, { "elasticloadbalancing:createaction": action })),
];
