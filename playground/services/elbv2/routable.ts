/** Which of a group's targets may serve, whatever kind of load balancer asks. */
import type { RoutedTarget } from "../../dataplane/data-plane.ts";
import type { Elbv2Context } from "./context.ts";
import { isChecked } from "./health.ts";
import type { Pairs, Registration } from "./tables.ts";

/** What happens when too few targets are healthy. */
type UnhealthyState = "unhealthy_state_routing" | "dns_failover";

/** Whether so many of the targets are healthy that the group's attributes call for nothing. */
export const enoughHealthy = (
  registrations: readonly Registration[],
  attributes: Pairs,
  state: UnhealthyState,
): boolean => {
  const known = registrations.filter(({ health }) => isChecked(health));
  const healthy = known.filter(({ health }) => health.state === "healthy").length;
  const least = (what: "count" | "percentage", unless: string) => {
    const value = attributes[`target_group_health.${state}.minimum_healthy_targets.${what}`] ?? unless;
    return value === "off" ? 0 : Number(value);
  };
  return healthy >= Math.max(least("count", "1"), (least("percentage", "off") / 100) * known.length);
};

/**
 * The targets that get requests: the healthy ones, or, when fewer are healthy than the group's attributes ask for, all that
 * the load balancer knows ("the load balancer sends traffic to all targets … including unhealthy targets": fail-open).
 */
export const routable = (registrations: readonly Registration[], attributes: Pairs): readonly Registration[] => {
  const enough = enoughHealthy(registrations, attributes, "unhealthy_state_routing");
  return registrations.filter(({ health }) => (enough ? health.state === "healthy" : isChecked(health)));
};

/** A target as the data plane meets it: where it is and what is wrong with it are asked each time. */
export const target = ({ fleet, faults }: Elbv2Context, instance: string, port: number): RoutedTarget => ({
  instance,
  address: () => fleet.address(instance, port),
  fault: () => faults.on(instance),
});
