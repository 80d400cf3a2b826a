/**
 * Zones: with cross-zone load balancing off, "each load balancer node distributes traffic only across the registered targets in its
 * Availability Zone", and each zone's node gets about as many connections as any other's. A side that has too little in a zone is overrun
 * there; one that has nothing loses what comes there, as "a 503 error for all HTTP requests" of an application load balancer.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#availability-zones
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 */
import { answeringByZone, unitsOfZone } from "./capacity.ts";
import { counterpart } from "./pairs.ts";
import type { SideView, TargetGroupView, TemplateVersion, View } from "./view.ts";

/** A move of traffic, as far as zones concern it. */
interface Crossing {
  /** The side that gets the traffic. */
  readonly to: SideView;
  /** The side that gives it. */
  readonly from: SideView;
  /** What `to` needs for what it gets, in units of its group's size. */
  readonly units: number;
  /** What its instances are to run: others do not count. Whatever answers counts where nothing is said. */
  readonly launched?: TemplateVersion;
}

const inWords = (zones: ReadonlyMap<string, number>): string =>
  [...zones]
    .toSorted()
    .map(([zone, units]) => `${zone} ${units}`)
    .join(", ") || "nothing";

/** Of the zones in which the giving side answers, those in which the receiving side has not enough; undefined if there are none. */
const shortIn = (receiving: TargetGroupView, giving: TargetGroupView, crossing: Crossing): string | undefined => {
  const { to, from, units, launched } = crossing;
  const [has, given] = [answeringByZone(to, receiving, launched), answeringByZone(from, giving)];
  // Connections come to the zones in which either answers: that `from` has lost some says nothing of what comes to the others then.
  const needed = unitsOfZone(units, new Set([...has.keys(), ...given.keys()]).size, to.group);
  const short = [...given.keys()].filter((zone) => (has.get(zone) ?? 0) < needed).toSorted();
  return short.length === 0
    ? undefined
    : `${receiving.name} has too few healthy in ${short.join(", ")}, where ${from.side} answers: found ${inWords(has)}, expected ${needed} in each`;
};

/** The zones in which the side that is to get traffic has not enough for what comes there, in words; undefined if there are none, or none counts. */
export const zonesShort = (view: View, crossing: Crossing): string | undefined => {
  const { to, from } = crossing;
  const short = to.targetGroups.flatMap((receiving) => {
    if (view.loadBalancer.zonal?.includes(receiving.arn) !== true) return [];
    const giving = from.targetGroups.find(({ arn }) => arn === counterpart(view, receiving.arn, from.side));
    return giving === undefined ? [] : (shortIn(receiving, giving, crossing) ?? []);
  });
  return short.length === 0
    ? undefined
    : `${short.join("; ")}, since with cross-zone load balancing off each zone's targets get all that comes there (let the group launch in those zones, or switch it on)`;
};
