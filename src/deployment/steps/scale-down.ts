import { SideNotReady } from "../../errors.ts";
import { carryingGate, failed, type Verdict } from "../gates.ts";
import { bindingTo } from "../stickiness.ts";
import { bothSides } from "../traffic.ts";
import type { View } from "../view.ts";
import { emptyIdleSide } from "./empty-idle-side.ts";
import { changing } from "./step.ts";

/** Somebody may have changed a listener since Preflight. */
const mayEmpty = (view: View): Verdict => {
  const { active, idle } = bothSides(view);
  const [binding] = bindingTo(view, idle);
  return binding === undefined ? carryingGate(active) : failed(`${idle.side} cannot be emptied: ${binding}`);
};

/** Empties the idle side, while the active side is seen to carry the traffic. */
export const scaleDown = changing({
  ...emptyIdleSide,
  name: "ScaleDown",
  health: ({ view }) => [bothSides(view).active],
  gate: { ask: ({ view }) => mayEmpty(view), failure: SideNotReady },
});
