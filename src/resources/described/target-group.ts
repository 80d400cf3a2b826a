import type { Tag, TargetGroup, TargetGroupAttribute } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { State } from "../../changes/change.ts";
import { configurationOf, type Fields } from "./fields.ts";
import type { Plain } from "./plain.ts";
import { tagsOf } from "./tags.ts";

export const targetGroupFields = {
  TargetGroupArn: "identity",
  TargetGroupName: "identity",
  Protocol: "configuration",
  Port: "configuration",
  VpcId: "configuration",
  HealthCheckProtocol: "configuration",
  HealthCheckPort: "configuration",
  HealthCheckEnabled: "configuration",
  HealthCheckIntervalSeconds: "configuration",
  HealthCheckTimeoutSeconds: "configuration",
  HealthyThresholdCount: "configuration",
  UnhealthyThresholdCount: "configuration",
  HealthCheckPath: "configuration",
  Matcher: "configuration",
  LoadBalancerArns: "runtime",
  TargetType: "configuration",
  ProtocolVersion: "configuration",
  IpAddressType: "configuration",
  TargetControlPort: "configuration",
} as const satisfies Fields<TargetGroup>;

/** A target group with what two further calls describe. */
export interface DescribedTargetGroup {
  readonly targetGroup: Plain<TargetGroup>;
  readonly attributes: readonly Plain<TargetGroupAttribute>[];
  readonly tags: readonly Plain<Tag>[];
}

/** The whole of a target group's settings; attributes and tags by key. */
export const targetGroupState = ({ targetGroup, attributes, tags }: DescribedTargetGroup): State => ({
  ...configurationOf(targetGroupFields, targetGroup),
  Attributes: Object.fromEntries(attributes.map(({ Key, Value }) => [Key ?? "", Value ?? ""])),
  Tags: tagsOf(tags),
});
