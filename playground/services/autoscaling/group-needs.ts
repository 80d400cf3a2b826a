import type { UpdateAutoScalingGroupCommandInput } from "@aws-sdk/client-auto-scaling";
import type { Need } from "../../world/service.ts";

/**
 * "The ec2:RunInstances action is checked when an Auto Scaling group is created or updated using a launch template"
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
 */
export const needToLaunch = (input: UpdateAutoScalingGroupCommandInput): readonly Need[] =>
  input.LaunchTemplate || input.MixedInstancesPolicy ? [{ action: "ec2:RunInstances", resource: "*" }] : [];

/** Only a role of one's own has to be passed; the default service-linked role is Auto Scaling's. */
export const ownRole = (arn: string | undefined): string | undefined =>
  arn?.endsWith("/AWSServiceRoleForAutoScaling") ? undefined : arn;
