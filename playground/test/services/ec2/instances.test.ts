import type { Instance } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "./world.ts";

const second = 1000;
const instancesIn = (answer: { Reservations: { Instances: Instance[] }[] }) =>
  answer.Reservations.flatMap(({ Instances }) => Instances);

const running = async (world: ReturnType<typeof createWorld>, count = 1, extra = {}): Promise<string[]> => {
  const { Instances } = await world.call("RunInstances", {
    ImageId: world.image,
    InstanceType: "t3.micro",
    SubnetId: world.subnet,
    MinCount: count,
    MaxCount: count,
    ...extra,
  });
  await world.clock.advance(10 * second);
  return Instances.map(({ InstanceId }: Instance) => InstanceId);
};

describe("the life of an instance", () => {
  it("is pending while it boots, running then, shutting down when terminated, and terminated for an hour", async () => {
    const world = createWorld();
    const [id = ""] = await running(world);
    const stateSoon = async (seconds: number) => {
      await world.clock.advance(seconds * second);
      return instancesIn(await world.call("DescribeInstances")).map(({ State }) => State);
    };
    expect(await stateSoon(0)).toEqual([{ Code: 16, Name: "running" }]);
    expect(await world.call("TerminateInstances", { InstanceIds: [id] })).toEqual({
      TerminatingInstances: [
        {
          InstanceId: id,
          CurrentState: { Code: 32, Name: "shutting-down" },
          PreviousState: { Code: 16, Name: "running" },
        },
      ],
    });
    expect(await stateSoon(1)).toEqual([{ Code: 32, Name: "shutting-down" }]);
    expect(world.stopped).toEqual([id]);
    expect(await stateSoon(30)).toEqual([{ Code: 48, Name: "terminated" }]);
    expect(world.ec2.address(id, 8080)).toBeUndefined();
    expect(await stateSoon(3600)).toEqual([]);
    expect(world.changes).toEqual([
      [id, "pending"],
      [id, "running"],
      [id, "shutting-down"],
      [id, "terminated"],
    ]);
  });

  it("is announced on the bus, state by state", async () => {
    const world = createWorld();
    const [id = ""] = await running(world);
    expect(world.events).toEqual(
      ["pending", "running"].map((state) => ({
        source: "aws.ec2",
        detailType: "EC2 Instance State-change Notification",
        resources: [`arn:aws:ec2:eu-west-1:123456789012:instance/${id}`],
        detail: { "instance-id": id, state },
      })),
    );
  });

  it("starts the process at once, with the decoded user data, so that it is ready when the instance runs", async () => {
    const world = createWorld();
    const UserData = Buffer.from("RELEASE_VERSION=7\n").toString("base64");
    const launched = await world.call("RunInstances", {
      ImageId: world.image,
      InstanceType: "t3.micro",
      SubnetId: world.subnet,
      MinCount: 1,
      MaxCount: 1,
      UserData,
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "web" }] }],
    });
    expect(world.boots).toEqual([
      {
        id: launched.Instances[0].InstanceId,
        imageId: world.image,
        instanceType: "t3.micro",
        privateIpAddress: launched.Instances[0].PrivateIpAddress,
        userData: "RELEASE_VERSION=7\n",
        tags: { Name: "web" },
        exited: expect.any(Function),
      },
    ]);
    expect(launched.Instances[0].State).toEqual({ Code: 0, Name: "pending" });
  });

  it("stays running when its process ends by itself: the system is up, the service is not", async () => {
    const world = createWorld();
    const [id = ""] = await running(world);
    world.boots[0]?.exited("exit code 1");
    await world.clock.advance(60 * second);
    expect(world.ec2.instance(id)?.state).toBe("running");
  });

  it("never runs if it is terminated while it boots", async () => {
    const world = createWorld();
    const { Instances } = await world.call("RunInstances", {
      ImageId: world.image,
      SubnetId: world.subnet,
      MinCount: 1,
      MaxCount: 1,
    });
    await world.clock.advance(5 * second);
    world.ec2.terminate(Instances[0].InstanceId);
    await world.clock.advance(60 * second);
    expect(world.changes.map(([, state]) => state)).toEqual(["pending", "shutting-down", "terminated"]);
  });

  it("can be stopped and started again", async () => {
    const world = createWorld();
    const [id = ""] = await running(world);
    await world.call("StopInstances", { InstanceIds: [id] });
    await world.clock.advance(30 * second);
    expect(world.ec2.instance(id)?.state).toBe("stopped");
    await world.call("StartInstances", { InstanceIds: [id] });
    await world.clock.advance(10 * second);
    expect(world.changes.map(([, state]) => state)).toEqual([
      "pending",
      "running",
      "stopping",
      "stopped",
      "pending",
      "running",
    ]);
    expect(world.boots).toHaveLength(2);
  });

  it("ends terminated, not stopped, if it is terminated while it stops", async () => {
    const world = createWorld();
    const [id = ""] = await running(world);
    await world.call("StopInstances", { InstanceIds: [id] });
    await world.clock.advance(5 * second);
    await world.call("TerminateInstances", { InstanceIds: [id] });
    await world.clock.advance(60 * second);
    expect(world.changes.slice(2).map(([, state]) => state)).toEqual(["stopping", "shutting-down", "terminated"]);
  });
});

describe("RunInstances", () => {
  it("answers a repeated request with the instances of the first, and refuses another under the same token", async () => {
    const world = createWorld();
    const request = { ImageId: world.image, SubnetId: world.subnet, MinCount: 1, MaxCount: 1, ClientToken: "once" };
    const first = await world.call("RunInstances", request);
    expect(await world.call("RunInstances", request)).toEqual(first);
    expect(world.boots).toHaveLength(1);
    expect(await refusal(world.call("RunInstances", { ...request, MaxCount: 2 }))).toMatch(
      /^IdempotentParameterMismatch: /,
    );
  });

  it("launches from a template, the request's parameters and tags on top", async () => {
    const world = createWorld();
    await world.call("CreateKeyPair", { KeyName: "key" });
    await world.call("CreateLaunchTemplate", {
      LaunchTemplateName: "web",
      LaunchTemplateData: {
        ImageId: world.image,
        InstanceType: "t3.micro",
        KeyName: "key",
        TagSpecifications: [
          {
            ResourceType: "instance",
            Tags: [
              { Key: "Name", Value: "web" },
              { Key: "team", Value: "a" },
            ],
          },
          { ResourceType: "volume", Tags: [{ Key: "Name", Value: "disk" }] },
        ],
      },
    });
    const { Instances } = await world.call("RunInstances", {
      LaunchTemplate: { LaunchTemplateName: "web" },
      InstanceType: "t3.large",
      SubnetId: world.subnet,
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "team", Value: "b" }] }],
    });
    const { InstanceType, KeyName, Tags } = Instances[0];
    expect({ InstanceType, KeyName, Tags }).toEqual({
      InstanceType: "t3.large",
      KeyName: "key",
      Tags: [
        { Key: "Name", Value: "web" },
        { Key: "team", Value: "b" },
        { Key: "aws:ec2launchtemplate:id", Value: expect.stringMatching(/^lt-[0-9a-f]{17}$/) },
        { Key: "aws:ec2launchtemplate:version", Value: "1" },
      ],
    });
  });

  it.each([
    [{ ImageId: "ami-0" }, "InvalidAMIID.NotFound: The image id '[ami-0]' does not exist"],
    [{ ImageId: undefined }, "MissingParameter: The request must contain the parameter ImageId"],
    [{ SubnetId: "subnet-0" }, "InvalidSubnetID.NotFound: The subnet ID 'subnet-0' does not exist"],
    [{ SecurityGroupIds: ["sg-0"] }, "InvalidGroup.NotFound: The security group 'sg-0' does not exist"],
    [{ InstanceType: "huge" }, "InvalidParameterValue: Invalid value 'huge' for InstanceType."],
    [{ UserData: "%%%" }, "InvalidUserData.Malformed: Invalid BASE64 encoding of user data."],
    [
      { UserData: Buffer.alloc(16_385).toString("base64") },
      "InvalidUserData.Malformed: User data is limited to 16384 bytes",
    ],
    [
      { LaunchTemplate: { LaunchTemplateName: "none" } },
      "InvalidLaunchTemplateName.NotFoundException: The specified launch template, with template name none, does not exist.",
    ],
    [{ DryRun: true }, "DryRunOperation: Request would have succeeded, but DryRun flag is set."],
  ])("refuses %j and starts nothing", async (wrong, message) => {
    const world = createWorld();
    const right = { ImageId: world.image, SubnetId: world.subnet, MinCount: 1, MaxCount: 1 };
    expect(await refusal(world.call("RunInstances", { ...right, ...wrong }))).toBe(message);
    expect(world.boots).toEqual([]);
  });

  it("gives every instance a private address of its own until the subnet has none", async () => {
    const world = createWorld();
    const small = world.ec2.createSubnet({ vpc: world.vpc, availabilityZone: "eu-west-1b", cidrBlock: "10.0.2.0/28" });
    const addresses = (await running(world, 11, { SubnetId: small })).map(
      (id) => world.ec2.state().instance?.[id] as { privateIpAddress: string },
    );
    expect(new Set(addresses.map(({ privateIpAddress }) => privateIpAddress)).size).toBe(11);
    expect(await refusal(running(world, 1, { SubnetId: small }))).toMatch(/^InsufficientFreeAddressesInSubnet: /);
  });
});

describe("DescribeInstances", () => {
  it("answers in small pages that together hold every instance once", async () => {
    const world = createWorld();
    const ids = await running(world, 5);
    const found: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await world.call("DescribeInstances", { MaxResults: 1000, NextToken });
      expect(instancesIn(answer).length).toBeLessThanOrEqual(2);
      found.push(...instancesIn(answer).map(({ InstanceId }) => InstanceId));
      NextToken = answer.NextToken;
    } while (NextToken !== undefined);
    expect(found).toEqual(ids);
  });

  it("answers a request that names instances whole", async () => {
    const world = createWorld();
    const ids = await running(world, 5);
    const answer = await world.call("DescribeInstances", { InstanceIds: ids });
    expect(instancesIn(answer).map(({ InstanceId }) => InstanceId)).toEqual(ids);
    expect(answer.NextToken).toBeUndefined();
  });

  it.each([
    [["i-0123456789abcdef0"], "InvalidInstanceID.NotFound: The instance ID 'i-0123456789abcdef0' does not exist"],
    [
      ["i-0123456789abcdef0", "i-0123456789abcdef1"],
      "InvalidInstanceID.NotFound: The instance IDs 'i-0123456789abcdef0, i-0123456789abcdef1' do not exist",
    ],
    [["server-1"], 'InvalidInstanceID.Malformed: Invalid id: "server-1"'],
  ])("refuses the ids %j", async (InstanceIds, message) => {
    expect(await refusal(createWorld().call("DescribeInstances", { InstanceIds }))).toBe(message);
  });

  it("takes ids or a number of results, not both, and no fewer than five results", async () => {
    const world = createWorld();
    const InstanceIds = await running(world);
    expect(await refusal(world.call("DescribeInstances", { InstanceIds, MaxResults: 5 }))).toBe(
      "InvalidParameterCombination: The parameter instancesSet cannot be used with the parameter maxResults",
    );
    expect(await refusal(world.call("DescribeInstances", { MaxResults: 3 }))).toBe(
      "InvalidParameterValue: Value ( 3 ) for parameter maxResults is invalid. Expecting a value greater than 5.",
    );
  });

  it("does not know an instance yet just after its launch", async () => {
    const world = createWorld({ lag: 2 * second });
    await world.clock.advance(5 * second);
    const { Instances } = await world.call("RunInstances", {
      ImageId: world.image,
      SubnetId: world.subnet,
      MinCount: 1,
      MaxCount: 1,
    });
    const InstanceIds = [Instances[0].InstanceId];
    expect(await refusal(world.call("DescribeInstances", { InstanceIds }))).toMatch(/^InvalidInstanceID.NotFound/);
    await world.clock.advance(2 * second);
    expect(instancesIn(await world.call("DescribeInstances", { InstanceIds }))).toHaveLength(1);
  });

  it.each([
    [[{ Name: "tag:side", Values: ["blue"] }], 1],
    [[{ Name: "tag:side", Values: ["blue", "green"] }], 2],
    [[{ Name: "tag:side", Values: ["*e*"] }], 2],
    [[{ Name: "tag:side", Values: ["gree?"] }], 1],
    [[{ Name: "tag-key", Values: ["side"] }], 2],
    [[{ Name: "instance-state-name", Values: ["running"] }], 3],
    [
      [
        { Name: "instance-state-name", Values: ["running"] },
        { Name: "tag:side", Values: ["blue"] },
      ],
      1,
    ],
    [[{ Name: "instance-state-name", Values: ["stopped"] }], 0],
  ])("finds by filters: %j", async (Filters, count) => {
    const world = createWorld({ pageSize: 100 });
    const [blue, green] = await running(world, 3);
    await world.call("CreateTags", { Resources: [blue], Tags: [{ Key: "side", Value: "blue" }] });
    await world.call("CreateTags", { Resources: [green], Tags: [{ Key: "side", Value: "green" }] });
    expect(instancesIn(await world.call("DescribeInstances", { Filters }))).toHaveLength(count);
  });

  it("refuses a filter that it does not emulate", async () => {
    const attempt = createWorld().call("DescribeInstances", { Filters: [{ Name: "kernel-id", Values: ["x"] }] });
    expect(await refusal(attempt)).toMatch(/^PlaygroundNotEmulated: .*kernel-id/);
  });
});

describe("TerminateInstances", () => {
  it("terminates none if it does not know one", async () => {
    const world = createWorld();
    const [id = ""] = await running(world);
    const attempt = world.call("TerminateInstances", { InstanceIds: [id, "i-0123456789abcdef0"] });
    expect(await refusal(attempt)).toMatch(/^InvalidInstanceID.NotFound/);
    expect(world.ec2.instance(id)?.state).toBe("running");
  });

  it("respects termination protection, which Auto Scaling does not", async () => {
    const world = createWorld();
    const [id = ""] = await running(world, 1, { DisableApiTermination: true });
    expect(await refusal(world.call("TerminateInstances", { InstanceIds: [id] }))).toMatch(/^OperationNotPermitted: /);
    world.ec2.terminate(id);
    expect(world.ec2.instance(id)?.state).toBe("shutting-down");
  });
});

describe("what a caller must be allowed to do", () => {
  it("is asked for each instance, with its tags", async () => {
    const world = createWorld();
    const [id = ""] = await running(world);
    await world.call("CreateTags", { Resources: [id], Tags: [{ Key: "side", Value: "blue" }] });
    expect(world.ec2.operations.TerminateInstances?.needs?.({ InstanceIds: [id] })).toEqual([
      {
        action: "ec2:TerminateInstances",
        resource: `arn:aws:ec2:eu-west-1:123456789012:instance/${id}`,
        tags: { side: "blue" },
      },
    ]);
  });

  it("covers all that RunInstances uses and makes", () => {
    const world = createWorld();
    const groups = Object.values(world.ec2.state()["security-group"] ?? {}) as { id: string; vpcId: string }[];
    const group = groups.find(({ vpcId }) => vpcId === world.vpc)?.id;
    const resources = world.ec2.operations.RunInstances?.needs?.({
      ImageId: world.image,
      SubnetId: world.subnet,
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "Name", Value: "web" }] }],
    }).map(({ action, resource }) => `${action} ${resource}`);
    const arn = "arn:aws:ec2:eu-west-1:123456789012";
    expect(resources).toEqual([
      `ec2:RunInstances ${arn}:instance/*`,
      `ec2:RunInstances ${arn}:network-interface/*`,
      `ec2:RunInstances ${arn}:volume/*`,
      `ec2:RunInstances arn:aws:ec2:eu-west-1::image/${world.image}`,
      `ec2:RunInstances ${arn}:subnet/${world.subnet}`,
      `ec2:RunInstances ${arn}:security-group/${group}`,
      `ec2:CreateTags ${arn}:instance/*`,
    ]);
  });
});
