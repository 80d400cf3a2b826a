import { DeadlineExceeded } from "../../errors.ts";
import { emptyGate } from "../emptying.ts";
import { idleSide } from "../traffic.ts";
import { looking } from "./step.ts";

/** One look: has the idle side no instance and no target left? */
export const awaitEmpty = looking({
  name: "AwaitEmpty",
  looks: ["view", "drainedAt"],
  health: ({ view }) => [idleSide(view)],
  gate: {
    ask: ({ view, drainedAt }, wait) => emptyGate(idleSide(view), wait, { drainedAt }),
    failure: DeadlineExceeded,
    deadlineSeconds: ({ environment: { timeouts } }) => timeouts.empty,
  },
});
