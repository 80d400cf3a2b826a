import type { Live, Upgraded } from "./live.ts";
import type { Twins } from "./placeholder-listeners.ts";
import { joined, type Plan } from "./plan.ts";
import { twinGroup } from "./twin-group.ts";
import { twinLaunchTemplate } from "./twin-launch-template.ts";
import { twinMembers } from "./twin-members.ts";
import { twinPolicies } from "./twin-policies.ts";

/** The twin of the launch template, of the group, and of all that belongs to the group. */
export const twinFleet = (live: Live, environment: Upgraded, twins: Twins): Plan =>
  joined([
    twinLaunchTemplate(live.launchTemplate, environment.name),
    twinGroup(live, environment, twins),
    twinMembers(live),
    twinPolicies(live, twins),
  ]);
