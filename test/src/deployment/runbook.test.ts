import { describe, expect, it } from "vitest";
import { type Change, type Kind, kinds, type State } from "../../../src/changes/change.ts";
import { commandsFor } from "../../../src/deployment/runbook.ts";
import { memberId } from "../../../src/resources/described/ids.ts";

const arn = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/1";
const change = (kind: Kind, id: string, after: State | null): Change => ({ resource: { kind, id }, before: {}, after });

describe("the commands that finish a restore by hand", () => {
  it.each<[Kind, string, State | null, readonly string[]]>([
    [
      "group-capacity",
      "web",
      { min: 2, max: 8, desired: 4 },
      [
        "aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --min-size 2 --max-size 8 --desired-capacity 4",
      ],
    ],
    [
      "group-processes",
      "web",
      { ScheduledActions: "running", AlarmNotification: "suspended" },
      [
        "aws autoscaling suspend-processes --auto-scaling-group-name web --scaling-processes AlarmNotification",
        "aws autoscaling resume-processes --auto-scaling-group-name web --scaling-processes ScheduledActions",
      ],
    ],
    [
      "listener",
      "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/2",
      { actions: [{ Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: "arn:tg", Weight: 1 }] } }] },
      [
        `aws elbv2 modify-listener --listener-arn arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/2 --default-actions '[{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"arn:tg","Weight":1}]}}]'`,
      ],
    ],
    [
      "launch-template-version",
      "lt-1/sarcelle d-1",
      null,
      [
        `aws ec2 delete-launch-template-versions --launch-template-id lt-1 --versions "$(aws ec2 describe-launch-template-versions --launch-template-id lt-1 --query 'LaunchTemplateVersions[?VersionDescription=='\\''sarcelle d-1'\\''].VersionNumber' --output text)"`,
      ],
    ],
    [
      "tags",
      "autoscaling:web",
      { a: "1", b: null },
      [
        "aws autoscaling create-or-update-tags --tags ResourceId=web,ResourceType=auto-scaling-group,Key=a,Value=1,PropagateAtLaunch=false",
        "aws autoscaling delete-tags --tags ResourceId=web,ResourceType=auto-scaling-group,Key=b",
      ],
    ],
    [
      "tags",
      arn,
      { a: "1", b: "two words" },
      [`aws elbv2 add-tags --resource-arns ${arn} --tags Key=a,Value=1 'Key=b,Value=two words'`],
    ],
    ["tags", arn, { a: null, b: null }, [`aws elbv2 remove-tags --resource-arns ${arn} --tag-keys a b`]],
    ["tags", "lt-1", { a: "1", b: "2" }, ["aws ec2 create-tags --resources lt-1 --tags Key=a,Value=1 Key=b,Value=2"]],
    ["tags", "lt-1", { a: null, b: null }, ["aws ec2 delete-tags --resources lt-1 --tags Key=a Key=b"]],
    [
      "placeholder-listener",
      "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1:9080",
      null,
      [
        "aws elbv2 delete-listener --listener-arn \"$(aws elbv2 describe-listeners --load-balancer-arn arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1 --query 'Listeners[?Port==`9080`].ListenerArn' --output text)\"",
      ],
    ],
    [
      "preview-rule",
      "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/2:9 sarcelle:environment=web-live",
      null,
      [
        "aws elbv2 delete-rule --rule-arn \"$(aws elbv2 describe-rules --listener-arn arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/2 --query 'Rules[?Priority=='\\''9'\\''].RuleArn' --output text)\"",
      ],
    ],
    [
      "group-metrics",
      "web",
      { granularity: null, metrics: [] },
      ["aws autoscaling disable-metrics-collection --auto-scaling-group-name web"],
    ],
    [
      "group-metrics",
      "web",
      { granularity: "1Minute", metrics: ["GroupMaxSize", "GroupMinSize"] },
      [
        "aws autoscaling disable-metrics-collection --auto-scaling-group-name web",
        "aws autoscaling enable-metrics-collection --auto-scaling-group-name web --granularity 1Minute --metrics GroupMaxSize GroupMinSize",
      ],
    ],
    [
      "scale-in-protection",
      "web",
      { newInstances: true, protected: ["i-1", "i-2"] },
      [
        "aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --new-instances-protected-from-scale-in",
        "aws autoscaling set-instance-protection --auto-scaling-group-name web --instance-ids i-1 i-2 --protected-from-scale-in",
      ],
    ],
    [
      "scale-in-protection",
      "web",
      { newInstances: false, protected: [] },
      [
        "aws autoscaling update-auto-scaling-group --auto-scaling-group-name web --no-new-instances-protected-from-scale-in",
        "aws autoscaling set-instance-protection --auto-scaling-group-name web --instance-ids $(aws autoscaling describe-auto-scaling-groups --auto-scaling-group-names web --query 'AutoScalingGroups[0].Instances[?ProtectedFromScaleIn].InstanceId' --output text) --no-protected-from-scale-in",
      ],
    ],
    [
      "predictive-mode",
      "web/tomorrow",
      { mode: "ForecastAndScale" },
      [
        `aws autoscaling put-scaling-policy --cli-input-json "$(aws autoscaling describe-policies --auto-scaling-group-name web --policy-names tomorrow --query 'ScalingPolicies[0].{AutoScalingGroupName: AutoScalingGroupName, PolicyName: PolicyName, PolicyType: PolicyType, Enabled: Enabled, PredictiveScalingConfiguration: merge(PredictiveScalingConfiguration, {Mode: \`"ForecastAndScale"\`})}' --output json)"`,
      ],
    ],
    [
      "deletion-protection",
      "arn:web",
      { enabled: false },
      [
        "aws elbv2 modify-load-balancer-attributes --load-balancer-arn arn:web --attributes Key=deletion_protection.enabled,Value=false",
      ],
    ],
  ])("of a %s", (kind, id, after, expected) => {
    expect(commandsFor(change(kind, id, after))).toEqual(expected);
  });

  it.each<[Kind, string]>([
    ["scaling-policy", "aws autoscaling delete-policy --auto-scaling-group-name 'team/web 100%' --policy-name a/b"],
    [
      "scheduled-action",
      "aws autoscaling delete-scheduled-action --auto-scaling-group-name 'team/web 100%' --scheduled-action-name a/b",
    ],
    [
      "lifecycle-hook",
      "aws autoscaling delete-lifecycle-hook --auto-scaling-group-name 'team/web 100%' --lifecycle-hook-name a/b",
    ],
    [
      "notification",
      "aws autoscaling delete-notification-configuration --auto-scaling-group-name 'team/web 100%' --topic-arn a/b",
    ],
  ])("of a %s name its group as the group is named", (kind, command) => {
    const id = memberId.format({ group: "team/web 100%", name: "a/b" });
    expect(commandsFor(change(kind, id, null))).toEqual([command]);
  });

  it("exist for the undo of everything that the product creates or changes", () => {
    const changed: readonly Kind[] = [
      "listener",
      "listener-rule",
      "group-capacity",
      "group-launch-template",
      "instance-refresh",
      "group-processes",
      "group-metrics",
      "scale-in-protection",
      "predictive-mode",
      "deletion-protection",
      "tags",
    ];
    const without = kinds.filter(
      (kind) =>
        commandsFor(
          change(
            kind,
            kind === "preview-rule" ? "a/b:1 c=d" : "a/b:1",
            changed.includes(kind) ? { key: "suspended" } : null,
          ),
        ).length === 0,
    );
    expect(without).toEqual([]);
  });
});
