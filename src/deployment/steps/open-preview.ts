import type { Change } from "../../changes/change.ts";
import type { Entry } from "../../changes/journal.ts";
import { twoSided } from "../environment.ts";
import { previewRules } from "../previews.ts";
import { changing, type Seen } from "./step.ts";

const plan = ({ environment, rules, ...seen }: Seen<"view" | "rules">): readonly Change[] =>
  previewRules({ ...seen, environment: twoSided(environment) }, rules);

/** Lets whoever asks for it, and nobody else, meet the idle side at the production address, until its traffic moves. */
export const openPreview = changing({
  name: "OpenPreview",
  looks: ["view", "rules"],
  kinds: ["preview-rule"],
  plan,
  effect: (seen) => ({
    opened: plan(seen).map((change, n): Entry => ({ n, step: "OpenPreview", change, status: "applied", at: 0 })),
  }),
});
