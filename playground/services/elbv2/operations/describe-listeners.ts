import type {
  DescribeListenersCommandInput,
  DescribeListenersCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { Elbv2Context } from "../context.ts";
import { found, noListener, noLoadBalancer } from "../errors.ts";
import { checkNamedAtOnce } from "../named-at-once.ts";
import { shownListener } from "../shown-listener.ts";

/**
 * By ARN, in the order asked for, or those of a load balancer; one that is not there fails the call.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html
 */
export const describeListeners = ({ surroundings, tables }: Elbv2Context) =>
  operation<DescribeListenersCommandInput, DescribeListenersCommandOutput>({
    accepts: ["LoadBalancerArn", "ListenerArns", "Marker", "PageSize"],
    run({ LoadBalancerArn, ListenerArns, Marker, PageSize }) {
      checkNamedAtOnce("listeners", ListenerArns);
      if ((LoadBalancerArn === undefined) === (ListenerArns === undefined)) {
        throw validationError("You must specify either listener ARNs or a load balancer ARN");
      }
      if (LoadBalancerArn !== undefined) found(tables.loadBalancers.seen(LoadBalancerArn), noLoadBalancer);
      const chosen =
        ListenerArns?.map((arn) => found(tables.listeners.seen(arn), noListener)) ??
        tables.listeners.seenValues().filter((listener) => listener.LoadBalancerArn === LoadBalancerArn);
      const { items, next } = page(chosen, Marker, PageSize, surroundings.pageSize);
      return { Listeners: items.map(shownListener), NextMarker: next };
    },
  });
