/** What stands of the fleet that an upgrade made: somebody may have deleted any of it since. */
import type { ResourceRef } from "../changes/change.ts";
import type { Live } from "../deployment/upgrade/live.ts";
import { greenAlarm } from "../deployment/upgrade/twin-alarms.ts";
import { greenGroup } from "../deployment/upgrade/twin-group.ts";
import { greenLaunchTemplate } from "../deployment/upgrade/twin-launch-template.ts";
import { describeAlarms } from "../resources/describe-alarms.ts";
import { describeGroup } from "../resources/describe-group.ts";
import { hooksOf, notificationsOf, policiesOf, scheduledActionsOf } from "../resources/describe-group-members.ts";
import { describeLaunchTemplate } from "../resources/describe-launch-template.ts";
import { memberId } from "../resources/described/ids.ts";
import { plain } from "../resources/described/plain.ts";
import type { Clients } from "../resources/kinds.ts";

/** The green group, if it is there, and what belongs to it. One that is being deleted is not there any more. */
const standingGroup = async (
  { autoScaling }: Pick<Clients, "autoScaling">,
  group: string,
): Promise<readonly ResourceRef[]> => {
  const found = await describeGroup(autoScaling, group);
  if (found === undefined || found.Status !== undefined) return [];
  const member = (kind: ResourceRef["kind"], name = ""): ResourceRef => ({
    kind,
    id: memberId.format({ group, name }),
  });
  return [
    { kind: "auto-scaling-group", id: group },
    ...(found.WarmPoolConfiguration === undefined ? [] : [{ kind: "warm-pool" as const, id: group }]),
    ...(await hooksOf(autoScaling, group)).map((each) => member("lifecycle-hook", each.LifecycleHookName)),
    ...(await notificationsOf(autoScaling, group)).map((each) => member("notification", each.TopicARN)),
    ...(await policiesOf(autoScaling, group)).map((each) => member("scaling-policy", each.PolicyName)),
    ...(await scheduledActionsOf(autoScaling, group)).map((each) =>
      member("scheduled-action", each.ScheduledActionName),
    ),
  ];
};

/** By a live stack that is blue-green: its twin's launch template, group, what belongs to that, and alarms, as far as they are there. */
export const standingFleet = async (
  clients: Pick<Clients, "autoScaling" | "cloudWatch" | "ec2">,
  live: Live,
): Promise<readonly ResourceRef[]> => {
  const group = await standingGroup(clients, greenGroup(live.group.AutoScalingGroupName ?? ""));
  const named = greenLaunchTemplate(live.launchTemplate);
  // Whatever the group launches from is its template: blue has one of its own since its first deploy, and the twin is not made of that.
  const hasTemplate =
    group.length > 0 || (await describeLaunchTemplate(clients.ec2, { LaunchTemplateName: named })) !== null;
  const alarms = await describeAlarms(
    clients.cloudWatch,
    live.alarms.map(({ alarm }) => greenAlarm(alarm.AlarmName ?? "")),
  );
  return [
    ...group,
    ...(hasTemplate ? [{ kind: "launch-template" as const, id: named }] : []),
    ...plain(alarms).map(({ alarm }) => ({ kind: "scaling-alarm" as const, id: alarm.AlarmName ?? "" })),
  ];
};
