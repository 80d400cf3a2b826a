import { SideNotReady } from "../../errors.ts";
import { ready } from "../gates.ts";
import { emptyAndUnreached, takeAway } from "../retiring.ts";
import { changing } from "./step.ts";

const kinds = [
  "auto-scaling-group",
  "group-metrics",
  "group-processes",
  "launch-template",
  "lifecycle-hook",
  "notification",
  "scaling-alarm",
  "scaling-policy",
  "scheduled-action",
  "warm-pool",
] as const;

/** Takes the twin apart, once it is empty: its alarms, all that belongs to its group, the group, and its launch template. */
export const deleteTwin = changing({
  name: "DeleteTwin",
  looks: ["retiring"],
  kinds,
  gate: {
    // What an earlier try began it goes on with: a part of the twin is gone then.
    ask: ({ retiring, holds = [], planned }) =>
      planned.length > 0 ? ready("it is begun") : emptyAndUnreached(retiring, holds),
    failure: SideNotReady,
  },
  plan: ({ retiring }) => takeAway(retiring, kinds),
});
