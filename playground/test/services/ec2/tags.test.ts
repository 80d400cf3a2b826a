import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "./world.ts";

const launched = async (world: ReturnType<typeof createWorld>, Tags = [{ Key: "Name", Value: "web" }]) => {
  const { Instances } = await world.call("RunInstances", {
    ImageId: world.image,
    SubnetId: world.subnet,
    MinCount: 1,
    MaxCount: 1,
    TagSpecifications: [{ ResourceType: "instance", Tags }],
  });
  return Instances[0].InstanceId as string;
};

describe("tags", () => {
  it("are announced with the keys that changed, all tags now, and a version that grows per resource", async () => {
    const world = createWorld();
    const id = await launched(world);
    await world.call("CreateTags", { Resources: [id], Tags: [{ Key: "side", Value: "blue" }] });
    await world.call("CreateTags", { Resources: [id], Tags: [{ Key: "side", Value: "blue" }] });
    await world.call("DeleteTags", { Resources: [id], Tags: [{ Key: "Name" }] });
    const changes = world.events.filter(({ source }) => source === "aws.tag");
    const detail = { service: "ec2", "resource-type": "instance" };
    expect(changes.map((event) => event.detail)).toEqual([
      { ...detail, "changed-tag-keys": ["Name"], version: 1, tags: { Name: "web" } },
      { ...detail, "changed-tag-keys": ["side"], version: 2, tags: { Name: "web", side: "blue" } },
      { ...detail, "changed-tag-keys": ["Name"], version: 3, tags: { side: "blue" } },
    ]);
    expect(changes[0]).toMatchObject({
      detailType: "Tag Change on Resource",
      resources: [`arn:aws:ec2:eu-west-1:123456789012:instance/${id}`],
    });
  });

  it("are deleted only if a given value is theirs", async () => {
    const world = createWorld();
    const id = await launched(world);
    await world.call("DeleteTags", { Resources: [id], Tags: [{ Key: "Name", Value: "other" }] });
    expect(world.ec2.instance(id)?.tags).toEqual({ Name: "web" });
    await world.call("DeleteTags", { Resources: [id] });
    expect(world.ec2.instance(id)?.tags).toEqual({});
  });

  it("are described over all types of resources, by filter and in pages", async () => {
    const world = createWorld({ pageSize: 1 });
    const id = await launched(world);
    await world.call("CreateTags", { Resources: [id, world.subnet], Tags: [{ Key: "side", Value: "blue" }] });
    const Filters = [{ Name: "key", Values: ["side"] }];
    const first = await world.call("DescribeTags", { Filters });
    const rest = await world.call("DescribeTags", { Filters, NextToken: first.NextToken });
    expect([...first.Tags, ...rest.Tags]).toEqual([
      { ResourceId: world.subnet, ResourceType: "subnet", Key: "side", Value: "blue" },
      { ResourceId: id, ResourceType: "instance", Key: "side", Value: "blue" },
    ]);
    expect(rest.NextToken).toBeUndefined();
  });

  it.each([
    [
      { Resources: ["i-0123456789abcdef0"] },
      "InvalidInstanceID.NotFound: The instance ID 'i-0123456789abcdef0' does not exist",
    ],
    [{ Resources: ["thing"] }, "InvalidParameterValue: The ID 'thing' is not valid"],
    [
      { Tags: [{ Key: "aws:x", Value: "y" }] },
      "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use",
    ],
    [{ Tags: [] }, "MissingParameter: The request must contain the parameter tagSet"],
    [
      { Tags: Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: "" })) },
      "TagLimitExceeded: The maximum number of Tags for a resource has been reached.",
    ],
  ])("refuse %j", async (wrong, message) => {
    const world = createWorld();
    const id = await launched(world);
    const right = { Resources: [id], Tags: [{ Key: "side", Value: "blue" }] };
    expect(await refusal(world.call("CreateTags", { ...right, ...wrong }))).toBe(message);
  });

  it("are to be allowed per resource, with the tags it has and the tags it would get", async () => {
    const world = createWorld();
    const id = await launched(world);
    const input = { Resources: [id], Tags: [{ Key: "side", Value: "blue" }] };
    expect(world.ec2.operations.CreateTags?.needs?.(input)).toEqual([
      {
        action: "ec2:CreateTags",
        resource: `arn:aws:ec2:eu-west-1:123456789012:instance/${id}`,
        tags: { Name: "web" },
        requestTags: { side: "blue" },
      },
    ]);
  });
});
