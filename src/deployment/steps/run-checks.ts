import { CheckFailed } from "../../errors.ts";
import { checksGate } from "../checks.ts";
import { looking } from "./step.ts";

/** Calls the idle side by itself, through its placeholder listeners, and holds its answers against the environment's checks. */
export const runChecks = looking({
  name: "RunChecks",
  looks: ["view", "answers"],
  gate: { ask: ({ answers }) => checksGate(answers), failure: CheckFailed },
  answer: ({ answers }) => ({ checks: answers.length }),
});
