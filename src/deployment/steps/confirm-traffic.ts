import { SideNotReady } from "../../errors.ts";
import { carryingGate } from "../gates.ts";
import { resumeReplacement } from "../processes.ts";
import { bothSides } from "../traffic.ts";
import { movePool } from "../warm-pools.ts";
import { changing } from "./step.ts";

/**
 * Reads everything anew once the traffic is moved and any bake is over: do all production listeners reach one side, and is that side fit?
 * Then it has proved itself: it replaces unhealthy instances again, and gets the warm pool, filled with what it runs.
 */
export const confirmTraffic = changing({
  name: "ConfirmTraffic",
  looks: ["view"],
  health: ({ view }) => [bothSides(view).active],
  kinds: ["group-processes", "warm-pool"],
  plan: ({ view }) => {
    const { active, idle } = bothSides(view);
    return [resumeReplacement(active.group, idle.group), ...movePool(idle.group, active.group)];
  },
  gate: { ask: ({ view }) => carryingGate(bothSides(view).active), failure: SideNotReady },
  answer: ({ view }) => ({ active: bothSides(view).active.side }),
});
