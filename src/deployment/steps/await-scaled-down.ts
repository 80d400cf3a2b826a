import type { Json } from "../../changes/change.ts";
import { SideNotReady } from "../../errors.ts";
import { emptyGate, type Left, leftOn } from "../emptying.ts";
import { carryingGate, ready, type Verdict, type Wait } from "../gates.ts";
import { bothSides, idleSide } from "../traffic.ts";
import type { View } from "../view.ts";
import { looking, type Seen } from "./step.ts";

/** Somebody gave the idle side a size again, or moved the traffic: what is idle now is not what was emptied. */
const isResized = (view: View): boolean => idleSide(view).group.desired > 0;

/**
 * AWS goes on emptying a group whose desired size is 0, whoever looks: what it is not done with in time is left to it and said. Only where
 * the side with the traffic turned out to be another one is it asked whether that side carries it.
 */
const emptied = ({ view, drainedAt }: Seen<"view" | "drainedAt">, wait: Wait): Verdict => {
  const { active, idle } = bothSides(view);
  if (isResized(view)) {
    const carrying = carryingGate(active);
    return carrying.verdict === "ready"
      ? ready(`${idle.side} is not being emptied any more: somebody changed its size, or moved the traffic`)
      : carrying;
  }
  const verdict = emptyGate(idle, wait, { drainedAt, everySeconds: 30 });
  return verdict.verdict === "failed" ? ready(`AWS goes on: ${verdict.reason}`) : verdict;
};

const asJson = ({ what, until }: Left): Json => ({ what, until });

/** One look at the side that ScaleDown empties. To be slow is no failure: nothing is undone because of it, and nobody waits for it. */
export const awaitScaledDown = looking({
  name: "AwaitScaledDown",
  looks: ["view", "leaving", "drainedAt"],
  health: ({ view }) => (isResized(view) ? [view.sides.blue, view.sides.green] : [idleSide(view)]),
  gate: {
    ask: emptied,
    failure: SideNotReady,
    deadlineSeconds: ({ environment: { timeouts } }) => timeouts.empty,
  },
  answer: (seen, wait): { readonly said: Json } => {
    // What is said stays said: until it is over, there is nothing that it leaves.
    const isOver = wait === undefined || emptied(seen, wait).verdict !== "not ready";
    const left = isOver ? leftOn(idleSide(seen.view), seen.leaving).map(asJson) : [];
    return { said: left.length === 0 ? {} : { left } };
  },
  answerUnseen: () => ({ said: {} }),
});
