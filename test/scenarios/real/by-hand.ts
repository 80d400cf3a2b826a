/** What somebody else does to AWS, without Sarcelle. Each waits until what was done shows. */
import { CreateOrUpdateTagsCommand, DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateTargetGroupCommand,
  DescribeListenersCommand,
  DescribeTargetGroupsCommand,
  type Listener,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { until } from "./until.ts";
import type { World } from "./world.ts";

/** The one target group that a listener forwards to. */
export const forwardedTo = (listener: Listener | undefined): string =>
  listener?.DefaultActions?.[0]?.TargetGroupArn ?? "";

/** Points a listener at a target group. */
export const forward = async (
  { loadBalancing }: World,
  listener: Listener | undefined,
  targetGroupArn: string,
): Promise<void> => {
  const ListenerArn = listener?.ListenerArn;
  const DefaultActions = [{ Type: "forward", TargetGroupArn: targetGroupArn } as const];
  await loadBalancing.send(new ModifyListenerCommand({ ListenerArn, DefaultActions }));
  await until("the listener shows its new action", async () => {
    const { Listeners } = await loadBalancing.send(new DescribeListenersCommand({ ListenerArns: [ListenerArn ?? ""] }));
    return forwardedTo(Listeners?.[0]) === targetGroupArn ? true : undefined;
  });
};

const describeTargetGroup = async ({ loadBalancing }: World, name: string) => {
  const { TargetGroups } = await loadBalancing.send(new DescribeTargetGroupsCommand({ Names: [name] }));
  return TargetGroups?.[0];
};

export const targetGroupNamed = async (world: World, name: string): Promise<string> =>
  (await describeTargetGroup(world, name))?.TargetGroupArn ?? "";

/** Makes a target group that belongs to nobody's environment. */
export const targetGroupElsewhere = async (world: World): Promise<string> => {
  const VpcId = (await describeTargetGroup(world, "web-http"))?.VpcId;
  const { TargetGroups } = await world.loadBalancing.send(
    new CreateTargetGroupCommand({ Name: "elsewhere", Protocol: "HTTP", Port: 8080, VpcId }),
  );
  const find = () => describeTargetGroup(world, "elsewhere").catch(() => undefined);
  await until("the target group is found", find);
  return TargetGroups?.[0]?.TargetGroupArn ?? "";
};

const describeGroup = async ({ autoScaling }: World, name: string) => {
  const { AutoScalingGroups } = await autoScaling.send(
    new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [name] }),
  );
  return AutoScalingGroups?.[0];
};

/** Tags an Auto Scaling group. */
export const tagGroup = async (world: World, group: string, Key: string, Value: string): Promise<void> => {
  const tag = { ResourceId: group, ResourceType: "auto-scaling-group", Key, Value, PropagateAtLaunch: false };
  await world.autoScaling.send(new CreateOrUpdateTagsCommand({ Tags: [tag] }));
  await until("the group shows its tag", async () =>
    (await describeGroup(world, group))?.Tags?.some((each) => each.Key === Key && each.Value === Value)
      ? true
      : undefined,
  );
};

/** Lets the world reach a port through the security group of that name; answers its id, and how to close the port again. */
export const openToTheWorld = async ({ ec2 }: World, name: string, port: number) => {
  const describe = async () => {
    const { SecurityGroups } = await ec2.send(
      new DescribeSecurityGroupsCommand({ Filters: [{ Name: "group-name", Values: [name] }] }),
    );
    return SecurityGroups?.[0];
  };
  const shows = (open: boolean) =>
    until("the security group shows its rules", async () => {
      const permissions = (await describe())?.IpPermissions ?? [];
      return permissions.some(({ FromPort }) => FromPort === port) === open ? true : undefined;
    });
  const GroupId = (await describe())?.GroupId ?? "";
  const IpPermissions = [{ IpProtocol: "tcp", FromPort: port, ToPort: port, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  await shows(true);
  return {
    securityGroup: GroupId,
    async close() {
      await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      await shows(false);
    },
  };
};
