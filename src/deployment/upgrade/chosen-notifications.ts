import type { FieldReport } from "./plan.ts";

/**
 * Whom the twin tells, of those whom the live side tells: those that the registration chooses. The others are reported, each by itself.
 * They are outside of the environment, and would hear of everything twice, from a side that is quiet by nature.
 */
export const chosenNotifications = (
  { resource, field }: Pick<FieldReport, "resource" | "field">,
  targets: readonly string[],
  chosen: readonly string[],
): { readonly kept: readonly string[]; readonly report: readonly FieldReport[] } => ({
  kept: targets.filter((arn) => chosen.includes(arn)),
  report: targets
    .filter((arn) => !chosen.includes(arn))
    .map((arn) => ({
      resource,
      field: `${field}.${arn}`,
      treatment: "changed",
      from: arn,
      to: null,
      why: /:scalingPolicy:/.test(arn)
        ? "it scales another group"
        : "it is outside of the environment; list it under copy.notifications to have it told of the twin too",
    })),
});
