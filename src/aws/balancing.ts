import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { hasMoves, type Request } from "../deployment/request.ts";
import { idleSide } from "../deployment/traffic.ts";
import type { View } from "../deployment/view.ts";
import { stickyGroups } from "./sticky-groups.ts";
import type { AttributesOf } from "./target-group-attributes.ts";
import { withZonal } from "./zonal.ts";

/** The load balancer, with what the moves of a request must know of how it balances. Asks AWS only for what they need. */
export const balancingFor = async (
  clients: { readonly loadBalancing: ElasticLoadBalancingV2Client; readonly attributesOf: AttributesOf },
  request: Request,
  view: View,
): Promise<View["loadBalancer"]> => {
  if (!hasMoves(request)) return view.loadBalancer;
  const receiving = idleSide(view).targetGroups.map(({ arn }) => arn);
  const loadBalancer = await withZonal(clients, view.loadBalancer, receiving);
  const sticky = await stickyGroups(clients.attributesOf, request, view);
  return sticky.length === 0 ? loadBalancer : { ...loadBalancer, sticky };
};
