import type { State } from "../../changes/change.ts";
import { refuseUncopyable } from "../../resources/described/fields.ts";
import { memberId } from "../../resources/described/ids.ts";
import { isRecord } from "../../resources/described/plain.ts";
import { forecastOnly, modeOf } from "../../resources/described/predictive.ts";
import { scalingPolicyFields, scalingPolicyState } from "../../resources/described/scaling.ts";
import type { Live } from "./live.ts";
import { type Alteration, joinPlans, twinOf, type UpgradePlan } from "./plan.ts";
import { repoint } from "./repoint.ts";
import { greenGroup } from "./twin-group.ts";
import type { Twins } from "./twins.ts";

/** The same scaling policies for the twin, about its own metrics. */
export const twinPolicies = (live: Live, twins: Twins): UpgradePlan => {
  const from = live.group.AutoScalingGroupName ?? "";
  const to = greenGroup(from);
  return joinPlans(
    live.policies.map((policy) => {
      const resource = `scaling policy ${policy.PolicyName}`;
      refuseUncopyable(resource, scalingPolicyFields, policy);
      const state = scalingPolicyState(policy);
      const repointed = repoint(resource, state, {
        group: { from, to },
        targetGroups: twins,
        policies: new Map(),
      }) as State;
      const alterations = Object.entries(repointed).map(([field, value]): [string, Alteration] => [
        field,
        field === "PredictiveScalingConfiguration" && isRecord(value) && modeOf(value) !== forecastOnly
          ? {
              to: { ...value, Mode: forecastOnly },
              why: "it follows the twin's own metrics, and without traffic only forecasts",
            }
          : { to: value, why: "it follows the twin's own metrics" },
      ]);
      const twin = twinOf(resource, state, Object.fromEntries(alterations));
      return {
        changes: [
          {
            resource: { kind: "scaling-policy", id: memberId.format({ group: to, name: policy.PolicyName ?? "" }) },
            before: null,
            after: twin.state,
          },
        ],
        report: twin.report,
      };
    }),
  );
};
