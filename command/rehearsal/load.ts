/** What the groups of a rehearsal carry: counted by the requests, and told to CloudWatch as EC2 measures it. */
import type { AutoScalingGroup, DescribeAutoScalingGroupsCommandOutput } from "@aws-sdk/client-auto-scaling";
import type { Simulation } from "@sarcelle/playground/simulation";

/**
 * "By default, Amazon EC2 sends metric data to CloudWatch in 5-minute periods."
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html
 */
const period = 300_000;

/** CPU of whoever carries all of the traffic, and of whoever has nothing to do, in percent. */
const cpu = { busy: 50, idle: 2 };

const groupsIn = async (world: Simulation): Promise<readonly AutoScalingGroup[]> => {
  const groups: AutoScalingGroup[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = (await world.operate("autoscaling", "DescribeAutoScalingGroups", {
      ...(NextToken === undefined ? {} : { NextToken }),
    })) as DescribeAutoScalingGroupsCommandOutput;
    groups.push(...(page.AutoScalingGroups ?? []));
    NextToken = page.NextToken;
    if (NextToken === undefined) return groups;
  }
};

const inService = ({ Instances = [] }: AutoScalingGroup): number =>
  Instances.filter(({ LifecycleState }) => LifecycleState === "InService").length;

export interface Load {
  /** Tells CloudWatch what the groups did, if the time for it has come. */
  measure(): Promise<void>;
  /** How many instances are in service in the groups that users' requests reached since the last measurement. */
  carrying(): Promise<number>;
}

/** The load of a world's groups from now on. */
export const loadOf = (world: Simulation): Load => {
  let due = world.now() + period;
  let counted: Readonly<Record<string, number>> = {};
  const totals = () =>
    Object.fromEntries(Object.entries(world.traffic().bySide).map(([group, { total }]) => [group, total]));
  const since = (group: string, now: Readonly<Record<string, number>>) => (now[group] ?? 0) - (counted[group] ?? 0);

  return {
    async measure() {
      if (world.now() < due) return;
      due += period;
      const now = totals();
      const all = Object.keys(now).reduce((sum, group) => sum + since(group, now), 0);
      for (const group of await groupsIn(world)) {
        if (inService(group) === 0) continue;
        const { AutoScalingGroupName: name = "" } = group;
        const share = all === 0 ? 0 : since(name, now) / all;
        await world.operate("monitoring", "PutMetricData", {
          Namespace: "AWS/EC2",
          MetricData: [
            {
              MetricName: "CPUUtilization",
              Dimensions: [{ Name: "AutoScalingGroupName", Value: name }],
              Value: cpu.idle + (cpu.busy - cpu.idle) * share,
              Unit: "Percent",
            },
          ],
        });
      }
      counted = now;
    },
    async carrying() {
      const now = totals();
      const groups = await groupsIn(world);
      return groups
        .filter(({ AutoScalingGroupName: name = "" }) => since(name, now) > 0)
        .reduce((sum, group) => sum + inService(group), 0);
    },
  };
};
