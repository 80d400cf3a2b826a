import { DescribeInstancesCommand, type Instance, RunInstancesCommand } from "@aws-sdk/client-ec2";
import { RegisterTargetsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { NotEmulated } from "../world/aws-error.ts";
import { answered, type Builder, ownTags, type Wait } from "./builder.ts";
import { Undescribed } from "./references.ts";
import type { StackDocument } from "./stack-document.ts";

/** How often it is asked whether an instance runs, and how long between, in world milliseconds. */
const mostLooks = 120;
const betweenLooks = 5_000;

interface Registered {
  readonly targetGroup: string;
  readonly instance: string;
  readonly port: number | undefined;
}

/** The targets that nobody but a person registered: no group described here that registers with their target group has them. */
const byHand = ({ TargetHealthDescriptions, AutoScalingGroups }: StackDocument): readonly Registered[] =>
  Object.entries(TargetHealthDescriptions).flatMap(([targetGroup, targets]) => {
    const registering = AutoScalingGroups.filter(({ TargetGroupARNs = [] }) => TargetGroupARNs.includes(targetGroup));
    const theirs = registering.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId));
    return targets.flatMap(({ Target: { Id, Port } = {}, TargetHealth }) =>
      Id === undefined || TargetHealth?.State === "draining" || theirs.includes(Id)
        ? []
        : [{ targetGroup, instance: Id, port: Port }],
    );
  });

const launched = async ({ references, clients: { ec2 }, made }: Builder, instance: Instance): Promise<string> => {
  const tags = ownTags(instance.Tags);
  const { Instances } = await ec2.send(
    new RunInstancesCommand({
      MinCount: 1,
      MaxCount: 1,
      ImageId: references.mapped(instance.ImageId),
      InstanceType: instance.InstanceType,
      SubnetId: references.mapped(instance.SubnetId),
      SecurityGroupIds: references.mapped((instance.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? [])),
      ...(tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: "instance", Tags: tags }] }),
    }),
  );
  const id = answered(Instances?.[0]?.InstanceId, "an instance");
  made.push({ kind: "instance", id, name: id });
  return id;
};

const untilRunning = async ({ clients: { ec2 }, found }: Builder, id: string, wait: Wait): Promise<void> => {
  for (let looks = 0; looks < mostLooks; looks++) {
    const { Reservations } = await found(() => ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] })));
    if (Reservations?.[0]?.Instances?.[0]?.State?.Name === "running") return;
    await wait(betweenLooks);
  }
  throw new Error(`instance ${id} does not run after ${(mostLooks * betweenLooks) / 1000} s`);
};

/** Instances that a person registered with target groups, which takes that they run. */
export const makeTargets = async (builder: Builder): Promise<void> => {
  const { document, references, clients, attempt, wait } = builder;
  const registered = byHand(document);
  const instances = document.Reservations.flatMap(({ Instances = [] }) => Instances);
  for (const id of new Set(registered.map(({ instance }) => instance)))
    await attempt(`instance ${id}`, [id], async () => {
      if (
        document.AutoScalingGroups.some(({ Instances = [] }) => Instances.some(({ InstanceId }) => InstanceId === id))
      )
        throw new NotEmulated("a target that a person registered and that is an Auto Scaling group's");
      const described = instances.find(({ InstanceId }) => InstanceId === id);
      if (described === undefined) throw new Undescribed(`${id} is a target, but none of Reservations`);
      const here = await launched(builder, described);
      references.add(id, here);
      await untilRunning(builder, here, wait);
    });
  for (const { targetGroup, instance, port } of registered)
    await attempt(`target ${instance}`, [], async () => {
      const Targets = [{ Id: references.mapped(instance), ...(port === undefined ? {} : { Port: port }) }];
      const TargetGroupArn = references.mapped(targetGroup);
      await clients.elbv2.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
    });
};
