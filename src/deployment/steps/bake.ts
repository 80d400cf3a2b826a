import { BakeFailed } from "../../errors.ts";
import { bakeGate } from "../gates.ts";
import { bothSides } from "../traffic.ts";
import { looking } from "./step.ts";

/** One look at the release under traffic: do all listeners reach it, is the side fit, is every alarm quiet, is the bake time over? */
export const bake = looking({
  name: "Bake",
  looks: ["view", "alarms"],
  health: ({ view }) => [bothSides(view).active],
  healthChecks: true,
  gate: {
    ask: ({ view, alarms, environment }, wait) =>
      bakeGate(bothSides(view).active, { expected: environment.bake.alarms, alarms }, wait),
    failure: BakeFailed,
    deadlineSeconds: ({ environment }) => environment.bake.seconds,
  },
});
