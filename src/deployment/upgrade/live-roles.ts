/** The roles that the live side hands on, and its twin with it. */
import { launchTemplateOf } from "../../resources/described/auto-scaling-group.ts";
import { type NamedProfile, type PassedRole, profilesIn } from "../passed-roles.ts";
import type { Live } from "./live.ts";

/** Auto Scaling's own role is passed by nobody. */
const isOwnRole = (arn: string) => arn.endsWith("/AWSServiceRoleForAutoScaling");

/** What an upgrade copies to the twin and hands a role on with, beside the launch template. */
export const rolesOfLive = ({
  group,
  lifecycleHooks,
}: Pick<Live, "group" | "lifecycleHooks">): readonly PassedRole[] => [
  ...lifecycleHooks.flatMap(({ LifecycleHookName, RoleARN }) =>
    RoleARN ? [{ arn: RoleARN, by: `lifecycle hook ${LifecycleHookName}` }] : [],
  ),
  ...(group.ServiceLinkedRoleARN && !isOwnRole(group.ServiceLinkedRoleARN)
    ? [{ arn: group.ServiceLinkedRoleARN, by: `Auto Scaling group ${group.AutoScalingGroupName}` }]
    : []),
];

/** The instance profile of what the live group launches. */
export const profilesOfLive = ({ group, launchTemplate: { template, version } }: Live): readonly NamedProfile[] =>
  profilesIn([
    {
      by: `launch template ${template.LaunchTemplateName ?? launchTemplateOf(group)?.LaunchTemplateName}`,
      data: version.LaunchTemplateData ?? {},
    },
  ]);
