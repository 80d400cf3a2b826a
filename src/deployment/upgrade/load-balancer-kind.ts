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
 * "If cross-zone load balancing is off, each load balancer node distributes traffic only across the registered targets in its Availability Zone":
 * a side without a healthy target in a zone loses what comes in there.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
 */
export const zoneNotices = ({ loadBalancer, targetGroups }: Live): readonly string[] => {
  if (loadBalancer.Type !== "network") return [];
  const zonal = targetGroups.filter(
    ({ attributes }) => attributes.find(({ Key }) => Key === "load_balancing.cross_zone.enabled")?.Value !== "true",
  );
  if (zonal.length === 0) return [];
  const zones = (loadBalancer.AvailabilityZones ?? []).map(({ ZoneName }) => ZoneName).join(", ");
  const names = zonal.map(({ targetGroup }) => `'${targetGroup.TargetGroupName}'`).join(", ");
  return [
    `Target group ${names} does not itself turn cross-zone load balancing on, which is off on a network load balancer unless that says otherwise: a side then needs a healthy instance in each of ${zones}, or connections to a zone without one fail when it gets the traffic. See that it is on ('aws elbv2 modify-target-group-attributes --attributes Key=load_balancing.cross_zone.enabled,Value=true'), or that neither side is ever smaller than its zones.`,
  ];
};
