import type { Surroundings } from "../../world/service.ts";
import { activityDetails, activityEnd } from "./activities.ts";
import { launching } from "./lifecycle-transitions.ts";
import type { Activity, Group, GroupMember, InstanceRoute, LifecycleAction } from "./records.ts";

const instanceArn = ({ region, account }: Surroundings, id: string): string =>
  `arn:aws:ec2:${region}:${account}:instance/${id}`;

const ways = {
  Launch: { Origin: "EC2", Destination: "AutoScalingGroup" },
  Terminate: { Origin: "AutoScalingGroup", Destination: "EC2" },
} as const satisfies Record<string, InstanceRoute>;

/** Recorded of a termination that was cancelled: the event says what the activity was at until then. */
const keptStatuses: readonly string[] = ["MidTerminatingLifecycleAction"];

/**
 * "EC2 Instance Launch Successful" and its like. As AWS sends them: a success says StatusCode InProgress, Details is an
 * object, and a failed launch has an empty EC2InstanceId and names only the group.
 */
export const emitActivity = (
  surroundings: Surroundings,
  verb: "Launch" | "Terminate",
  result: "Successful" | "Unsuccessful",
  activity: Activity,
): void =>
  surroundings.emit({
    source: "aws.autoscaling",
    detailType: `EC2 Instance ${verb} ${result}`,
    resources: [activity.groupArn, ...(activity.instance === "" ? [] : [instanceArn(surroundings, activity.instance)])],
    detail: {
      ...(activity.route ?? ways[verb]),
      Action: verb,
      StatusCode:
        result === "Successful" ? "InProgress" : (keptStatuses.find((one) => one === activity.status) ?? "Failed"),
      Description: activity.description,
      AutoScalingGroupName: activity.group,
      ActivityId: activity.id,
      Details: activityDetails(activity),
      RequestId: activity.id,
      StatusMessage: activity.message ?? "",
      EndTime: activityEnd(activity)?.toISOString(),
      EC2InstanceId: activity.instance,
      StartTime: new Date(activity.start).toISOString(),
      Cause: activity.cause,
    },
  });

/** "EC2 Instance-launch Lifecycle Action": an instance waits for a hook. */
export const emitLifecycleAction = (
  surroundings: Surroundings,
  group: Group,
  member: GroupMember,
  transition: string,
  action: LifecycleAction,
  { metadata, route }: { readonly metadata: string | undefined; readonly route: InstanceRoute | undefined },
): void => {
  const verb = transition === launching ? "Launch" : "Terminate";
  surroundings.emit({
    source: "aws.autoscaling",
    detailType: `EC2 Instance-${verb.toLowerCase()} Lifecycle Action`,
    resources: [group.arn],
    detail: {
      LifecycleActionToken: action.token,
      AutoScalingGroupName: group.name,
      LifecycleHookName: action.hook,
      EC2InstanceId: member.id,
      LifecycleTransition: transition,
      ...(metadata === undefined ? {} : { NotificationMetadata: metadata }),
      ...(route ?? ways[verb]),
      Action: verb,
    },
  });
};
