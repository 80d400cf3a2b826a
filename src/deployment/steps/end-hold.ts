import { endHoldStep } from "../../changes/journal.ts";
import { holdInWords, letGo } from "../hold.ts";
import { judgeHold } from "../hold-alarms.ts";
import { changing } from "./step.ts";

/**
 * Ends the hold that an earlier deployment left behind, if it is over: the side that got the traffic has then been measured under it. It goes
 * before whatever else a deployment does, and is not undone with it. A minimum that somebody changed since is left as it is.
 */
export const endHold = changing({
  name: endHoldStep,
  looks: ["holdSight"],
  kinds: ["group-capacity"],
  leavesConflicts: true,
  plan: ({ hold, holdSight }) => (hold !== undefined && judgeHold(hold, holdSight).isOver ? [letGo(hold)] : []),
  answer: ({ hold, holdSight }) => {
    if (hold === undefined) return { reason: "no side is held" };
    const { isOver, why } = judgeHold(hold, holdSight);
    return { reason: `${holdInWords(hold)}: ${isOver ? "that ends, since" : "that stays, since"} ${why}` };
  },
});
