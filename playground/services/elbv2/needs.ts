import type { Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Need } from "../../world/service.ts";
import type { Tables } from "./tables.ts";

const pairs = (tags: readonly Tag[] | undefined) =>
  tags === undefined ? {} : { requestTags: Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value])) };

/** The permission for an action on each resource, as it is tagged now. */
export const needOn = (
  tables: Tables,
  action: string,
  arns: readonly (string | undefined)[],
  requestTags?: readonly Tag[],
): readonly Need[] =>
  arns.map((arn) => ({
    action: `elasticloadbalancing:${action}`,
    resource: arn ?? "*",
    tags: tables.tags.get(arn ?? "") ?? {},
    ...pairs(requestTags),
  }));

/**
 * The permission to create something, and, "if tags are specified in the resource-creating action", the permission
 * `AddTags` on what is created. `on` is what the action acts on, `created` the ARN of the new resource, with wildcards.
 */
export const needToCreate = (
  tables: Tables,
  action: string,
  on: string,
  created: string,
  tags: readonly Tag[] | undefined,
): readonly Need[] => [
  ...needOn(tables, action, [on], tags),
  ...(tags === undefined || tags.length === 0 ? [] : needOn(tables, "AddTags", [created], tags)),
];
