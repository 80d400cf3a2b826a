import { SideUnhealthy } from "../../errors.ts";
import { healthyGate, sizeOf } from "../gates.ts";
import { idleSide } from "../traffic.ts";
import { looking } from "./step.ts";

/**
 * One look: has every target group of the idle side as many healthy targets as were launched? Whether that is enough for the traffic by
 * now, ShiftTraffic asks.
 */
export const awaitHealthy = looking({
  name: "AwaitHealthy",
  looks: ["view", "activities"],
  health: ({ view }) => [idleSide(view)],
  healthChecks: true,
  gate: {
    ask: ({ view, activities }, wait) => healthyGate(idleSide(view), sizeOf(idleSide(view)), activities, wait),
    failure: SideUnhealthy,
    deadlineSeconds: ({ environment: { timeouts } }) => timeouts.healthy,
  },
});
