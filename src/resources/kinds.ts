import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { AwsKind } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { autoScalingGroup } from "./auto-scaling-group.ts";
import { deletionProtection } from "./deletion-protection.ts";
import { ec2Tagging } from "./ec2-tagging.ts";
import { groupCapacity } from "./group-capacity.ts";
import { groupLaunchTemplate } from "./group-launch-template.ts";
import { groupMetrics } from "./group-metrics.ts";
import { groupProcesses } from "./group-processes.ts";
import { instanceRefresh } from "./instance-refresh.ts";
import { launchTemplate } from "./launch-template.ts";
import { launchTemplateVersion } from "./launch-template-version.ts";
import { lifecycleHook } from "./lifecycle-hook.ts";
import { listener } from "./listener.ts";
import { listenerRule } from "./listener-rule.ts";
import { notification } from "./notification.ts";
import { placeholderListener } from "./placeholder-listener.ts";
import { predictiveMode } from "./predictive-mode.ts";
import { previewRule } from "./preview-rule.ts";
import { scaleInProtection } from "./scale-in-protection.ts";
import { scalingAlarm } from "./scaling-alarm.ts";
import { scalingPolicy } from "./scaling-policy.ts";
import { scheduledAction } from "./scheduled-action.ts";
import { groupTagging, loadBalancingTagging, tags } from "./tags.ts";
import { targetGroup } from "./target-group.ts";
import { warmPool } from "./warm-pool.ts";

export interface Clients {
  readonly autoScaling: AutoScalingClient;
  readonly loadBalancing: ElasticLoadBalancingV2Client;
  readonly ec2: EC2Client;
  readonly cloudWatch: CloudWatchClient;
}

/** Every kind of AWS's. A step takes only those that it writes. */
export const resourceKinds = ({
  autoScaling,
  loadBalancing,
  ec2,
  cloudWatch,
}: Clients): Record<AwsKind, ResourceKind> => ({
  "launch-template": launchTemplate(ec2),
  "launch-template-version": launchTemplateVersion(ec2),
  "target-group": targetGroup(loadBalancing),
  "placeholder-listener": placeholderListener(loadBalancing),
  listener: listener(loadBalancing),
  "listener-rule": listenerRule(loadBalancing),
  "preview-rule": previewRule(loadBalancing),
  "deletion-protection": deletionProtection(loadBalancing),
  "auto-scaling-group": autoScalingGroup(autoScaling),
  "group-capacity": groupCapacity(autoScaling),
  "group-launch-template": groupLaunchTemplate(autoScaling),
  "instance-refresh": instanceRefresh(autoScaling),
  "group-processes": groupProcesses(autoScaling),
  "group-metrics": groupMetrics(autoScaling),
  "scale-in-protection": scaleInProtection(autoScaling),
  "scaling-policy": scalingPolicy(autoScaling),
  "predictive-mode": predictiveMode(autoScaling),
  "scaling-alarm": scalingAlarm(cloudWatch),
  "scheduled-action": scheduledAction(autoScaling),
  "lifecycle-hook": lifecycleHook(autoScaling),
  notification: notification(autoScaling),
  "warm-pool": warmPool(autoScaling),
  tags: tags({
    autoScaling: groupTagging(autoScaling),
    loadBalancing: loadBalancingTagging(loadBalancing),
    ec2: ec2Tagging(ec2),
  }),
});
