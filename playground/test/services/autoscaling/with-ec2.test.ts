/** Auto Scaling and EC2 as they are, with what EC2 lacks: over the wire, by AWS's own SDK. */
import {
  type Activity,
  AttachInstancesCommand,
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  DescribeWarmPoolCommand,
  DetachInstancesCommand,
  PutWarmPoolCommand,
  SetDesiredCapacityCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  type RequestLaunchTemplateData,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { emptyWorld } from "../../stacks/world.ts";

const data = { ImageId: "ami-00000000000000001", InstanceType: "t4g.small" } as const;
const web = { AutoScalingGroupName: "web" };

/** A simulated world, a queue that hears of launches, and a launch template from which groups are made. */
const prepared = async (LaunchTemplateData: RequestLaunchTemplateData = data) => {
  const world = await emptyWorld({ door: "whole" });
  const { account, region } = world;
  const queue = `https://sqs.${region}.amazonaws.com/${account}/launches`;
  const clients = await world.asOperator(async (connection) => {
    const ec2 = new EC2Client(connection);
    const autoScaling = new AutoScalingClient(connection);
    const sqs = new SQSClient(connection);
    const events = new EventBridgeClient(connection);
    await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: "web", LaunchTemplateData }));
    const Arn = `arn:aws:sqs:${region}:${account}:launches`;
    const Statement = [
      { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sqs:SendMessage", Resource: Arn },
    ];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    const { QueueUrl = queue } = await sqs.send(
      new CreateQueueCommand({ QueueName: "launches", Attributes: { Policy } }),
    );
    await events.send(
      new PutRuleCommand({
        Name: "r",
        EventPattern: JSON.stringify({ source: ["aws.autoscaling"], "detail-type": [{ prefix: "EC2 Instance" }] }),
      }),
    );
    await events.send(new PutTargetsCommand({ Rule: "r", Targets: [{ Id: "q", Arn }] }));
    return { ec2, autoScaling, sqs, QueueUrl };
  });
  const { ec2, autoScaling, sqs, QueueUrl } = clients;
  const asked = <T>(work: () => Promise<T>): Promise<T> => world.asOperator(work);
  const subnets = await asked(async () => {
    const found = new Map<string, string>();
    for (let NextToken: string | undefined; ; ) {
      const page = await ec2.send(new DescribeSubnetsCommand({ ...(NextToken === undefined ? {} : { NextToken }) }));
      for (const { AvailabilityZone = "", SubnetId = "" } of page.Subnets ?? []) found.set(AvailabilityZone, SubnetId);
      NextToken = page.NextToken;
      if (NextToken === undefined) return found;
    }
  });
  const inZones = (...letters: string[]) => letters.map((letter) => subnets.get(`${region}${letter}`)).join();
  return {
    ...world,
    ec2,
    autoScaling,
    asked,
    inZones,
    create: (change: Partial<CreateAutoScalingGroupCommandInput> = {}) =>
      asked(() =>
        autoScaling.send(
          new CreateAutoScalingGroupCommand({
            ...web,
            LaunchTemplate: { LaunchTemplateName: "web", Version: "$Latest" },
            MinSize: 0,
            MaxSize: 4,
            DesiredCapacity: 1,
            VPCZoneIdentifier: inZones("a", "b"),
            ...change,
          }),
        ),
      ),
    desire: (DesiredCapacity: number) =>
      asked(() => autoScaling.send(new SetDesiredCapacityCommand({ ...web, DesiredCapacity }))),
    /** The zone and state of each instance of the group, in order. */
    standing: async () => {
      const { AutoScalingGroups = [] } = await asked(() =>
        autoScaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ["web"] })),
      );
      return (AutoScalingGroups[0]?.Instances ?? [])
        .map((one) => `${one.AvailabilityZone} ${one.LifecycleState}`)
        .toSorted();
    },
    activities: (): Promise<readonly Activity[]> =>
      asked(async () => {
        const all: Activity[] = [];
        for (let NextToken: string | undefined; ; ) {
          const page = await autoScaling.send(
            new DescribeScalingActivitiesCommand({ ...web, ...(NextToken === undefined ? {} : { NextToken }) }),
          );
          all.push(...(page.Activities ?? []));
          NextToken = page.NextToken;
          if (NextToken === undefined) return all;
        }
      }),
    /** What the events said so far, each once, in order. */
    heard: (): Promise<readonly string[]> =>
      asked(async () => {
        const all: { readonly time: string; readonly said: string }[] = [];
        for (;;) {
          const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
          if (Messages.length === 0)
            return all.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)).map(({ said }) => said);
          for (const { Body = "", ReceiptHandle } of Messages) {
            const { time, "detail-type": type, detail } = JSON.parse(Body);
            all.push({ time, said: `${type}: ${detail.Origin} to ${detail.Destination}` });
            await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
          }
        }
      }),
  };
};

const failed = (activities: readonly Activity[]) =>
  activities.filter(({ StatusCode }) => StatusCode === "Failed" || StatusCode === "Cancelled");
const seconds = (activities: readonly Activity[]) =>
  activities.map(({ StartTime }) => Math.round((StartTime?.getTime() ?? 0) / 1000)).toReversed();
const unsuccessful = "EC2 Instance Launch Unsuccessful: EC2 to AutoScalingGroup";
const successful = "EC2 Instance Launch Successful: EC2 to AutoScalingGroup";

describe("a group whose launches EC2 refuses", () => {
  it("for capacity in a zone, launches in another at once, and in balance again when there is capacity", async () => {
    const world = await prepared();
    const { id } = world.faults.add({ target: "zone:eu-west-1a", fault: "no-capacity" });
    await world.create({ DesiredCapacity: 2 });
    await world.advance(30_000);
    expect(await world.standing()).toEqual(["eu-west-1b InService", "eu-west-1b InService"]);
    const [refused, ...others] = failed(await world.activities());
    expect(others).toEqual([]);
    const message =
      "We currently do not have sufficient t4g.small capacity in the Availability Zone you requested (eu-west-1a). Our system will be working on provisioning additional capacity. You can currently get t4g.small capacity by not specifying an Availability Zone in your request or choosing eu-west-1b, eu-west-1c. Launching EC2 instance failed.";
    expect(refused).toMatchObject({
      StatusCode: "Failed",
      StatusMessage: message,
      Description: `Launching a new EC2 instance.  Status Reason: ${message}`,
    });
    expect(await world.heard()).toEqual([unsuccessful, successful, successful]);
    world.faults.remove(id);
    await world.desire(4);
    await world.advance(30_000);
    expect(await world.standing()).toEqual([
      "eu-west-1a InService",
      "eu-west-1a InService",
      "eu-west-1b InService",
      "eu-west-1b InService",
    ]);
  });

  it("for a quota in every zone, tries again later and later until the quota is there", async () => {
    const world = await prepared();
    const { id } = world.faults.add({ target: "zone:*", fault: "vcpu-limit" });
    await world.create();
    await world.advance(100_000);
    const refused = failed(await world.activities());
    expect(refused[0]?.StatusMessage).toMatch(
      /^You have requested more vCPU capacity than .* Launching EC2 instance failed\.$/,
    );
    const [first = 0, ...later] = seconds(refused);
    expect(later.map((second) => second - first)).toEqual([10, 30, 70]);
    expect(await world.standing()).toEqual([]);
    world.faults.remove(id);
    await world.advance(100_000);
    expect(await world.standing()).toEqual(["eu-west-1a InService"]);
    expect(await world.heard()).toEqual([unsuccessful, unsuccessful, unsuccessful, unsuccessful, successful]);
  });

  it("for the key of a volume, has launches that end as they begin, until the key is usable", async () => {
    const world = await prepared({
      ...data,
      BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { Encrypted: true, KmsKeyId: "alias/web" } }],
    });
    const { id } = world.faults.add({ target: "key:alias/web", fault: "invalid-state" });
    await world.create();
    await world.advance(10_000);
    const [cancelled] = failed(await world.activities());
    expect(cancelled).toMatchObject({
      StatusCode: "Cancelled",
      StatusMessage:
        "Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state",
    });
    world.faults.remove(id);
    await world.advance(60_000);
    expect(await world.standing()).toEqual(["eu-west-1a InService"]);
    expect((await world.heard()).at(-1)).toBe(successful);
  });

  it("for an architecture that the image has not, is refused itself, or launches nothing from such a version", async () => {
    const world = await prepared();
    const version = (change: RequestLaunchTemplateData) =>
      world.asked(() =>
        world.ec2.send(
          new CreateLaunchTemplateVersionCommand({
            LaunchTemplateName: "web",
            LaunchTemplateData: { ...data, ...change },
          }),
        ),
      );
    await world.create({ DesiredCapacity: 0 });
    await version({ InstanceType: "t3.small" });
    await expect(world.create({ AutoScalingGroupName: "other" })).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining("does not match the architecture"),
    });
    await world.desire(1);
    await world.advance(15_000);
    expect(failed(await world.activities())[0]?.StatusMessage).toMatch(
      /does not match the architecture .* Launching EC2 instance failed\.$/,
    );
    await version({});
    await world.advance(60_000);
    expect(await world.standing()).toEqual(["eu-west-1a InService"]);
  });
});

describe("a group of real instances", () => {
  it("has spot instances as its distribution says, and EC2 shows which", async () => {
    const world = await prepared();
    await world.create({
      LaunchTemplate: undefined,
      MixedInstancesPolicy: {
        LaunchTemplate: { LaunchTemplateSpecification: { LaunchTemplateName: "web" } },
        InstancesDistribution: { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 0 },
      },
      DesiredCapacity: 2,
    });
    await world.advance(30_000);
    const { Reservations = [] } = await world.asked(() => world.ec2.send(new DescribeInstancesCommand({})));
    const shown = Reservations.flatMap(({ Instances = [] }) => Instances);
    expect(shown.map(({ InstanceLifecycle }) => InstanceLifecycle)).toEqual([undefined, "spot"]);
    expect(shown[1]?.SpotInstanceRequestId).toMatch(/^sir-[0-9a-f]{8}$/);
  });

  it("keeps stopped ones warm, starts them where there is capacity, and launches the rest", async () => {
    const world = await prepared();
    await world.create({ DesiredCapacity: 1, MaxSize: 3 });
    await world.asked(() => world.autoScaling.send(new PutWarmPoolCommand({ ...web, MaxGroupPreparedCapacity: 3 })));
    await world.advance(60_000);
    const pool = await world.asked(() => world.autoScaling.send(new DescribeWarmPoolCommand({ ...web })));
    expect(pool.Instances?.map(({ LifecycleState }) => LifecycleState)).toEqual(["Warmed:Stopped", "Warmed:Stopped"]);
    const ids = pool.Instances?.map(({ InstanceId = "" }) => InstanceId) ?? [];
    const { Reservations = [] } = await world.asked(() =>
      world.ec2.send(new DescribeInstancesCommand({ InstanceIds: ids })),
    );
    expect(Reservations.flatMap(({ Instances = [] }) => Instances.map(({ State }) => State?.Name))).toEqual([
      "stopped",
      "stopped",
    ]);
    const { id } = world.faults.add({ target: "zone:eu-west-1a", fault: "no-capacity" });
    await world.desire(3);
    await world.advance(60_000);
    expect((await world.standing()).filter((one) => one.endsWith("InService"))).toHaveLength(3);
    world.faults.remove(id);
    const heard = await world.heard();
    expect(heard).toContain("EC2 Instance Launch Successful: WarmPool to AutoScalingGroup");
    expect(heard).toContain("EC2 Instance Launch Successful: EC2 to WarmPool");
  });

  it("takes one in that somebody launched, and lets it go again, with its name on it only meanwhile", async () => {
    const world = await prepared();
    await world.create();
    const { Instances = [] } = await world.asked(() =>
      world.ec2.send(
        new RunInstancesCommand({
          ...data,
          MinCount: 1,
          MaxCount: 1,
          SubnetId: world.inZones("b"),
          ClientToken: "one",
        }),
      ),
    );
    const InstanceIds = Instances.map(({ InstanceId = "" }) => InstanceId);
    const nameOf = async () => {
      const { Reservations = [] } = await world.asked(() =>
        world.ec2.send(new DescribeInstancesCommand({ InstanceIds })),
      );
      const tags = Reservations[0]?.Instances?.[0]?.Tags ?? [];
      return tags.find(({ Key }) => Key === "aws:autoscaling:groupName")?.Value;
    };
    const attach = () => world.asked(() => world.autoScaling.send(new AttachInstancesCommand({ ...web, InstanceIds })));
    await expect(attach()).rejects.toThrow("[pending] is not in correct state");
    await world.advance(30_000);
    await attach();
    await world.advance(5_000);
    expect(await world.standing()).toEqual(["eu-west-1a InService", "eu-west-1b InService"]);
    expect(await nameOf()).toBe("web");
    await world.asked(() =>
      world.autoScaling.send(new DetachInstancesCommand({ ...web, InstanceIds, ShouldDecrementDesiredCapacity: true })),
    );
    await world.advance(5_000);
    expect(await world.standing()).toEqual(["eu-west-1a InService"]);
    expect(await nameOf()).toBeUndefined();
  });
});
