import type { FlowCounts } from "../../dataplane/data-plane.ts";
import { type Balanced, dimension, type Put } from "./measured-groups.ts";

/** Of a load balancer's connections: counted up in the minute, whatever they are. */
const summed: readonly (readonly [name: string, of: keyof Omit<FlowCounts, "loadBalancerArn" | "activeFlows">])[] = [
  ["NewFlowCount", "newFlows"],
  ["TCP_Client_Reset_Count", "clientResets"],
  ["TCP_ELB_Reset_Count", "elbResets"],
  ["TCP_Target_Reset_Count", "targetResets"],
];

/**
 * What a network load balancer reports: connections and bytes "always", hosts "if there are registered targets".
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-cloudwatch-metrics.html
 */
export const putFlows = (
  put: Put,
  {
    loadBalancerArn,
    counts,
    groups,
  }: {
    readonly loadBalancerArn: string;
    readonly counts: FlowCounts | undefined;
    readonly groups: readonly Balanced[];
  },
): void => {
  const LoadBalancer = dimension(loadBalancerArn);
  put("ActiveFlowCount", { LoadBalancer }, counts?.activeFlows ?? 0, "Count");
  for (const [name, of] of summed) put(name, { LoadBalancer }, counts?.[of] ?? 0, "Count");
  put("ProcessedBytes", { LoadBalancer }, counts?.bytes ?? 0, "Bytes");
  for (const { targetGroupArn, registered, healthy, unhealthy } of groups) {
    if (registered === 0) continue;
    const both = { LoadBalancer, TargetGroup: dimension(targetGroupArn) };
    put("HealthyHostCount", both, healthy, "Count");
    put("UnHealthyHostCount", both, unhealthy, "Count");
  }
};
