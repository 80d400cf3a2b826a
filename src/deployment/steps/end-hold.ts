import { endHoldStep } from "../../changes/journal.ts";
import { holdInWords, letGo } from "../hold.ts";
import { judgeHold } from "../hold-alarms.ts";
import { changing } from "./step.ts";

/**
 * Ends each hold that an earlier deployment left behind, if it is over: the side with the traffic has then been measured under it. It goes
 * before whatever else a deployment does, and is not undone with it. A minimum that somebody changed since is left as it is.
 */
export const endHold = changing({
  name: endHoldStep,
  looks: ["holdSight"],
  kinds: ["group-capacity"],
  leavesConflicts: true,
  plan: ({ holds = [], holdSight }) => holds.filter((hold) => judgeHold(hold, holdSight).isOver).map(letGo),
  answer: ({ holds = [], holdSight }) => {
    if (holds.length === 0) return { reason: "no side is held" };
    const said = holds.map((hold) => {
      const { isOver, why } = judgeHold(hold, holdSight);
      return `${holdInWords(hold)}: ${isOver ? "that ends, since" : "that stays, since"} ${why}`;
    });
    return { reason: said.join("; ") };
  },
});
