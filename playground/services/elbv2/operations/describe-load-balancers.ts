import type {
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noLoadBalancer } from "../errors.ts";
import { checkNamedAtOnce } from "../named-at-once.ts";
import { shownLoadBalancer } from "../shown-load-balancer.ts";

/**
 * By ARN or by name, in the order asked for, or all; one that is not there fails the call.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeLoadBalancers.html
 */
export const describeLoadBalancers = (context: Elbv2Context) =>
  operation<DescribeLoadBalancersCommandInput, DescribeLoadBalancersCommandOutput>({
    accepts: ["LoadBalancerArns", "Names", "Marker", "PageSize"],
    run({ LoadBalancerArns, Names, Marker, PageSize }) {
      checkNamedAtOnce("load balancers", LoadBalancerArns, Names);
      const { surroundings, tables } = context;
      if (LoadBalancerArns !== undefined && Names !== undefined) {
        throw validationError("Load balancer names and load balancer ARNs cannot be specified at the same time");
      }
      const all = tables.loadBalancers.seenValues();
      const chosen =
        LoadBalancerArns?.map((arn) => found(tables.loadBalancers.seen(arn), noLoadBalancer)) ??
        Names?.map((name) =>
          found(
            all.find(({ LoadBalancerName }) => LoadBalancerName === name),
            () => new AwsError("LoadBalancerNotFoundException", `Load balancers '[${Names.join(", ")}]' not found`),
          ),
        ) ??
        all;
      const { items, next } = page(chosen, Marker, PageSize, surroundings.pageSize);
      return { LoadBalancers: items.map((each) => shownLoadBalancer(context, each)), NextMarker: next };
    },
  });
