import { CreateLaunchTemplateCommand, DescribeLaunchTemplatesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { CreateRoleCommand, GetRoleCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Playground, startPlayground } from "../start.ts";

let playground: Playground;
beforeAll(async () => {
  playground = await startPlayground({ port: 0, speed: 100, seed: 1 });
});
afterAll(() => playground.stop());

const connection = (region: string, accessKeyId = "playground") => ({
  endpoint: playground.url,
  region,
  credentials: { accessKeyId, secretAccessKey: "secret" },
  maxAttempts: 1,
});

const template = {
  LaunchTemplateName: "web",
  LaunchTemplateData: { ImageId: "ami-00000000000000001", InstanceType: "t4g.small" as const },
};

const templatesIn = async (region: string, accessKeyId?: string) => {
  const { LaunchTemplates } = await new EC2Client(connection(region, accessKeyId)).send(
    new DescribeLaunchTemplatesCommand({}),
  );
  return LaunchTemplates?.map(({ LaunchTemplateName }) => LaunchTemplateName);
};

describe("a region of an account", () => {
  it("holds what was made in it, and nothing of another", async () => {
    for (const ec2 of [
      new EC2Client(connection("eu-west-1")),
      new EC2Client(connection("us-east-1")),
      new EC2Client(connection("us-east-1", "210987654321")),
    ])
      await ec2.send(new CreateLaunchTemplateCommand(template));
    await playground.advance(1_000);
    expect({
      home: await templatesIn("eu-west-1"),
      otherRegion: await templatesIn("us-east-1"),
      otherAccount: await templatesIn("us-east-1", "210987654321"),
      untouched: await templatesIn("eu-west-1", "210987654321"),
    }).toEqual({ home: ["web"], otherRegion: ["web"], otherAccount: ["web"], untouched: [] });
  });

  it("is looked into by name", async () => {
    const { LaunchTemplate } = await new EC2Client(connection("ap-south-1", "111122223333")).send(
      new CreateLaunchTemplateCommand(template),
    );
    const answer = await fetch(`${playground.url}/_playground/state?account=111122223333&region=ap-south-1`);
    const state = (await answer.json()) as { readonly ec2: Readonly<Record<string, object>> };
    expect(Object.keys(state.ec2["launch-template"] ?? {})).toEqual([LaunchTemplate?.LaunchTemplateId]);
    await new EC2Client(connection("eu-west-1", "111122223333")).send(new CreateLaunchTemplateCommand(template));
    const usualRegion = await fetch(`${playground.url}/_playground/state?account=111122223333`);
    expect([usualRegion.status, await usualRegion.json()]).toEqual([
      200,
      expect.objectContaining({ ec2: expect.anything() }),
    ]);
    const nowhere = await fetch(`${playground.url}/_playground/state?account=111122223333&region=ap-south-2`);
    expect([nowhere.status, await nowhere.json()]).toEqual([
      400,
      expect.objectContaining({
        message: "Nobody called anything in region 'ap-south-2' of account '111122223333' yet.",
      }),
    ]);
  });
});

describe("an access key", () => {
  it.each([
    ["of twelve digits names its account", "210987654321", "210987654321"],
    ["of any other kind is of the usual account", "AKIAIOSFODNN7EXAMPLE", "123456789012"],
  ])("%s", async (_, accessKeyId, account) => {
    const sts = new STSClient(connection("eu-central-1", accessKeyId));
    const { Account, Arn } = await sts.send(new GetCallerIdentityCommand({}));
    expect({ Account, Arn }).toEqual({ Account: account, Arn: `arn:aws:iam::${account}:user/operator` });
  });

  it("that is signed with for a region that cannot be is refused", async () => {
    const sts = new STSClient(connection("eu-nowhere-1"));
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: "SignatureDoesNotMatch",
      message: expect.stringContaining("Credential should be scoped to a valid region, not 'eu-nowhere-1'"),
    });
  });
});

describe("IAM", () => {
  it("knows the same roles whatever region it is signed for, and no other account's", async () => {
    const iam = (region: string, accessKeyId?: string) => new IAMClient(connection(region, accessKeyId));
    await iam("us-east-1").send(
      new CreateRoleCommand({ RoleName: "shared", AssumeRolePolicyDocument: JSON.stringify({ Statement: [] }) }),
    );
    const get = new GetRoleCommand({ RoleName: "shared" });
    const { Role } = await iam("eu-west-1").send(get);
    expect(Role?.Arn).toBe("arn:aws:iam::123456789012:role/shared");
    await expect(iam("us-east-1", "210987654321").send(get)).rejects.toThrow("The role with name shared");
  });
});
