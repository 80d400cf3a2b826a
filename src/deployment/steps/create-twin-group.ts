import { twoSided } from "../environment.ts";
import { missingFleet } from "../upgrade/missing.ts";
import { twinFleet } from "../upgrade/twin-fleet.ts";
import { greenGroup } from "../upgrade/twin-group.ts";
import { changing } from "./step.ts";

/** Makes the twin of the launch template, of the group at zero capacity, and of all that belongs to the group. */
export const createTwinGroup = changing({
  name: "CreateTwinGroup",
  looks: ["live", "twins"],
  kinds: [
    "auto-scaling-group",
    "group-metrics",
    "group-processes",
    "launch-template",
    "lifecycle-hook",
    "notification",
    "scaling-policy",
    "scheduled-action",
    "tags",
    "warm-pool",
  ],
  plan: ({ live, environment, twins }) => missingFleet(live, twinFleet(live, twoSided(environment), twins)).changes,
  report: ({ live, environment, twins }) => missingFleet(live, twinFleet(live, twoSided(environment), twins)).report,
  effect: ({ live }) => {
    const group = greenGroup(live.group.AutoScalingGroupName ?? "");
    return {
      policies: new Map(
        live.policies.map(({ PolicyARN, PolicyName }) => [
          PolicyARN ?? "",
          `(the ARN of policy ${PolicyName} of ${group}, known once it is made)`,
        ]),
      ),
    };
  },
});
