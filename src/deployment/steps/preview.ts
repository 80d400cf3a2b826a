/** What an action would do: its steps folded over what is seen, each planned from what the ones before it leave behind. */
import { type Change, isVoid } from "../../changes/change.ts";
import type { FieldReport } from "../upgrade/plan.ts";
import { afterChanges } from "./after-changes.ts";
import type { Given, Seen, Sights, Step } from "./step.ts";

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
  let now: Scene = { activities: [], ...scene };
  return steps.flatMap((step): readonly PlannedStep[] => {
    if (!("plan" in step) || !seenBy(step, now)) return [];
    const changes = step.plan(now).filter((change) => !isVoid(change));
    const planned = { name: step.name, changes, report: step.report?.(now) ?? [] };
    now = { ...now, ...(now.view && { view: afterChanges(now.view, changes) }), ...step.effect?.(now) };
    return [planned];
  });
};
