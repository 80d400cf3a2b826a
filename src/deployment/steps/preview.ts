/** What an action would do: its steps folded over what is seen, each planned from what the ones before it leave behind. */
import { type Change, isVoid } from "../../changes/change.ts";
import { retiringAfter } from "../retiring.ts";
import type { FieldReport } from "../upgrade/plan.ts";
import { afterChanges } from "./after-changes.ts";
import { type Given, nothingSeen, type Seen, type Sights, type Step } from "./step.ts";

export interface PlannedStep {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly report: readonly FieldReport[];
}

type Scene = Given & Partial<Sights>;

const seenBy = ({ name, looks }: Step, scene: Scene): scene is Seen<keyof Sights> => {
  const unseen = looks.filter((look) => scene[look] === undefined);
  if (unseen.length > 0) throw new TypeError(`${name} cannot be planned without having seen: ${unseen.join(", ")}.`);
  return true;
};

/**
 * The changes that each step would make now, in order; those that only look make none and are left out. Nothing is read or written:
 * `scene` has all that the first step sees. ARNs that AWS makes up are spelt as far as they are known.
 */
export const preview = (steps: readonly Step[], scene: Scene): readonly PlannedStep[] => {
  // Nothing is waited for, so nothing has happened since.
  const unwatched = { ...nothingSeen, checking: { before: 0, answers: [], of: 0 }, measured: new Map() };
  let now: Scene = { ...unwatched, rules: [], ...scene };
  return steps.flatMap((step): readonly PlannedStep[] => {
    if (!("plan" in step) || !seenBy(step, now)) return [];
    const report = step.report?.(now) ?? [];
    const effect = step.effect?.(now);
    const changes: Change[] = [];
    for (let scene: Scene = now; seenBy(step, scene); ) {
      const more = [...(step.holds?.(scene) ?? []), ...step.plan(scene)].filter((change) => !isVoid(change));
      changes.push(...more);
      if (more.length === 0 || step.again !== true) break;
      scene = afterPlan(step.name, scene, changes, more);
    }
    now = {
      ...now,
      ...(now.view && { view: afterChanges(now.view, changes) }),
      ...(now.retiring && { retiring: retiringAfter(now.retiring, changes) }),
      ...effect,
    };
    return [{ name: step.name, changes, report }];
  });
};

/** What a step that plans again finds once its plan is made. */
const afterPlan = (step: string, scene: Scene, planned: readonly Change[], more: readonly Change[]): Scene => ({
  ...scene,
  ...(scene.view && { view: afterChanges(scene.view, more) }),
  planned,
  entries: planned.map((change, n) => ({ n, step, change, status: "applied", at: 0 })),
});
