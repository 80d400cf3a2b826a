import { describe, expect, it } from "vitest";
import type { Json } from "../../../src/changes/change.ts";
import { releaseData, releaseOf } from "../../../src/deployment/release.ts";

const release = { version: "2.0.0", commit: "0123456789abcdef", imageId: "ami-2", userData: "A=1" };

describe("a release in a launch template", () => {
  it("takes the active side's launch template and puts the release on top", () => {
    const active = {
      ImageId: "ami-1",
      InstanceType: "m7g.large",
      UserData: "b2xk",
      TagSpecifications: [
        { ResourceType: "volume", Tags: [{ Key: "team", Value: "web" }] },
        {
          ResourceType: "instance",
          Tags: [
            { Key: "team", Value: "web" },
            { Key: "sarcelle:version", Value: "1.0.0" },
          ],
        },
      ],
    };
    expect(releaseData(active, { ...release, overrides: { InstanceType: "m8g.large" } })).toEqual({
      ImageId: "ami-2",
      InstanceType: "m8g.large",
      UserData: "QT0x",
      TagSpecifications: [
        { ResourceType: "volume", Tags: [{ Key: "team", Value: "web" }] },
        {
          ResourceType: "instance",
          Tags: [
            { Key: "team", Value: "web" },
            { Key: "sarcelle:version", Value: "2.0.0" },
            { Key: "sarcelle:commit", Value: "0123456789abcdef" },
          ],
        },
      ],
    });
  });

  const tagsOfRelease = [
    { Key: "sarcelle:version", Value: "2.0.0" },
    { Key: "sarcelle:commit", Value: "0123456789abcdef" },
  ];
  const ofInstance = (...Tags: readonly Json[]) => ({ ResourceType: "instance", Tags });
  const volume = { ResourceType: "volume", Tags: [{ Key: "team", Value: "web" }] };

  it.each<[string, Json | undefined, Json]>([
    ["nothing", undefined, [ofInstance(...tagsOfRelease)]],
    ["other resources alone", [volume], [volume, ofInstance(...tagsOfRelease)]],
    ["instances without a tag", [{ ResourceType: "instance" }], [ofInstance(...tagsOfRelease)]],
    [
      "instances, with an earlier release",
      [
        ofInstance({ Key: "sarcelle:commit", Value: "1" }, { Key: "sarcelle:version", Value: "1" }, ...volume.Tags),
        volume,
      ],
      [volume, ofInstance(...volume.Tags, ...tagsOfRelease)],
    ],
    ["what is not of EC2's form", ["x", null, ofInstance("x", null)], ["x", null, ofInstance(...tagsOfRelease)]],
  ])("tags the instances with the release where the template tags %s", (_, specifications, expected) => {
    const active = specifications === undefined ? {} : { TagSpecifications: specifications };
    const { userData: _none, ...withoutUserData } = release;
    expect(releaseData({ UserData: "b2xk", ...active }, withoutUserData)).toEqual({
      ImageId: "ami-2",
      UserData: "b2xk",
      TagSpecifications: expected,
    });
  });

  it.each<[{ readonly [key: string]: Json }, string | null]>([
    [{ TagSpecifications: [volume, ofInstance(...volume.Tags, ...tagsOfRelease)] }, "2.0.0"],
    [{ TagSpecifications: [volume, ofInstance(...volume.Tags)] }, null],
    [{ TagSpecifications: [ofInstance({ Key: "sarcelle:version" })] }, null],
    [
      { TagSpecifications: [{ ResourceType: "instance" }, null, [], ofInstance(null, "x", [], ...tagsOfRelease)] },
      "2.0.0",
    ],
    [{ TagSpecifications: "x" }, null],
    [{}, null],
  ])("finds the version again in a template's data: %j", (data, version) => {
    expect(releaseOf(data)).toBe(version);
  });
});
