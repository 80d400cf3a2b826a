/**
 * Zones: with cross-zone load balancing off, "each load balancer node distributes traffic only across the registered targets in its
 * Availability Zone". A side without a target in a zone loses the connections that come there.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#availability-zones
 */
import { counterpart } from "./pairs.ts";
import type { SideView, TargetGroupView, View } from "./view.ts";

const zonesOf = ({ group }: SideView, targetGroup: TargetGroupView | undefined): ReadonlySet<string> => {
  const healthy = (targetGroup?.targets ?? []).filter(({ state }) => state === "healthy");
  return new Set(healthy.flatMap(({ id }) => group.instances.find((instance) => instance.id === id)?.zone ?? []));
};

/** The zones in which a side answers and the one that is to get its traffic does not, in words; undefined if there are none, or none counts. */
export const zonesShort = (view: View, to: SideView, from: SideView): string | undefined => {
  const short = (view.loadBalancer.zonal ?? []).flatMap((arn) => {
    const receiving = to.targetGroups.find((group) => group.arn === arn);
    if (receiving === undefined) return [];
    const giving = from.targetGroups.find((group) => group.arn === counterpart(view, arn, from.side));
    const [has, needs] = [zonesOf(to, receiving), zonesOf(from, giving)];
    const missing = [...needs].filter((zone) => !has.has(zone)).toSorted();
    return missing.length === 0
      ? []
      : [
          `${receiving.name} has no healthy target in ${missing.join(", ")}, where ${from.side} has (found ${[...has].toSorted().join(", ") || "none"})`,
        ];
  });
  return short.length === 0
    ? undefined
    : `${short.join("; ")}. With cross-zone load balancing off, connections that come to such a zone would fail: expected one in each, or cross-zone load balancing switched on`;
};
