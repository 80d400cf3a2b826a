import { RefreshFailed } from "../../errors.ts";
import { nextProgress, type RefreshLook, refreshGate } from "../refresh-gates.ts";
import { looking, type Seen } from "./step.ts";

type Looking = Seen<"fleet" | "alarms" | "checkpoint">;

const lookOf = ({ environment, launched, alarms, checkpoint }: Looking): RefreshLook => {
  if (launched === undefined) throw new TypeError("StartRefresh started no refresh.");
  const { rolling, bake, timeouts } = environment;
  return {
    launched,
    rolling,
    healthySeconds: timeouts.healthy,
    registered: { expected: bake.alarms, alarms },
    checkpoint,
  };
};

/** One look: how far is AWS, do the checks let it past its checkpoint, is every alarm quiet, and does all of the group run the release? */
export const awaitRefresh = looking({
  name: "AwaitRefresh",
  looks: ["fleet", "alarms", "checkpoint"],
  gate: {
    ask: (seen, wait) => refreshGate(seen.fleet, lookOf(seen), wait),
    failure: RefreshFailed,
    deadlineSeconds: ({ environment: { rolling } }) => rolling.seconds,
  },
  answer: (seen) => ({ progress: { ...nextProgress(seen.fleet, lookOf(seen)) } }),
});
