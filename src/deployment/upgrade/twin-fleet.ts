import type { Live, Upgraded } from "./live.ts";
import { joinPlans, type UpgradePlan } from "./plan.ts";
import { twinGroup } from "./twin-group.ts";
import { twinLaunchTemplate } from "./twin-launch-template.ts";
import { twinMembers } from "./twin-members.ts";
import { twinPolicies } from "./twin-policies.ts";
import type { Twins } from "./twins.ts";

/** The twin of the launch template, of the group, and of all that belongs to the group. */
export const twinFleet = (live: Live, environment: Upgraded, twins: Twins): UpgradePlan =>
  joinPlans([
    twinLaunchTemplate(live.launchTemplate, environment.name),
    twinGroup(live, environment, twins),
    twinMembers(live, environment),
    twinPolicies(live, twins),
  ]);
