import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/changes/change.ts";
import { releaseData } from "../../../src/deployment/release.ts";
import { instanceTypesOf, refuseArchitecture, refuseIneffective } from "../../../src/deployment/release-fits.ts";
import type { Release } from "../../../src/deployment/request.ts";

const release = (overrides: Release["overrides"]): Release => ({
  version: "2",
  commit: "2222222",
  imageId: "ami-2",
  overrides,
});
const pad = (template: { readonly [key: string]: Json }, policy?: Json) => ({ group: "web-green", template, policy });
const mixed = (...Overrides: readonly Json[]) => ({ LaunchTemplate: { Overrides } });
const types = mixed({ InstanceType: "m5.large" }, { InstanceType: "m6g.large" });

describe("a release is refused that overrides", () => {
  it.each<[string, Release["overrides"], ReturnType<typeof pad>, RegExp]>([
    ["a type that the group's policy chooses", { InstanceType: "m5.large" }, pad({}, types), /policy of 'web-green'/],
    [
      "a type where requirements choose it",
      { InstanceType: "m5.large" },
      pad({ InstanceRequirements: { VCpuCount: { Min: 2 } } }),
      /has InstanceRequirements, beside which EC2 takes no type/,
    ],
    [
      "groups of one among several network interfaces",
      { SecurityGroupIds: ["sg-2"] },
      pad({ NetworkInterfaces: [{ DeviceIndex: 0 }, { DeviceIndex: 1 }] }),
      /has 2 network interfaces/,
    ],
    [
      "groups of an interface that there is already",
      { SecurityGroupIds: ["sg-2"] },
      pad({ NetworkInterfaces: [{ DeviceIndex: 0, NetworkInterfaceId: "eni-1" }] }),
      /exists already/,
    ],
  ])("%s", (_, overrides, where, message) => {
    expect(() => refuseIneffective(release(overrides), where)).toThrow(
      expect.objectContaining({ name: "InvalidInput", message: expect.stringMatching(message) }),
    );
  });

  it.each<[string, Release["overrides"], ReturnType<typeof pad>]>([
    ["nothing, wherever", undefined, pad({ InstanceRequirements: {} }, types)],
    ["a type in a policy that names none", { InstanceType: "m5.large" }, pad({}, mixed())],
    ["groups of the only interface", { SecurityGroupIds: ["sg-2"] }, pad({ NetworkInterfaces: [{ DeviceIndex: 0 }] })],
    ["groups where there is no interface", { SecurityGroupIds: ["sg-2"] }, pad({})],
  ])("and not one that overrides %s", (_, overrides, where) => {
    expect(() => refuseIneffective(release(overrides), where)).not.toThrow();
  });
});

describe("security groups that a release overrides", () => {
  const put = (active: { readonly [key: string]: Json }) => {
    const {
      ImageId: _image,
      TagSpecifications: _tags,
      ...data
    } = releaseData(active, release({ SecurityGroupIds: ["sg-2"] }));
    return data;
  };

  it("stand in the only network interface, beside which EC2 takes none", () => {
    expect(put({ NetworkInterfaces: [{ DeviceIndex: 0, Groups: ["sg-1"] }] })).toEqual({
      NetworkInterfaces: [{ DeviceIndex: 0, Groups: ["sg-2"] }],
    });
  });

  it("replace all that there were, by id or by name", () => {
    expect(put({ SecurityGroups: ["front"], SecurityGroupIds: ["sg-1"] })).toEqual({ SecurityGroupIds: ["sg-2"] });
  });
});

describe("the architecture of a release's image", () => {
  it.each([
    [release({ InstanceType: "m6g.large" }), pad({ InstanceType: "m5.large" }), ["m6g.large"]],
    [release(undefined), pad({ InstanceType: "m5.large" }), ["m5.large"]],
    [release(undefined), pad({ InstanceType: "t3.micro" }, types), ["m5.large", "m6g.large"]],
    [release(undefined), pad({}, mixed({ InstanceRequirements: {} })), []],
    [release(undefined), pad({ InstanceRequirements: {} }), []],
  ])("is held against the types that are launched: %#", (asked, where, expected) => {
    expect(instanceTypesOf(asked, where)).toEqual(expected);
  });

  const known = new Map([
    ["m5.large", ["x86_64"]],
    ["t1.micro", ["i386", "x86_64"]],
  ]);
  it("is that of each of them, or the release is refused", () => {
    expect(() => refuseArchitecture(release({}), "x86_64", known)).not.toThrow();
    expect(() => refuseArchitecture(release({}), undefined, known)).not.toThrow();
    expect(() => refuseArchitecture(release({}), "arm64", known)).toThrow(
      "The release's image ami-2 is for arm64, and m5.large is x86_64. Correct release.imageId, or the instance type. Nothing was changed.",
    );
  });
});
