import type { LaunchTemplateSpecification, UpdateAutoScalingGroupCommandInput } from "@aws-sdk/client-auto-scaling";
import type { Need } from "../../world/service.ts";
import { hasTrait } from "../../world/traits.ts";
import type { AutoScalingContext } from "./context.ts";

/** What a request lets the group launch: its template, with each instance type that a mixed instances policy names instead. */
const launchedBy = ({
  LaunchTemplate,
  MixedInstancesPolicy,
}: UpdateAutoScalingGroupCommandInput): readonly (readonly [LaunchTemplateSpecification, string | undefined])[] => {
  if (LaunchTemplate) return [[LaunchTemplate, undefined]];
  const { LaunchTemplateSpecification: own, Overrides = [] } = MixedInstancesPolicy?.LaunchTemplate ?? {};
  const all = Overrides.length === 0 ? [{}] : Overrides;
  return all.flatMap(({ LaunchTemplateSpecification: other = own, InstanceType }: (typeof Overrides)[number]) =>
    other === undefined ? [] : [[other, InstanceType] as const],
  );
};

/**
 * "The ec2:RunInstances action is checked when an Auto Scaling group is created or updated using a launch template", and so are
 * iam:PassRole and ec2:CreateTags "if the launch template specifies" an instance profile or tags: as EC2 asks for them.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
 */
export const needToLaunch = (
  { surroundings, fleet, store }: AutoScalingContext,
  input: UpdateAutoScalingGroupCommandInput,
): readonly Need[] => {
  const launched = launchedBy(input);
  if (!hasTrait("launches-need-permissions", surroundings))
    return launched.length > 0 ? [{ action: "ec2:RunInstances", resource: "*" }] : [];
  const group = store.groups.get(input.AutoScalingGroupName ?? "");
  const subnets =
    input.VPCZoneIdentifier?.split(",").map((id) => id.trim()) ?? group?.subnets.map(({ id }) => id) ?? [];
  return launched.flatMap(([{ LaunchTemplateId: id, LaunchTemplateName: name, Version: version }, instanceType]) =>
    fleet
      .launchNeeds({
        launchTemplate: {
          ...(id === undefined ? {} : { id }),
          ...(name === undefined ? {} : { name }),
          ...(version === undefined ? {} : { version }),
        },
        ...(instanceType === undefined ? {} : { instanceType }),
        subnets,
      })
      // As users report it: https://github.com/terraform-aws-modules/terraform-aws-eks/pull/822
      .map((need) => ({ ...need, refusedWith: `You are not authorized to use launch template: ${id ?? name}` })),
  );
};

/** Only a role of one's own has to be passed; the default service-linked role is Auto Scaling's. */
export const ownRole = (arn: string | undefined): string | undefined =>
  arn?.endsWith("/AWSServiceRoleForAutoScaling") ? undefined : arn;
