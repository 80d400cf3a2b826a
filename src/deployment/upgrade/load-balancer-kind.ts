/** What kinds of load balancers can be adopted, and what is different behind a network load balancer. */
import { NotAsRegistered } from "../../errors.ts";
import type { Live, Upgraded } from "./live.ts";

/** Those whose connections stay where they are as a listener's action changes. */
const flowProtocols: readonly (string | undefined)[] = ["TCP", "TLS"];

/** Throws `NotAsRegistered` for a load balancer, or a listener of it, whose traffic no switch can move. */
export const refuseOtherKinds = ({ loadBalancer, listeners }: Live, environment: Upgraded): void => {
  const { LoadBalancerName: name, Type: type } = loadBalancer;
  if (type !== "application" && type !== "network")
    throw new NotAsRegistered(
      `Load balancer '${name}' is of type '${type}'. Expected an application or a network load balancer. Nothing was changed.`,
    );
  if (type !== "network") return;
  for (const { listener } of listeners) {
    const isRegistered = environment.listeners.some(({ port }) => port === listener.Port);
    if (isRegistered && !flowProtocols.includes(listener.Protocol))
      throw new NotAsRegistered(
        `Listener ${listener.Port} of network load balancer '${name}' is of protocol ${listener.Protocol}. Expected TCP or TLS: packets without a connection cannot be called by a check, nor counted until they end. Nothing was changed.`,
      );
  }
};

/**
 * "When cross-zone load balancing is off, each load balancer node distributes traffic only across the registered targets in its Availability Zone":
 * a side without a healthy target in a zone loses what comes in there. It is on behind an application load balancer unless a target group says
 * otherwise, and off behind a network load balancer unless one does.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
 */
export const zoneNotices = ({ loadBalancer, targetGroups }: Live): readonly string[] => {
  const isNetwork = loadBalancer.Type === "network";
  const zonal = targetGroups.filter(({ attributes }) => {
    const own = attributes.find(({ Key }) => Key === "load_balancing.cross_zone.enabled")?.Value;
    return isNetwork ? own !== "true" : own === "false";
  });
  if (zonal.length === 0) return [];
  const zones = (loadBalancer.AvailabilityZones ?? []).map(({ ZoneName }) => ZoneName).join(", ");
  const names = zonal.map(({ targetGroup }) => `'${targetGroup.TargetGroupName}'`).join(", ");
  const why = isNetwork
    ? "does not itself turn cross-zone load balancing on, which is off on a network load balancer unless that says otherwise"
    : "turns cross-zone load balancing off";
  return [
    `Target group ${names} ${why}: a side then needs healthy instances in each of ${zones}, an even part of what the traffic needs, or what comes to a zone without them fails when it gets the traffic. No traffic moves to a side that lacks them where the other has some. See that it is on ('aws elbv2 modify-target-group-attributes --attributes Key=load_balancing.cross_zone.enabled,Value=true'), or that neither side is ever smaller than its zones.`,
  ];
};
