import type {
  DescribeAccountLimitsCommandInput,
  DescribeAccountLimitsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { page } from "../../../world/pages.ts";
import { type QuotaName, quotaOf } from "../../../world/quotas.ts";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";

/** What AWS changes for nobody, and has no quota of its own for at Service Quotas. */
const fixed: Readonly<Record<string, number>> = {
  "listeners-per-network-load-balancer": 50,
  "target-groups-per-action-on-application-load-balancer": 5,
  "condition-values-per-alb-rule": 5,
  "condition-wildcards-per-alb-rule": 6,
};

const adjustable: Readonly<Record<string, QuotaName>> = {
  "application-load-balancers": "loadBalancers",
  "certificates-per-application-load-balancer": "certificates",
  "network-load-balancers": "networkLoadBalancers",
  "target-groups": "targetGroups",
  "target-groups-per-application-load-balancer": "targetGroupsOfLoadBalancer",
  "targets-per-application-load-balancer": "targetsOfLoadBalancer",
  "listeners-per-application-load-balancer": "listeners",
  "rules-per-application-load-balancer": "rules",
};

/**
 * Of application load balancers only.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeAccountLimits.html
 */
export const describeLoadBalancingLimits = ({ surroundings }: Elbv2Context) =>
  operation<DescribeAccountLimitsCommandInput, DescribeAccountLimitsCommandOutput>({
    accepts: ["Marker", "PageSize"],
    run({ Marker, PageSize }) {
      const numbers = Object.entries(adjustable).map(([name, quota]) => [name, quotaOf(quota, surroundings)] as const);
      const all = [...numbers, ...Object.entries(fixed)].map(([Name, Max]) => ({ Name, Max: String(Max) }));
      const { items, next } = page(all, Marker, PageSize, surroundings.pageSize);
      return { Limits: items, NextMarker: next };
    },
  });
