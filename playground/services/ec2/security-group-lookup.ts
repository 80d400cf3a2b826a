import { AwsError } from "../../world/aws-error.ts";
import type { Need } from "../../world/service.ts";
import type { Ec2Context } from "./context.ts";
import { missingParameter, notFound } from "./errors.ts";
import { arnOf, type SecurityGroup, type SecurityGroupRule } from "./resources.ts";

/** The codes and words for a security group, and for a rule, that is not there: for `notFound`. */
export const unknownGroup = ["InvalidGroup.NotFound", "security group"] as const;
export const unknownRule = ["InvalidSecurityGroupRuleId.NotFound", "security group rule ID"] as const;

/**
 * Refuses an id that is none of a security group, in the words of a filter's:
 * https://github.com/getmoto/moto/blob/master/tests/test_ec2/test_security_groups.py (verified on AWS).
 */
export const checkGroupId = (id: string): void => {
  if (!/^sg-/.test(id)) throw new AwsError("InvalidGroupId.Malformed", `The security group ID '${id}' is malformed`);
};

/** The security group with this id. Throws AwsError if none is named, or none is there. */
export const findSecurityGroup = ({ resources }: Ec2Context, id: string | undefined): SecurityGroup => {
  if (id === undefined) throw missingParameter("groupId");
  const group = resources["security-group"].get(id);
  if (group === undefined) throw notFound(...unknownGroup, [id]);
  return group;
};

/** The rules of a group that let traffic in. */
export const ingressRules = ({ resources }: Ec2Context, group: SecurityGroup): readonly SecurityGroupRule[] =>
  resources["security-group-rule"].values().filter(({ groupId, egress }) => groupId === group.id && !egress);

/** What a caller must be allowed to do to act on the security group that it names. */
export const securityGroupNeed =
  ({ surroundings, resources }: Ec2Context, action: string) =>
  ({ GroupId = "*" }: { GroupId?: string | undefined }): Need[] => [
    {
      action,
      resource: arnOf(surroundings, "security-group", GroupId),
      tags: resources["security-group"].get(GroupId)?.tags ?? {},
    },
  ];
