import { hex } from "../../world/random.ts";
import type { Ec2Context } from "./context.ts";
import type { SecurityGroupRule } from "./resources.ts";
import type { RulePermission } from "./security-group-permissions.ts";

/** Adds a rule to a group, and says on the bus that it was created with tags, if it was. */
export const addRule = (
  { surroundings, resources, tagging }: Ec2Context,
  groupId: string,
  egress: boolean,
  permission: RulePermission,
  tags: SecurityGroupRule["tags"] = {},
): SecurityGroupRule => {
  const rule = { id: `sgr-${hex(surroundings.random, 17)}`, tags, groupId, egress, ...permission };
  resources["security-group-rule"].put(rule.id, rule);
  tagging.created("security-group-rule", rule);
  return rule;
};
