/** What AWS asks of whoever launches from a template, or has Auto Scaling do it. */
import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  EC2Client,
  RunInstancesCommand,
} from "@aws-sdk/client-ec2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ending, type Statement, startRoleWorld } from "./world.ts";

const group = {
  Action: "autoscaling:*",
} satisfies Statement;
const run = { Action: "ec2:RunInstances" } satisfies Statement;
const pass = (service: string): Statement => ({
  Action: "iam:PassRole",
  Resource: "arn:aws:iam::123456789012:role/web",
  Condition: { StringEquals: { "iam:PassedToService": service } },
});
const tag = (operation: string): Statement => ({
  Action: "ec2:CreateTags",
  Condition: {
    StringEquals: { "ec2:CreateAction": operation },
    "ForAllValues:StringEquals": { "aws:TagKeys": ["team"] },
  },
});

let world: Awaited<ReturnType<typeof startRoleWorld>>;
let template: string;
let subnets: readonly string[];
beforeAll(async () => {
  world = await startRoleWorld();
  world.realm.identity.putInstanceProfile({
    arn: "arn:aws:iam::123456789012:instance-profile/web",
    name: "web",
    id: "AIPA0000000000000000A",
    createdAt: 0,
    roleArn: "arn:aws:iam::123456789012:role/web",
    tags: {},
  });
  subnets = Object.keys(world.realm.ec2.state().subnet ?? {});
  const { LaunchTemplate } = await new EC2Client(world.operator).send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "web",
      LaunchTemplateData: {
        ImageId: "ami-00000000000000001",
        InstanceType: "t4g.small",
        IamInstanceProfile: { Name: "web" },
        TagSpecifications: [{ ResourceType: "volume", Tags: [{ Key: "team", Value: "search" }] }],
      },
    }),
  );
  template = LaunchTemplate?.LaunchTemplateId ?? "";
});
afterAll(() => world.stop());

let groups = 0;
const grouped = (name = `group-${++groups}`) => ({
  AutoScalingGroupName: name,
  LaunchTemplate: { LaunchTemplateId: template },
  VPCZoneIdentifier: subnets.join(","),
  MinSize: 0,
  MaxSize: 0,
});
const create = async (...statements: Statement[]) =>
  ending(new AutoScalingClient(await world.under(...statements)).send(new CreateAutoScalingGroupCommand(grouped())));
const launch = async (statements: Statement[], more = {}) =>
  ending(
    new EC2Client(await world.under(...statements)).send(
      new RunInstancesCommand({ LaunchTemplate: { LaunchTemplateId: template }, MinCount: 1, MaxCount: 1, ...more }),
    ),
  );

describe("CreateAutoScalingGroup with a template that has an instance profile and tags", () => {
  it.each<[string, Statement[], string]>([
    ["all three", [run, pass("ec2.amazonaws.com"), tag("RunInstances")], "done"],
    ["no iam:PassRole", [run, tag("RunInstances")], "AccessDenied"],
    ["iam:PassRole for another service", [run, pass("autoscaling.amazonaws.com"), tag("RunInstances")], "AccessDenied"],
    ["no ec2:CreateTags", [run, pass("ec2.amazonaws.com")], "AccessDenied"],
    ["ec2:CreateTags for another call", [run, pass("ec2.amazonaws.com"), tag("CreateVolume")], "AccessDenied"],
    ["no ec2:RunInstances", [pass("ec2.amazonaws.com"), tag("RunInstances")], "AccessDenied"],
  ])("with %s", async (_, statements, end) => {
    expect(await create(group, ...statements)).toBe(end);
  });

  it("is refused in Auto Scaling's own words", async () => {
    const client = new AutoScalingClient(await world.under(group));
    await expect(client.send(new CreateAutoScalingGroupCommand(grouped()))).rejects.toMatchObject({
      name: "AccessDenied",
      message: `You are not authorized to use launch template: ${template}`,
    });
  });

  it("is asked for again where an update names a template, and only there", async () => {
    const name = "updated";
    await new AutoScalingClient(world.operator).send(new CreateAutoScalingGroupCommand(grouped(name)));
    const client = new AutoScalingClient(await world.under(group));
    const sized = { AutoScalingGroupName: name, MaxSize: 1 };
    expect([
      await ending(client.send(new UpdateAutoScalingGroupCommand(sized))),
      await ending(
        client.send(new UpdateAutoScalingGroupCommand({ ...sized, LaunchTemplate: { LaunchTemplateId: template } })),
      ),
    ]).toEqual(["done", "AccessDenied"]);
  });
});

const arn = (type: string) => `arn:aws:ec2:eu-west-1:123456789012:${type}/*`;
const types = ["instance", "network-interface", "volume", "subnet", "security-group", "launch-template"];
const image = "arn:aws:ec2:eu-west-1::image/*";
const byTypes = (without?: string): Statement => ({
  ...run,
  Resource: [...types.filter((type) => type !== without).map(arn), ...(without === "image" ? [] : [image])],
});
const beside = [pass("ec2.amazonaws.com"), tag("RunInstances")];

describe("ec2:RunInstances is judged by the types of what a launch uses and makes", () => {
  it("all of them are enough, for Auto Scaling too", async () => {
    expect([await launch([byTypes(), ...beside]), await create(group, byTypes(), ...beside)]).toEqual(["done", "done"]);
  });

  it.each([...types, "image"])("without %s it is refused", async (type) => {
    expect(await launch([byTypes(type), ...beside])).toBe("UnauthorizedOperation ec2:RunInstances");
  });

  it.each<[string, object, string]>([
    ["a template of the account", { ArnLike: { "ec2:LaunchTemplate": arn("launch-template") } }, "done"],
    [
      "another template",
      { ArnLike: { "ec2:LaunchTemplate": arn("launch-template").replace("*", "lt-0") } },
      "UnauthorizedOperation ec2:RunInstances",
    ],
    ["the template as it is", { Bool: { "ec2:IsLaunchTemplateResource": "true" } }, "done"],
  ])("a condition may ask for %s", async (_, Condition, end) => {
    expect(await launch([{ ...run, Condition }, ...beside])).toBe(end);
  });

  it("what overrides the template is not the template's", async () => {
    const Condition = { Bool: { "ec2:IsLaunchTemplateResource": "true" } };
    expect(await launch([{ ...run, Condition }, ...beside], { ImageId: "ami-00000000000000002" })).toBe(
      "UnauthorizedOperation ec2:RunInstances",
    );
  });

  it.each([
    ["t4g.*", "done"],
    ["m7g.*", "UnauthorizedOperation ec2:RunInstances"],
  ])("of instances it may be for the type %s", async (type, end) => {
    const others = { ...byTypes("instance") };
    const own = { ...run, Resource: arn("instance"), Condition: { StringLike: { "ec2:InstanceType": type } } };
    expect(await launch([others, own, ...beside])).toBe(end);
  });
});

it("an instance profile that does not exist is refused, by EC2 and by Auto Scaling", async () => {
  const ec2 = new EC2Client(world.operator);
  const launched = ec2.send(
    new RunInstancesCommand({
      LaunchTemplate: { LaunchTemplateId: template },
      IamInstanceProfile: { Name: "none" },
      MinCount: 1,
      MaxCount: 1,
    }),
  );
  const said = "Value (none) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name";
  await expect(launched).rejects.toMatchObject({ name: "InvalidParameterValue", message: said });
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: "of-none",
      LaunchTemplateData: { ImageId: "ami-00000000000000001", IamInstanceProfile: { Name: "none" } },
    }),
  );
  const client = new AutoScalingClient(world.operator);
  const created = client.send(
    new CreateAutoScalingGroupCommand({
      ...grouped(),
      LaunchTemplate: { LaunchTemplateId: LaunchTemplate?.LaunchTemplateId },
    }),
  );
  await expect(created).rejects.toMatchObject({
    name: "ValidationError",
    message: `You must use a valid fully-formed launch template. ${said}`,
  });
});

describe("tags on creation are allowed by the call that sets them", () => {
  const TagSpecifications = (ResourceType: "launch-template" | "security-group") => [
    { ResourceType, Tags: [{ Key: "team", Value: "search" }] },
  ];
  it.each(["CreateLaunchTemplate", "CreateSecurityGroup"])("of %s", async (operation) => {
    const client = new EC2Client(await world.under({ Action: `ec2:${operation}` }, tag(operation)));
    const ends =
      operation === "CreateLaunchTemplate"
        ? client.send(
            new CreateLaunchTemplateCommand({
              LaunchTemplateName: "tagged",
              LaunchTemplateData: { InstanceType: "t4g.small" },
              TagSpecifications: TagSpecifications("launch-template"),
            }),
          )
        : client.send(
            new CreateSecurityGroupCommand({
              GroupName: "tagged",
              Description: "tagged",
              TagSpecifications: TagSpecifications("security-group"),
            }),
          );
    expect(await ending(ends)).toBe("done");
  });
});
