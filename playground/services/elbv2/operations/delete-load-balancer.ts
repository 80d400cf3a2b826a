import type {
  DeleteLoadBalancerCommandInput,
  DeleteLoadBalancerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import type { Elbv2Context } from "../context.ts";
import { deletedShows, interfacesStay, lastingFor } from "../lingering.ts";
import { closeListener } from "../listener-sockets.ts";
import { needOn } from "../needs.ts";
import { listenersOf } from "../tables.ts";

/**
 * Takes a load balancer away with its listeners and their rules; its target groups stay.
 * It is described as active until it is gone, and its security groups are in use for longer than that.
 * "If the load balancer does not exist or has already been deleted, the call succeeds."
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html
 */
export const deleteLoadBalancer = (context: Elbv2Context) =>
  operation<DeleteLoadBalancerCommandInput, DeleteLoadBalancerCommandOutput>({
    accepts: ["LoadBalancerArn"],
    needs: ({ LoadBalancerArn }) => needOn(context, "DeleteLoadBalancer", [LoadBalancerArn]),
    async run({ LoadBalancerArn: arn = "" }) {
      const { surroundings, tables, lingering } = context;
      if (tables.attributes.get(arn)?.["deletion_protection.enabled"] === "true") {
        throw new AwsError(
          "OperationNotPermittedException",
          `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
        );
      }
      const listeners = listenersOf(tables, arn);
      for (const group of tables.loadBalancers.get(arn)?.SecurityGroups ?? []) lingering.begin(group, interfacesStay);
      const shows = lastingFor(surroundings, deletedShows);
      for (const table of [tables.loadBalancers, tables.attributes, tables.tags]) table.remove(arn, shows);
      for (const listener of listeners) await closeListener(context, listener);
      return {};
    },
  });
