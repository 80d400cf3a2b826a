import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { Listener, TargetHealth } from "@aws-sdk/client-elastic-load-balancing-v2";

/** What `GET state` answers, as far as the scenarios look into it. */
export interface Dump {
  readonly autoscaling: { readonly groups: Readonly<Record<string, AutoScalingGroup>> };
  readonly elasticloadbalancing: {
    readonly listeners: Readonly<Record<string, Listener>>;
    readonly targets: Readonly<
      Record<string, { readonly targetGroupArn: string; readonly health: TargetHealth; readonly instance: string }>
    >;
  };
  readonly ec2: Readonly<Record<string, unknown>>;
  readonly monitoring: unknown;
}

/** When something happened, when it happens next, and what AWS measured: no setting of anybody's. */
const passing = new Set(["CreatedTime", "createdAt", "configuredAt", "StartTime", "Time", "SuspensionReason", "state"]);

const withoutTimes = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutTimes);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !passing.has(key))
      .map(([key, held]) => [key, withoutTimes(held)]),
  );
};

const counted = (texts: readonly string[]) =>
  Object.fromEntries([...new Set(texts)].sort().map((text) => [text, texts.filter((each) => each === text).length]));

/** A group with its instances told by what they are and not by who they are. */
const withNamelessInstances = (group: AutoScalingGroup) => ({
  ...group,
  Instances: counted(
    (group.Instances ?? []).map(
      ({ LaunchTemplate, LifecycleState, HealthStatus }) =>
        `version ${LaunchTemplate?.Version}, ${LifecycleState}, ${HealthStatus}`,
    ),
  ),
});

/** Everything in AWS that a deployment could touch, so that two dumps can be compared: timestamps and ids of instances aside. */
export const comparable = ({ autoscaling, elasticloadbalancing, ec2, monitoring }: Dump) => {
  const { instance: _instances, ...resources } = ec2;
  return withoutTimes({
    autoscaling: {
      ...autoscaling,
      groups: Object.fromEntries(
        Object.entries(autoscaling.groups).map(([name, group]) => [name, withNamelessInstances(group)]),
      ),
    },
    elasticloadbalancing: {
      ...elasticloadbalancing,
      targets: counted(
        Object.values(elasticloadbalancing.targets).map(
          ({ targetGroupArn, health }) => `${targetGroupArn} ${health.State}`,
        ),
      ),
    },
    ec2: resources,
    monitoring,
  });
};
