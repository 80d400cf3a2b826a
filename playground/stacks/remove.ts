import {
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { DeleteAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import {
  DeleteKeyPairCommand,
  DeleteLaunchTemplateCommand,
  DeleteSecurityGroupCommand,
  DeregisterImageCommand,
  DescribeSecurityGroupsCommand,
  RevokeSecurityGroupIngressCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  DeleteLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DescribeLoadBalancersCommand,
  ModifyLoadBalancerAttributesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../world/aws-error.ts";
import type { MadeThing, Wait } from "./builder.ts";
import type { clientsOf } from "./clients.ts";
import type { ProfilesKept } from "./make-instance-profiles.ts";

type Clients = ReturnType<typeof clientsOf>;

/** World time: between two looks, and the longest that one thing may take. AWS's slowest are hooks and the interfaces of load balancers. */
const betweenLooks = 5_000;
const longest = 3_600_000;

/** What uses another goes first. */
const order: readonly MadeThing["kind"][] = [
  "alarm",
  "Auto Scaling group",
  "instance",
  "load balancer",
  "target group",
  "launch template",
  "security group",
  "image",
  "instance profile",
  "role",
  "key pair",
];

const isMissing = ({ name, message }: Error) =>
  /NotFound|DoesNotExist|Unavailable$/.test(name) || /not found|does not exist/i.test(message);
/** What AWS answers while something else is on its way still. */
const isBusy = ({ name }: Error) =>
  /InUse|InProgress|DependencyViolation|Contention|Throttling|RequestLimit/.test(name);

/** Does it until it is done, or what it is about is not there. */
const persist = async (what: string, wait: Wait, work: () => Promise<unknown>): Promise<void> => {
  for (let waited = 0; ; waited += betweenLooks) {
    try {
      await work();
      return;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (isMissing(error)) return;
      if (!isBusy(error)) throw new AwsError(error.name, `${what}: ${error.message}`);
      if (waited >= longest)
        throw new AwsError("Conflict", `${what} is still in use after ${longest / 1000} s: ${error.message}`, {
          status: 409,
        });
      await wait(betweenLooks);
    }
  }
};

/** Waits until it is not answered any more. */
const untilGone = async (what: string, wait: Wait, isThere: () => Promise<boolean>): Promise<void> => {
  for (let waited = 0; ; waited += betweenLooks) {
    const there = await isThere().catch((error: unknown) => {
      if (error instanceof Error && isMissing(error)) return false;
      throw error;
    });
    if (!there) return;
    if (waited >= longest)
      throw new AwsError("Conflict", `${what} is still there after ${longest / 1000} s.`, { status: 409 });
    await wait(betweenLooks);
  }
};

const removeGroup = async ({ autoScaling }: Clients, { id }: MadeThing, wait: Wait): Promise<void> => {
  const what = `Auto Scaling group ${id}`;
  const AutoScalingGroupName = id;
  await persist(what, wait, () =>
    autoScaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, DeletionProtection: "none" })),
  );
  await persist(what, wait, () =>
    autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true })),
  );
  await untilGone(what, wait, async () => {
    const names = { AutoScalingGroupNames: [id] };
    const { AutoScalingGroups = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand(names));
    return AutoScalingGroups.length > 0;
  });
};

const removeLoadBalancer = async ({ elbv2 }: Clients, { id, name }: MadeThing, wait: Wait): Promise<void> => {
  const what = `load balancer ${name}`;
  const LoadBalancerArn = id;
  const Attributes = [{ Key: "deletion_protection.enabled", Value: "false" }];
  await persist(what, wait, () => elbv2.send(new ModifyLoadBalancerAttributesCommand({ LoadBalancerArn, Attributes })));
  await persist(what, wait, () => elbv2.send(new DeleteLoadBalancerCommand({ LoadBalancerArn })));
  await untilGone(what, wait, async () => {
    const { LoadBalancers = [] } = await elbv2.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [id] }));
    return LoadBalancers.length > 0;
  });
};

/** Groups whose rules name each other can only go without them. */
const revokeRules = async ({ ec2 }: Clients, { id, name }: MadeThing, wait: Wait): Promise<void> =>
  persist(`rules of security group ${name}`, wait, async () => {
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
    const { IpPermissions = [] } = SecurityGroups?.[0] ?? {};
    const named = IpPermissions.flatMap(({ UserIdGroupPairs = [], IpProtocol, FromPort, ToPort }) =>
      UserIdGroupPairs.map(({ GroupId }) => ({ IpProtocol, FromPort, ToPort, UserIdGroupPairs: [{ GroupId }] })),
    );
    if (named.length > 0) await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: id, IpPermissions: named }));
  });

const removeThing = async (clients: Clients, thing: MadeThing, wait: Wait, profiles: ProfilesKept): Promise<void> => {
  const { elbv2, ec2, cloudWatch } = clients;
  const { kind, id, name } = thing;
  const gone = (work: () => Promise<unknown>) => persist(`${kind} ${name}`, wait, work);
  switch (kind) {
    case "alarm":
      return gone(() => cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [id] })));
    case "instance":
      return gone(() => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })));
    case "Auto Scaling group":
      return removeGroup(clients, thing, wait);
    case "load balancer":
      return removeLoadBalancer(clients, thing, wait);
    case "target group":
      return gone(() => elbv2.send(new DeleteTargetGroupCommand({ TargetGroupArn: id })));
    case "launch template":
      return gone(() => ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId: id })));
    case "security group":
      return gone(() => ec2.send(new DeleteSecurityGroupCommand({ GroupId: id })));
    case "image":
      return gone(() => ec2.send(new DeregisterImageCommand({ ImageId: id })));
    case "instance profile":
      return profiles.removeInstanceProfile(id);
    case "role":
      return profiles.removeRole(id);
    case "key pair":
      return gone(() => ec2.send(new DeleteKeyPairCommand({ KeyName: id })));
  }
};

/**
 * Takes away what was made, waiting as AWS makes one wait; what is gone already is no fault. `gone` is told of each. Throws if
 * something that is not of the stack holds one of its things for an hour.
 */
export const removeMade = async (
  made: readonly MadeThing[],
  clients: Clients,
  wait: Wait,
  profiles: ProfilesKept,
  gone: (thing: MadeThing) => void,
): Promise<void> => {
  const inOrder = order.flatMap((kind) => made.filter((thing) => thing.kind === kind));
  for (const thing of inOrder) {
    if (thing.kind === "security group") await revokeRules(clients, thing, wait);
  }
  for (const thing of inOrder) {
    await removeThing(clients, thing, wait, profiles);
    gone(thing);
  }
};
