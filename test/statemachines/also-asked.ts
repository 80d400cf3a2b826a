/** What AWS asks of whoever makes a call beside the right to make it (Service Authorization Reference, "dependent actions"). */
export const alsoAsked: Readonly<Record<string, readonly string[]>> = {
  "autoscaling:CreateAutoScalingGroup": ["ec2:RunInstances", "ec2:CreateTags", "iam:PassRole"],
  "autoscaling:UpdateAutoScalingGroup": ["ec2:RunInstances", "ec2:CreateTags", "iam:PassRole"],
  "cloudwatch:PutMetricAlarm": ["cloudwatch:TagResource"],
  "ec2:CreateLaunchTemplate": ["ec2:CreateTags"],
  "elasticloadbalancing:CreateListener": ["elasticloadbalancing:AddTags"],
  "elasticloadbalancing:CreateTargetGroup": ["elasticloadbalancing:AddTags"],
};
