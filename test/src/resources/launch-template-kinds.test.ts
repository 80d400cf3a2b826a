import type { EC2Client } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { launchTemplate } from "../../../src/resources/launch-template.ts";
import { launchTemplateVersion, registeredVersionOf } from "../../../src/resources/launch-template-version.ts";
import { awsError, fakeClient, writes } from "./fake-client.ts";

const ec2 = (answers: Parameters<typeof fakeClient>[0]) => fakeClient<EC2Client>(answers);
const fails = (name: string) => () => {
  throw awsError(name);
};
const data = { ImageId: "ami-1", MetadataOptions: { HttpTokens: "required" } };
const version = (VersionNumber: number, VersionDescription: string) => ({
  VersionNumber,
  VersionDescription,
  LaunchTemplateData: { ...data, MetadataOptions: { HttpTokens: "required", State: "applied" } },
});

describe("launch-template", () => {
  const state = { VersionDescription: "release 1", LaunchTemplateData: data, Tags: { team: "shop" } };

  it("is the version that it was made with, and its tags", async () => {
    const { client, calls } = ec2({
      DescribeLaunchTemplates: () => ({ LaunchTemplates: [{ Tags: [{ Key: "team", Value: "shop" }] }] }),
      DescribeLaunchTemplateVersions: () => ({ LaunchTemplateVersions: [version(1, "release 1")] }),
    });
    expect(await launchTemplate(client).read("web")).toEqual(state);
    expect(calls.map(({ input }) => input)).toEqual([
      { LaunchTemplateNames: ["web"] },
      { LaunchTemplateName: "web", Versions: ["1", "$Latest"] },
    ]);
  });

  const later = { ...state, LatestVersion: { VersionDescription: "release 2", LaunchTemplateData: data } };

  it("has the latest version beside, where there is a later one", async () => {
    const { client } = ec2({
      DescribeLaunchTemplates: () => ({ LaunchTemplates: [{ Tags: [{ Key: "team", Value: "shop" }] }] }),
      DescribeLaunchTemplateVersions: () => ({
        LaunchTemplateVersions: [version(7, "release 2"), version(1, "release 1")],
      }),
    });
    expect(await launchTemplate(client).read("web")).toEqual(later);
  });

  it("is made again with its latest version, by one token at every try, and half of that is known as begun", async () => {
    const { client, calls } = ec2({
      CreateLaunchTemplate: () => ({ LaunchTemplate: { LaunchTemplateId: "lt-1" } }),
      CreateLaunchTemplateVersion: () => ({}),
    });
    const kind = launchTemplate(client);
    await kind.write("web", null, later);
    await kind.write("web", null, later);
    const made = writes(calls).filter(({ operation }) => operation === "CreateLaunchTemplateVersion");
    expect(made[0]).toEqual({
      operation: "CreateLaunchTemplateVersion",
      input: {
        LaunchTemplateId: "lt-1",
        VersionDescription: "release 2",
        LaunchTemplateData: data,
        ClientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(made[1]).toEqual(made[0]);
    expect([
      kind.halfWay?.(null, later, state),
      kind.halfWay?.(null, later, later),
      kind.halfWay?.(null, state, state),
    ]).toEqual([true, false, false]);
  });

  it("is absent by EC2's own word", async () => {
    const { client } = ec2({ DescribeLaunchTemplates: fails("InvalidLaunchTemplateName.NotFoundException") });
    expect(await launchTemplate(client).read("web")).toBeNull();
  });

  it("is made in one call, which its own earlier attempt may meet, and deleted, or gone already", async () => {
    const { client, calls } = ec2({
      CreateLaunchTemplate: fails("InvalidLaunchTemplateName.AlreadyExistsException"),
      DeleteLaunchTemplate: fails("InvalidLaunchTemplateName.NotFoundException"),
    });
    await launchTemplate(client).write("web", null, state);
    await launchTemplate(client).write("web", state, null);
    expect(writes(calls)).toEqual([
      {
        operation: "CreateLaunchTemplate",
        input: {
          LaunchTemplateName: "web",
          VersionDescription: "release 1",
          LaunchTemplateData: data,
          TagSpecifications: [{ ResourceType: "launch-template", Tags: [{ Key: "team", Value: "shop" }] }],
        },
      },
      { operation: "DeleteLaunchTemplate", input: { LaunchTemplateName: "web" } },
    ]);
  });
});

describe("launch-template-version", () => {
  const id = "lt-1/sarcelle deploy/2";
  const versions = {
    DescribeLaunchTemplateVersions: ({ NextToken }: { NextToken?: string }) =>
      NextToken === undefined
        ? { LaunchTemplateVersions: [version(9, "another")], NextToken: "2" }
        : { LaunchTemplateVersions: [version(8, "sarcelle deploy/2")] },
  };

  it("is found by its description, on whatever page", async () => {
    expect(await launchTemplateVersion(ec2(versions).client).read(id)).toEqual({ data });
    expect(await launchTemplateVersion(ec2(versions).client).read("lt-1/unheard of")).toBeNull();
  });

  it("is told of by its number alone, as a template's first version with that", async () => {
    const made = { DescribeLaunchTemplates: () => ({ LaunchTemplates: [{ LaunchTemplateId: "lt-2" }] }) };
    const of = (kind: "launch-template" | "launch-template-version", name: string, answers: object) =>
      registeredVersionOf(ec2({ ...versions, ...answers }).client, { kind, id: name });
    expect(await of("launch-template-version", id, {})).toBe("8");
    expect(await of("launch-template", "web-blue", made)).toBe("lt-2/1");
    const gone = { DescribeLaunchTemplates: fails("InvalidLaunchTemplateName.NotFoundException") };
    expect(await of("launch-template", "web-blue", gone)).toBeUndefined();
  });

  it("is absent where there is no template", async () => {
    const { client } = ec2({ DescribeLaunchTemplateVersions: fails("InvalidLaunchTemplateId.NotFound") });
    expect(await launchTemplateVersion(client).read(id)).toBeNull();
  });

  it("is made with a token of its own, the same at every attempt", async () => {
    const { client, calls } = ec2({ CreateLaunchTemplateVersion: () => ({}) });
    await launchTemplateVersion(client).write(id, null, { data });
    await launchTemplateVersion(client).write(id, null, { data });
    expect(calls[0]).toEqual(calls[1]);
    expect(calls[0]?.input).toEqual({
      LaunchTemplateId: "lt-1",
      VersionDescription: "sarcelle deploy/2",
      LaunchTemplateData: data,
      ClientToken: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("sends the one date in it as a date", async () => {
    const spot = { InstanceMarketOptions: { SpotOptions: { ValidUntil: "2026-06-01T00:00:00.000Z" } } };
    let sent: unknown;
    const { client } = ec2({
      CreateLaunchTemplateVersion: (input: { LaunchTemplateData: typeof spot }) => {
        sent = input.LaunchTemplateData.InstanceMarketOptions.SpotOptions.ValidUntil;
      },
    });
    await launchTemplateVersion(client).write(id, null, { data: spot });
    expect(sent).toEqual(new Date("2026-06-01T00:00:00Z"));
  });

  it("is deleted by its number, and what EC2 says it did not delete is an error", async () => {
    const refused = (Code: string) => ({
      ...versions,
      DeleteLaunchTemplateVersions: () => ({
        UnsuccessfullyDeletedLaunchTemplateVersions: [{ ResponseError: { Code, Message: "no" } }],
      }),
    });
    const { client, calls } = ec2(refused("launchTemplateVersionDoesNotExist"));
    await launchTemplateVersion(client).write(id, { data }, null);
    expect(writes(calls)).toEqual([
      { operation: "DeleteLaunchTemplateVersions", input: { LaunchTemplateId: "lt-1", Versions: ["8"] } },
    ]);
    const inUse = launchTemplateVersion(ec2(refused("unexpectedError")).client);
    await expect(inUse.write(id, { data }, null)).rejects.toThrow(
      "EC2 did not delete version 8 of launch template lt-1: no.",
    );
  });
});
