import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

const second = 1000;

const withTemplate = async () => {
  const world = createWorld();
  const { LaunchTemplate } = await world.call("CreateLaunchTemplate", {
    LaunchTemplateName: "web",
    LaunchTemplateData: {
      ImageId: world.image,
      InstanceType: "t3.micro",
      TagSpecifications: [
        {
          ResourceType: "instance",
          Tags: [
            { Key: "Name", Value: "template" },
            { Key: "release", Value: "1" },
          ],
        },
      ],
    },
  });
  return { ...world, id: LaunchTemplate.LaunchTemplateId as string };
};

describe("what EC2 does for Auto Scaling and load balancing", () => {
  it("launches from a template; the group's tags win over the template's", async () => {
    const { ec2, clock, id, subnet } = await withTemplate();
    const instance = ec2.launch({ launchTemplate: { id, version: "$Latest" }, subnet, tags: { Name: "group" } });
    await clock.advance(10 * second);
    expect(ec2.instance(instance)).toMatchObject({
      id: instance,
      state: "running",
      availabilityZone: "eu-west-1a",
      instanceType: "t3.micro",
      launchTemplate: { id, name: "web", version: "1" },
      since: clock.now(),
      tags: {
        Name: "group",
        release: "1",
        "aws:ec2launchtemplate:id": id,
        "aws:ec2launchtemplate:version": "1",
      },
    });
  });

  it("knows where an instance serves until it has stopped", async () => {
    const { ec2, clock, id, subnet } = await withTemplate();
    const instance = ec2.launch({ launchTemplate: { id, version: "1" }, subnet, tags: {} });
    expect(ec2.address(instance, 8080)).toEqual({ host: "10.0.0.1", port: 8080 });
    ec2.terminate(instance);
    await clock.advance(60 * second);
    expect(ec2.address(instance, 8080)).toBeUndefined();
    expect(ec2.address("i-0123456789abcdef0", 8080)).toBeUndefined();
  });

  it("fails a launch with EC2's own error", async () => {
    const { ec2, id } = await withTemplate();
    const launch = () => ec2.launch({ launchTemplate: { id, version: "1" }, subnet: "subnet-0", tags: {} });
    expect(launch).toThrow("The subnet ID 'subnet-0' does not exist");
  });

  it("resolves a template by name or id, and its version", async () => {
    const { ec2, id } = await withTemplate();
    const resolved = { id, name: "web", version: "1" };
    expect(ec2.resolveLaunchTemplate({ name: "web" })).toEqual(resolved);
    expect(ec2.resolveLaunchTemplate({ id, version: "$Latest" })).toEqual(resolved);
    expect(ec2.resolveLaunchTemplate({ id, name: "web", version: "1" })).toEqual(resolved);
  });

  it("refuses a template as CreateAutoScalingGroup does", async () => {
    const world = await withTemplate();
    await world.call("CreateLaunchTemplateVersion", {
      LaunchTemplateId: world.id,
      LaunchTemplateData: { ImageId: "ami-0" },
    });
    const invalid = "You must use a valid fully-formed launch template.";
    const resolve = (name: string, version: string) => () => world.ec2.resolveLaunchTemplate({ name, version });
    expect(resolve("none", "1")).toThrow(
      `${invalid} The specified launch template, with template name none, does not exist.`,
    );
    expect(resolve("web", "7")).toThrow(`${invalid} Could not find the specified version 7`);
    expect(resolve("web", "2")).toThrow(`${invalid} The image id '[ami-0]' does not exist`);
  });

  it("knows the zone and the VPC of a subnet", () => {
    const { ec2, subnet, vpc } = createWorld();
    expect([ec2.zoneOf(subnet), ec2.zoneOf("subnet-0")]).toEqual(["eu-west-1a", undefined]);
    expect([ec2.vpcOf?.(subnet), ec2.vpcOf?.("subnet-0")]).toEqual([vpc, undefined]);
  });

  it("ends every process when the world stops, and nothing changes state any more", async () => {
    const { ec2, clock, id, subnet, stopped, changes } = await withTemplate();
    const instance = ec2.launch({ launchTemplate: { id, version: "1" }, subnet, tags: {} });
    await ec2.stop?.();
    await clock.advance(60 * second);
    expect(stopped).toEqual([instance]);
    expect(changes).toEqual([[instance, "pending"]]);
  });
});
