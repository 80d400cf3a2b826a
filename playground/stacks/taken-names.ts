import { paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import { paginateDescribeAlarms } from "@aws-sdk/client-cloudwatch";
import { paginateDescribeLaunchTemplates, paginateDescribeSecurityGroups } from "@aws-sdk/client-ec2";
import { paginateDescribeLoadBalancers, paginateDescribeTargetGroups } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { MadeThing } from "./builder.ts";
import type { clientsOf } from "./clients.ts";
import { alarmsIn } from "./make-alarms.ts";
import type { StackDocument } from "./stack-document.ts";

type Names = AsyncIterable<readonly (string | undefined)[]>;

async function* namesOn<Page>(
  pages: AsyncIterable<Page>,
  names: (page: Page) => readonly (string | undefined)[] | undefined,
): Names {
  for await (const page of pages) yield names(page) ?? [];
}

/**
 * What the document would make and somebody has made already, by its name. Two of a kind cannot have one name, but for a target
 * group: AWS would answer the one that there is, and the stack would take somebody else's.
 */
export const takenNames = async (
  document: StackDocument,
  { elbv2, ec2, autoScaling, cloudWatch }: ReturnType<typeof clientsOf>,
): Promise<readonly string[]> => {
  const taken: string[] = [];
  const look = async (kind: MadeThing["kind"], wanted: readonly (string | undefined)[], names: () => Names) => {
    if (wanted.length === 0) return;
    for await (const there of names())
      for (const name of there) if (wanted.includes(name)) taken.push(`${kind} ${name}`);
  };
  const { LoadBalancers, TargetGroups, LaunchTemplates, AutoScalingGroups, SecurityGroups } = document;
  await look(
    "load balancer",
    LoadBalancers.map((one) => one.LoadBalancerName),
    () =>
      namesOn(paginateDescribeLoadBalancers({ client: elbv2 }, {}), (page) =>
        page.LoadBalancers?.map((one) => one.LoadBalancerName),
      ),
  );
  await look(
    "target group",
    TargetGroups.map((one) => one.TargetGroupName),
    () =>
      namesOn(paginateDescribeTargetGroups({ client: elbv2 }, {}), (page) =>
        page.TargetGroups?.map((one) => one.TargetGroupName),
      ),
  );
  await look(
    "launch template",
    LaunchTemplates.map((one) => one.LaunchTemplateName),
    () =>
      namesOn(paginateDescribeLaunchTemplates({ client: ec2 }, {}), (page) =>
        page.LaunchTemplates?.map((one) => one.LaunchTemplateName),
      ),
  );
  await look(
    "Auto Scaling group",
    AutoScalingGroups.map((one) => one.AutoScalingGroupName),
    () =>
      namesOn(paginateDescribeAutoScalingGroups({ client: autoScaling }, {}), (page) =>
        page.AutoScalingGroups?.map((one) => one.AutoScalingGroupName),
      ),
  );
  const ownGroups = SecurityGroups.map((one) => one.GroupName).filter((name) => name !== "default");
  await look("security group", ownGroups, () =>
    namesOn(paginateDescribeSecurityGroups({ client: ec2 }, {}), (page) =>
      page.SecurityGroups?.map((one) => one.GroupName),
    ),
  );
  await look(
    "alarm",
    alarmsIn({ document }).map((one) => one.AlarmName),
    () =>
      namesOn(paginateDescribeAlarms({ client: cloudWatch }, {}), (page) =>
        page.MetricAlarms?.map((one) => one.AlarmName),
      ),
  );
  return taken;
};
