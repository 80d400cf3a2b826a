/** The zones of load balancers: which targets a zone's node may use, and whose nodes clients find. */
import type { Elbv2Context } from "./context.ts";
import { isChecked } from "./health.ts";
import { enoughHealthy } from "./routable.ts";
import { actionsOf, groupsOf, listenersOf, type Pairs, type Registration, registrationsIn } from "./tables.ts";

const crossZone = "load_balancing.cross_zone.enabled";

/** In which a load balancer has a node. */
export const nodeZones = ({ tables }: Elbv2Context, loadBalancerArn: string): readonly string[] =>
  (tables.loadBalancers.get(loadBalancerArn)?.AvailabilityZones ?? []).flatMap(({ ZoneName }) => ZoneName ?? []);

const attributesOf = ({ tables }: Elbv2Context, arn: string): Pairs => tables.attributes.get(arn) ?? {};

/**
 * "When cross-zone load balancing is off, each load balancer node distributes traffic only across the registered targets in its Availability
 * Zone." On with application load balancers, unless the target group says otherwise; off with network load balancers, unless either does.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-cross-zone.html
 */
export const crossesZones = (context: Elbv2Context, loadBalancerArn: string, targetGroupArn: string): boolean => {
  const own = attributesOf(context, targetGroupArn)[crossZone];
  const balancer = attributesOf(context, loadBalancerArn)[crossZone];
  return (own === "true" || own === "false" ? own : balancer) === "true";
};

/** The targets of a group that the node of a zone may use. */
export const reachable = (
  context: Elbv2Context,
  loadBalancerArn: string,
  targetGroupArn: string,
  zone: string,
): readonly Registration[] => {
  const all = registrationsIn(context.tables, targetGroupArn);
  return crossesZones(context, loadBalancerArn, targetGroupArn)
    ? all
    : all.filter(({ instance }) => context.fleet.instance(instance)?.availabilityZone === zone);
};

/**
 * Whether a zone's targets of a group keep the zone in the name. Where there are none, the name of an application load balancer still answers
 * it ("this triggers a 503 error for all HTTP requests that enter the empty Availability Zone"), and that of a network load balancer does not:
 * there an empty target group "is considered unhealthy".
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
 * https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html
 */
const keepsZone = (context: Elbv2Context, loadBalancerArn: string, targetGroupArn: string, zone: string): boolean => {
  const there = reachable(context, loadBalancerArn, targetGroupArn, zone);
  const isApplication = context.tables.loadBalancers.get(loadBalancerArn)?.Type === "application";
  if (isApplication && !there.some(({ health }) => isChecked(health))) return true;
  return enoughHealthy(there, attributesOf(context, targetGroupArn), "dns_failover");
};

/**
 * The zones that the load balancer's name answers: those in which each target group has as many healthy targets as its DNS failover asks for,
 * or all, if there is none.
 * https://repost.aws/knowledge-center/elb-dns-cross-zone-balance-configuration
 */
const answeredZones = (context: Elbv2Context, loadBalancerArn: string): readonly string[] => {
  const { tables } = context;
  const groups = new Set(
    listenersOf(tables, loadBalancerArn).flatMap((listener) => actionsOf(tables, listener).flatMap(groupsOf)),
  );
  const zones = nodeZones(context, loadBalancerArn);
  const healthy = zones.filter((zone) => [...groups].every((arn) => keepsZone(context, loadBalancerArn, arn, zone)));
  return healthy.length === 0 ? zones : healthy;
};

/** Has the name answer the zones that it answers by now; `changed` is called when clients have learned it. */
export const answerZones = (context: Elbv2Context, loadBalancerArn: string, changed: () => void): void =>
  context.zoneDns.answer(loadBalancerArn, answeredZones(context, loadBalancerArn), changed);

/** The zones whose nodes clients go to, by what they know of the name. */
export const knownZones = (context: Elbv2Context, loadBalancerArn: string): readonly string[] => {
  const zones = nodeZones(context, loadBalancerArn);
  const known = context.zoneDns.known(loadBalancerArn)?.filter((zone) => zones.includes(zone));
  return known === undefined || known.length === 0 ? zones : known;
};
