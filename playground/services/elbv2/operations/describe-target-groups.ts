import type {
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noLoadBalancer, noTargetGroup } from "../errors.ts";
import { checkNamedAtOnce } from "../named-at-once.ts";
import { loadBalancersUsing, shownTargetGroup } from "../shown-target-group.ts";

/**
 * By ARN or by name, in the order asked for, those of a load balancer, or all; one that is not there fails the call.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeTargetGroups.html
 */
export const describeTargetGroups = ({ surroundings, tables }: Elbv2Context) =>
  operation<DescribeTargetGroupsCommandInput, DescribeTargetGroupsCommandOutput>({
    accepts: ["LoadBalancerArn", "TargetGroupArns", "Names", "Marker", "PageSize"],
    run({ LoadBalancerArn, TargetGroupArns, Names, Marker, PageSize }) {
      checkNamedAtOnce("target groups", TargetGroupArns, Names);
      if ([LoadBalancerArn, TargetGroupArns, Names].filter((filter) => filter !== undefined).length > 1) {
        throw validationError(
          "Target group names, target group ARNs, and a load balancer ARN cannot be specified at the same time",
        );
      }
      const all = tables.targetGroups.seenValues();
      if (LoadBalancerArn !== undefined) found(tables.loadBalancers.seen(LoadBalancerArn), noLoadBalancer);
      const chosen =
        TargetGroupArns?.map((arn) => found(tables.targetGroups.seen(arn), noTargetGroup)) ??
        Names?.map((name) =>
          found(
            all.find(({ TargetGroupName }) => TargetGroupName === name),
            noTargetGroup,
          ),
        ) ??
        all.filter(
          ({ TargetGroupArn }) =>
            LoadBalancerArn === undefined || loadBalancersUsing(tables, TargetGroupArn).includes(LoadBalancerArn),
        );
      const { items, next } = page(chosen, Marker, PageSize, surroundings.pageSize);
      return { TargetGroups: items.map((group) => shownTargetGroup(tables, group)), NextMarker: next };
    },
  });
