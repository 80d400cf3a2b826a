import { CheckFailed } from "../../errors.ts";
import { checksGate, endpointsOf } from "../checks.ts";
import { previewsOf } from "../preview-doors.ts";
import { spreading } from "../previews.ts";
import { idleSide } from "../traffic.ts";
import { looking } from "./step.ts";

/**
 * One look at the idle side by itself, by the preview at the production address or else through its placeholder listeners: are its answers as the
 * environment's checks expect them?
 */
export const runChecks = looking({
  name: "RunChecks",
  looks: ["view", "rules", "checking"],
  gate: {
    ask: ({ checking, opened = [] }, { now }) => spreading(opened, now) ?? checksGate(checking),
    failure: CheckFailed,
  },
  answer: ({ view, rules, opened = [], checking: { before, answers, of } }) => {
    const { side } = idleSide(view);
    const endpoints = endpointsOf(view, side, previewsOf(view, rules, opened)).map(({ port, url, preview }) => ({
      port,
      url,
      ...(preview && { preview: { ...preview } }),
    }));
    return { checks: of, passed: before + answers.length, idle: { side, endpoints } };
  },
});
