/** The upgrade, in the steps that later ones need the earlier ones' ARNs for. Each is planned from what AWS shows then. */
import { targetGroupArn } from "../../resources/described/ids.ts";
import type { Live, Upgraded } from "./live.ts";
import { placeholderListeners, type Twins } from "./placeholder-listeners.ts";
import { joined, type Plan } from "./plan.ts";
import { twinAlarms } from "./twin-alarms.ts";
import { greenGroup, twinGroup } from "./twin-group.ts";
import { twinLaunchTemplate } from "./twin-launch-template.ts";
import { twinMembers } from "./twin-members.ts";
import { twinPolicies } from "./twin-policies.ts";
import { greenTargetGroup, twinTargetGroups } from "./twin-target-groups.ts";

/** The third step: launch template, group, and all that belongs to it. */
export const twinFleet = (live: Live, environment: Upgraded, twins: Twins): Plan =>
  joined([
    twinLaunchTemplate(live.launchTemplate, environment.name),
    twinGroup(live, environment, twins),
    twinMembers(live),
    twinPolicies(live, twins),
  ]);

/** The ARN that the twin will have, but for the part that AWS makes up. */
const arnToBe = (arn: string, name: string): string =>
  targetGroupArn.format({ ...targetGroupArn.parse(arn), name, key: "(known once it is made)" });

/** All steps at once, to be shown before the first change: ARNs that do not exist yet are spelt as far as they are known. */
export const previewUpgrade = (live: Live, environment: Upgraded): Plan => {
  const twins: Twins = new Map(
    live.targetGroups.map((target) => {
      const arn = target.targetGroup.TargetGroupArn ?? "";
      return [arn, arnToBe(arn, greenTargetGroup(target))];
    }),
  );
  const group = greenGroup(live.group.AutoScalingGroupName ?? "");
  const policies = new Map(
    live.policies.map(({ PolicyARN, PolicyName }) => [
      PolicyARN ?? "",
      `(the ARN of policy ${PolicyName} of ${group}, known once it is made)`,
    ]),
  );
  return joined([
    twinTargetGroups(live, environment),
    placeholderListeners(live, environment, twins),
    twinFleet(live, environment, twins),
    twinAlarms(live, environment, twins, policies),
  ]);
};
