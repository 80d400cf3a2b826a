import { twoSided } from "../environment.ts";
import { missingPlaceholders } from "../upgrade/missing.ts";
import { placeholderListeners } from "../upgrade/placeholder-listeners.ts";
import { changing } from "./step.ts";

/** Opens one placeholder listener for each target group of both sides, so that both are health-checked from now on. */
export const openPlaceholders = changing({
  name: "OpenPlaceholders",
  looks: ["live", "twins"],
  kinds: ["placeholder-listener"],
  plan: ({ live, environment, twins }) =>
    missingPlaceholders(live, placeholderListeners(live, twoSided(environment), twins)).changes,
  report: ({ live, environment, twins }) =>
    missingPlaceholders(live, placeholderListeners(live, twoSided(environment), twins)).report,
});
