import { SideNotReady } from "../../errors.ts";
import { carryingGate } from "../gates.ts";
import { bothSides } from "../traffic.ts";
import { emptyIdleSide } from "./empty-idle-side.ts";
import { changing } from "./step.ts";

/** Empties the idle side, while the active side is seen to carry the traffic. */
export const scaleDown = changing({
  ...emptyIdleSide,
  name: "ScaleDown",
  health: ({ view }) => [bothSides(view).active],
  gate: { ask: ({ view }) => carryingGate(bothSides(view).active), failure: SideNotReady },
});
