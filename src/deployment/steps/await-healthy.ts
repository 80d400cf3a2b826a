import { SideUnhealthy } from "../../errors.ts";
import { sizeOf } from "../capacity.ts";
import { toRun } from "../launched.ts";
import { healthyGate } from "../receiving-gates.ts";
import { idleSide } from "../traffic.ts";
import { looking } from "./step.ts";

/**
 * One look: does as much as was launched answer in every target group of the idle side, and is it the release? Whether that is enough for
 * the traffic by now, MoveTraffic asks.
 */
export const awaitHealthy = looking({
  name: "AwaitHealthy",
  looks: ["view", "activities"],
  unlessReady: ["activities"],
  health: ({ view }) => [idleSide(view)],
  healthChecks: true,
  gate: {
    ask: ({ view, activities, environment: { timeouts }, ...given }, wait) => {
      const idle = idleSide(view);
      const { unhealthy: unhealthySeconds } = timeouts;
      return healthyGate(
        idle,
        { needed: sizeOf(idle), launched: toRun(idle, given), activities, unhealthySeconds },
        wait,
      );
    },
    failure: SideUnhealthy,
    deadlineSeconds: ({ environment: { timeouts } }) => timeouts.healthy,
  },
});
