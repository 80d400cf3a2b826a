import { twoSided } from "../environment.ts";
import { missingPlaceholders } from "../upgrade/missing.ts";
import { placeholderListeners } from "../upgrade/placeholder-listeners.ts";
import { protectLoadBalancer } from "../upgrade/protect-load-balancer.ts";
import { changing } from "./step.ts";

/**
 * Opens one placeholder listener for each target group of both sides, so that both are health-checked from now on; and protects the load
 * balancer on which all of that stands, where the registration asks for it.
 */
export const openPlaceholders = changing({
  name: "OpenPlaceholders",
  looks: ["live", "twins"],
  kinds: ["placeholder-listener", "deletion-protection"],
  plan: ({ live, environment, twins }) => [
    ...missingPlaceholders(live, placeholderListeners(live, twoSided(environment), twins)).changes,
    ...protectLoadBalancer(live),
  ],
  report: ({ live, environment, twins }) =>
    missingPlaceholders(live, placeholderListeners(live, twoSided(environment), twins)).report,
});
