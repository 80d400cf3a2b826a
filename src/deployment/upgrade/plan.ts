import type { Change, Json, State } from "../../changes/change.ts";
import { equal } from "../../changes/change.ts";

/** What became of one setting of the live side in its twin. */
export interface FieldReport {
  readonly resource: string;
  readonly field: string;
  readonly treatment: "copied" | "changed" | "not copyable";
  readonly from: Json;
  /** What the twin has instead, where it was changed; null where the twin does without. */
  readonly to?: Json;
  readonly why?: string;
}

/** The changes of one step, and the report that goes with them. */
export interface UpgradePlan {
  readonly changes: readonly Change[];
  readonly report: readonly FieldReport[];
}

/** One plan of several, in their order. */
export const joinPlans = (plans: readonly UpgradePlan[]): UpgradePlan => ({
  changes: plans.flatMap((plan) => plan.changes),
  report: plans.flatMap((plan) => plan.report),
});

/** A setting in which the twin differs on purpose; `to: null` leaves it out. */
export interface Alteration {
  readonly to: Json;
  readonly why: string;
}

/** The twin of a state: the same settings but for the alterations, and each of them in the report. */
export const twinOf = (
  resource: string,
  live: State,
  alterations: { readonly [field: string]: Alteration },
): { readonly state: State; readonly report: readonly FieldReport[] } => {
  const fields = [...new Set([...Object.keys(live), ...Object.keys(alterations)])];
  const rows = fields.flatMap((field): readonly FieldReport[] => {
    const from = live[field] ?? null;
    const alteration = alterations[field];
    if (alteration === undefined || equal(from, alteration.to))
      return from === null ? [] : [{ resource, field, treatment: "copied", from }];
    return [{ resource, field, treatment: "changed", from, ...alteration }];
  });
  const altered = Object.entries(alterations).map(([field, { to }]) => [field, to] as const);
  const settings = Object.entries({ ...live, ...Object.fromEntries(altered) }).filter(([, value]) => value !== null);
  return { state: Object.fromEntries(settings), report: rows };
};

/** The report's row for the name, which a twin never shares. */
export const nameReport = (resource: string, field: string, from: string, to: string): FieldReport => ({
  resource,
  field,
  treatment: "changed",
  from,
  to,
  why: "a name is one resource's",
});
