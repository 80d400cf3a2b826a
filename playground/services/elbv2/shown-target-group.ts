import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { listenersUsing, type Tables, type TargetGroupRecord } from "./tables.ts";

/** The load balancers whose listeners or rules forward to a target group. */
export const loadBalancersUsing = (tables: Tables, targetGroupArn: string): string[] => [
  ...new Set(listenersUsing(tables, targetGroupArn).map(({ LoadBalancerArn }) => LoadBalancerArn)),
];

/** A target group as every answer shows it. */
export const shownTargetGroup = (tables: Tables, group: TargetGroupRecord): TargetGroup => ({
  ...group,
  LoadBalancerArns: loadBalancersUsing(tables, group.TargetGroupArn),
});
