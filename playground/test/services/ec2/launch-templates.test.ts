import type { LaunchTemplateVersion } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { createWorld, refusal } from "./world.ts";

const start = new Date(Date.UTC(2026, 0, 1));
const CreatedBy = "arn:aws:iam::123456789012:user/somebody";

/** A world with the template `web`, whose version 1 launches t3.micro. */
const withTemplate = async (options = {}) => {
  const world = createWorld(options);
  const { LaunchTemplate } = await world.call("CreateLaunchTemplate", {
    LaunchTemplateName: "web",
    LaunchTemplateData: { ImageId: world.image, InstanceType: "t3.micro", KeyName: "key" },
  });
  const id: string = LaunchTemplate.LaunchTemplateId;
  return { ...world, id, LaunchTemplate };
};

const another = (world: Awaited<ReturnType<typeof withTemplate>>, extra = {}) =>
  world.call("CreateLaunchTemplateVersion", {
    LaunchTemplateId: world.id,
    LaunchTemplateData: { InstanceType: "t3.large" },
    ...extra,
  });

const numbers = (answer: { LaunchTemplateVersions: LaunchTemplateVersion[] }) =>
  answer.LaunchTemplateVersions.map(({ VersionNumber }) => VersionNumber);

describe("launch templates", () => {
  it("start with version 1 as latest and default", async () => {
    const { LaunchTemplate, id } = await withTemplate();
    expect(LaunchTemplate).toEqual({
      LaunchTemplateId: id,
      LaunchTemplateName: "web",
      CreateTime: start,
      CreatedBy,
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
    });
    expect(id).toMatch(/^lt-[0-9a-f]{17}$/);
  });

  it.each([
    [
      "CreateLaunchTemplate",
      { LaunchTemplateName: "web", LaunchTemplateData: { KeyName: "key" } },
      "InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.",
    ],
    [
      "CreateLaunchTemplate",
      { LaunchTemplateName: "other", LaunchTemplateData: { ImageId: "linux" } },
      'InvalidAMIID.Malformed: Invalid id: "linux" (expecting "ami-...")',
    ],
    [
      "ModifyLaunchTemplate",
      { LaunchTemplateId: "template_n", LaunchTemplateName: "web", DefaultVersion: "2" },
      "InvalidParameterCombination: Either provide launch template ID or launch template name to modify the template.",
    ],
    [
      "ModifyLaunchTemplate",
      { LaunchTemplateName: "web", DefaultVersion: "2" },
      "InvalidLaunchTemplateId.VersionNotFound: The launch template version 2 is not found for the specified launch template.",
    ],
    [
      "DescribeLaunchTemplates",
      { LaunchTemplateNames: ["none"] },
      "InvalidLaunchTemplateName.NotFoundException: At least one of the launch templates specified in the request does not exist.",
    ],
    [
      "DescribeLaunchTemplates",
      { LaunchTemplateIds: ["lt-0"] },
      "InvalidLaunchTemplateId.NotFound: The specified launch template, with template ID lt-0, does not exist.",
    ],
    [
      "DescribeLaunchTemplateVersions",
      { LaunchTemplateName: "none" },
      "InvalidLaunchTemplateName.NotFoundException: The specified launch template, with template name none, does not exist.",
    ],
    [
      "CreateLaunchTemplateVersion",
      { LaunchTemplateId: "lt-0", LaunchTemplateData: { KeyName: "key" } },
      "InvalidLaunchTemplateId.NotFound: The specified launch template, with template ID lt-0, does not exist.",
    ],
  ])("%s refuses %j", async (operation, input, message) => {
    const world = await withTemplate();
    expect(await refusal(world.call(operation, input))).toBe(message);
  });

  it("may name an image that does not exist, with a warning", async () => {
    const { Warning } = await createWorld().call("CreateLaunchTemplate", {
      LaunchTemplateName: "web",
      LaunchTemplateData: { ImageId: "ami-0" },
    });
    expect(Warning).toEqual({
      Errors: [{ Code: "InvalidAMIID.NotFound", Message: "The image id '[ami-0]' does not exist" }],
    });
  });

  it("are found in pages, by name, by id and by tag", async () => {
    const world = await withTemplate({ pageSize: 1 });
    const { LaunchTemplate } = await world.call("CreateLaunchTemplate", {
      LaunchTemplateName: "api",
      LaunchTemplateData: { KeyName: "key" },
      TagSpecifications: [{ ResourceType: "launch-template", Tags: [{ Key: "team", Value: "a" }] }],
    });
    const first = await world.call("DescribeLaunchTemplates");
    const rest = await world.call("DescribeLaunchTemplates", { NextToken: first.NextToken });
    const byName = await world.call("DescribeLaunchTemplates", { LaunchTemplateNames: ["api"] });
    const byTag = await world.call("DescribeLaunchTemplates", { Filters: [{ Name: "tag:team", Values: ["a"] }] });
    expect(first.LaunchTemplates).toEqual([world.LaunchTemplate]);
    expect(rest).toEqual({ LaunchTemplates: [LaunchTemplate], NextToken: undefined });
    expect(byName.LaunchTemplates).toEqual([LaunchTemplate]);
    expect(byTag.LaunchTemplates).toEqual([LaunchTemplate]);
  });

  it("are gone once deleted", async () => {
    const world = await withTemplate();
    await world.call("DeleteLaunchTemplate", { LaunchTemplateName: "web" });
    expect(await world.call("DescribeLaunchTemplates")).toEqual({ LaunchTemplates: [], NextToken: undefined });
  });
});

describe("a new version of a launch template", () => {
  it("has only what it says, without a source", async () => {
    const world = await withTemplate();
    expect((await another(world, { VersionDescription: "bigger" })).LaunchTemplateVersion).toEqual({
      LaunchTemplateId: world.id,
      LaunchTemplateName: "web",
      VersionNumber: 2,
      VersionDescription: "bigger",
      CreateTime: start,
      CreatedBy,
      DefaultVersion: false,
      LaunchTemplateData: { InstanceType: "t3.large" },
    });
  });

  it.each([["1"], ["$Latest"], ["$Default"]])(
    "takes over what it does not say from its source %s",
    async (SourceVersion) => {
      const world = await withTemplate();
      const { LaunchTemplateVersion } = await another(world, { SourceVersion });
      expect(LaunchTemplateVersion.LaunchTemplateData).toEqual({
        ImageId: world.image,
        InstanceType: "t3.large",
        KeyName: "key",
      });
    },
  );

  it("needs a source that exists", async () => {
    const world = await withTemplate();
    expect(await refusal(another(world, { SourceVersion: "7" }))).toBe(
      `InvalidLaunchTemplateId.VersionNotFound: Could not find the specified version 7 for the launch template with ID ${world.id}.`,
    );
  });

  it("is made once, however often the same request comes", async () => {
    const world = await withTemplate();
    const first = await another(world, { ClientToken: "once" });
    expect(await another(world, { ClientToken: "once" })).toEqual(first);
    expect(numbers(await world.call("DescribeLaunchTemplateVersions", { LaunchTemplateId: world.id }))).toEqual([2, 1]);
  });

  it("becomes the latest at once, and the default when told", async () => {
    const world = await withTemplate();
    await another(world);
    const before = (await world.call("DescribeLaunchTemplates")).LaunchTemplates[0];
    await world.call("ModifyLaunchTemplate", { LaunchTemplateId: world.id, DefaultVersion: "2" });
    const after = (await world.call("DescribeLaunchTemplates")).LaunchTemplates[0];
    expect([before.LatestVersionNumber, before.DefaultVersionNumber]).toEqual([2, 1]);
    expect([after.LatestVersionNumber, after.DefaultVersionNumber]).toEqual([2, 2]);
  });
});

describe("DescribeLaunchTemplateVersions", () => {
  it.each([
    [{}, [4, 3, 2, 1]],
    [{ Versions: ["2", "3"] }, [2, 3]],
    [{ Versions: ["$Latest", "$Default"] }, [4, 1]],
    [{ MinVersion: "2" }, [4, 3, 2]],
    [{ MaxVersion: "2" }, [2, 1]],
    [{ MinVersion: "2", MaxVersion: "3" }, [3, 2]],
  ])("answers %j with versions %j", async (input, expected) => {
    const world = await withTemplate({ pageSize: 10 });
    for (let made = 0; made < 3; made++) await another(world);
    expect(
      numbers(await world.call("DescribeLaunchTemplateVersions", { LaunchTemplateId: world.id, ...input })),
    ).toEqual(expected);
  });

  it("answers in pages", async () => {
    const world = await withTemplate({ pageSize: 2 });
    for (let made = 0; made < 2; made++) await another(world);
    const first = await world.call("DescribeLaunchTemplateVersions", { LaunchTemplateName: "web" });
    const { NextToken } = first;
    const rest = await world.call("DescribeLaunchTemplateVersions", { LaunchTemplateName: "web", NextToken });
    expect([numbers(first), numbers(rest), rest.NextToken]).toEqual([[3, 2], [1], undefined]);
  });

  it("refuses a version that does not exist, and numbers without a template", async () => {
    const world = await withTemplate();
    expect(
      await refusal(world.call("DescribeLaunchTemplateVersions", { LaunchTemplateName: "web", Versions: ["3"] })),
    ).toBe(
      `InvalidLaunchTemplateId.VersionNotFound: Could not find the specified version 3 for the launch template with ID ${world.id}.`,
    );
    expect(await refusal(world.call("DescribeLaunchTemplateVersions", { Versions: ["1"] }))).toMatch(
      /^InvalidParameterValue: To describe the launch template data/,
    );
    expect(await refusal(world.call("DescribeLaunchTemplateVersions"))).toMatch(/^MissingParameter: /);
  });
});

describe("DeleteLaunchTemplateVersions", () => {
  it("reports per version what it deleted and what not; the default stays", async () => {
    const world = await withTemplate();
    await another(world);
    const item = (VersionNumber: number) => ({
      LaunchTemplateId: world.id,
      LaunchTemplateName: "web",
      VersionNumber,
    });
    expect(
      await world.call("DeleteLaunchTemplateVersions", { LaunchTemplateId: world.id, Versions: ["1", "2", "9"] }),
    ).toEqual({
      SuccessfullyDeletedLaunchTemplateVersions: [item(2)],
      UnsuccessfullyDeletedLaunchTemplateVersions: [
        {
          ...item(1),
          ResponseError: {
            Code: "unexpectedError",
            Message: "You cannot delete the default version of a launch template.",
          },
        },
        {
          ...item(9),
          ResponseError: {
            Code: "launchTemplateVersionDoesNotExist",
            Message: `Could not find the specified version 9 for the launch template with ID ${world.id}.`,
          },
        },
      ],
    });
  });

  it("frees no number: the next version is one above any that ever was", async () => {
    const world = await withTemplate();
    await another(world);
    await world.call("DeleteLaunchTemplateVersions", { LaunchTemplateId: world.id, Versions: ["2"] });
    expect((await world.call("DescribeLaunchTemplates")).LaunchTemplates[0].LatestVersionNumber).toBe(1);
    expect((await another(world)).LaunchTemplateVersion.VersionNumber).toBe(3);
  });

  it("leaves no trace in the state of the world", async () => {
    const world = await withTemplate();
    const before = world.ec2.state();
    await another(world);
    await world.call("DeleteLaunchTemplateVersions", { LaunchTemplateId: world.id, Versions: ["2"] });
    expect(world.ec2.state()).toEqual(before);
  });
});

describe("what a caller must be allowed to do", () => {
  it.each([
    ["CreateLaunchTemplateVersion", { LaunchTemplateName: "web" }],
    ["ModifyLaunchTemplate", { LaunchTemplateName: "web" }],
    ["DeleteLaunchTemplateVersions", { LaunchTemplateName: "web" }],
    ["DeleteLaunchTemplate", { LaunchTemplateName: "web" }],
  ])("%s is asked for the template, by id, with its tags", async (operation, input) => {
    const world = await withTemplate();
    await world.call("CreateTags", { Resources: [world.id], Tags: [{ Key: "side", Value: "blue" }] });
    expect(world.ec2.operations[operation]?.needs?.(input)).toEqual([
      {
        action: `ec2:${operation}`,
        resource: `arn:aws:ec2:eu-west-1:123456789012:launch-template/${world.id}`,
        tags: { side: "blue" },
      },
    ]);
  });
});
