import type {
  DescribeAccountLimitsCommandInput,
  DescribeAccountLimitsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";

/**
 * The quotas of application load balancers that calls here are refused by.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 */
const limits: Readonly<Record<string, number>> = {
  "application-load-balancers": 50,
  "target-groups": 3000,
  "target-groups-per-application-load-balancer": 100,
  "target-groups-per-action-on-application-load-balancer": 5,
  "targets-per-application-load-balancer": 1000,
  "listeners-per-application-load-balancer": 50,
  "rules-per-application-load-balancer": 100,
  "condition-values-per-alb-rule": 5,
  "condition-wildcards-per-alb-rule": 6,
};

/**
 * Of application load balancers only.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeAccountLimits.html
 */
export const describeLoadBalancingLimits = ({ surroundings }: Elbv2Context) =>
  operation<DescribeAccountLimitsCommandInput, DescribeAccountLimitsCommandOutput>({
    accepts: ["Marker", "PageSize"],
    run({ Marker, PageSize }) {
      const all = Object.entries(limits).map(([Name, Max]) => ({ Name, Max: String(Max) }));
      const { items, next } = page(all, Marker, PageSize, surroundings.pageSize);
      return { Limits: items, NextMarker: next };
    },
  });
