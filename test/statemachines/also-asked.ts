/** What AWS asks of whoever makes a call beside the right to make it (Service Authorization Reference, "dependent actions"). */
export const alsoAsked: Readonly<Record<string, readonly string[]>> = {
  "autoscaling:CreateAutoScalingGroup": ["ec2:RunInstances", "ec2:CreateTags", "iam:PassRole", "ssm:GetParameters"],
  // Of a policy that predicts from metrics of one's own.
  "autoscaling:PutScalingPolicy": ["cloudwatch:GetMetricData"],
  // With alarms, and of a launch template.
  "autoscaling:StartInstanceRefresh": [
    "cloudwatch:DescribeAlarms",
    "ec2:RunInstances",
    "ec2:CreateTags",
    "iam:PassRole",
    "ssm:GetParameters",
  ],
  "autoscaling:UpdateAutoScalingGroup": ["ec2:RunInstances", "ec2:CreateTags", "iam:PassRole", "ssm:GetParameters"],
  "cloudwatch:PutMetricAlarm": ["cloudwatch:TagResource"],
  // Of an image that is a parameter.
  "ec2:CreateLaunchTemplate": ["ec2:CreateTags", "ssm:GetParameters"],
  "ec2:CreateLaunchTemplateVersion": ["ssm:GetParameters"],
  "elasticloadbalancing:CreateListener": ["elasticloadbalancing:AddTags"],
  "elasticloadbalancing:CreateRule": ["elasticloadbalancing:AddTags"],
  "elasticloadbalancing:CreateTargetGroup": ["elasticloadbalancing:AddTags"],
};
