import { CheckFailed } from "../../errors.ts";
import { checksGate, endpointsOf } from "../checks.ts";
import { idleSide } from "../traffic.ts";
import { looking } from "./step.ts";

/** One look at the idle side by itself, through its placeholder listeners: are its answers as the environment's checks expect them? */
export const runChecks = looking({
  name: "RunChecks",
  looks: ["view", "checking"],
  gate: { ask: ({ checking }) => checksGate(checking), failure: CheckFailed },
  answer: ({ view, checking: { before, answers, of } }) => {
    const { side } = idleSide(view);
    const endpoints = endpointsOf(view, side).map(({ port, url }) => ({ port, url }));
    return { checks: of, passed: before + answers.length, idle: { side, endpoints } };
  },
});
