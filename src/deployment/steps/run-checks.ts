import { CheckFailed } from "../../errors.ts";
import { checksGate } from "../checks.ts";
import { looking } from "./step.ts";

/** One look at the idle side by itself, through its placeholder listeners: are its answers as the environment's checks expect them? */
export const runChecks = looking({
  name: "RunChecks",
  looks: ["view", "checking"],
  gate: { ask: ({ checking }) => checksGate(checking), failure: CheckFailed },
  answer: ({ checking: { before, answers, of } }) => ({ checks: of, passed: before + answers.length }),
});
