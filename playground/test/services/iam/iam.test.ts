/** IAM's own API, by AWS's client. */
import { EC2Client, RunInstancesCommand } from "@aws-sdk/client-ec2";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesCommand,
  ListInstanceProfilesForRoleCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ending, type Statement, startRoleWorld } from "../../identity/world.ts";

const trust = (principal: object) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
  });
const account = { AWS: "arn:aws:iam::123456789012:root" };
const policy = (Action: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });

let world: Awaited<ReturnType<typeof startRoleWorld>>;
let iam: IAMClient;
beforeEach(async () => {
  world = await startRoleWorld();
  iam = new IAMClient(world.operator);
});
afterEach(() => world.stop());

const createRole = (RoleName: string, more = {}) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust(account), ...more }));

describe("a role", () => {
  it("is made, shown and listed as AWS has it", async () => {
    const { Role } = await createRole("web", { Path: "/teams/", Tags: [{ Key: "team", Value: "search" }] });
    expect(Role).toEqual({
      Path: "/teams/",
      RoleName: "web",
      RoleId: "AROAWEB",
      Arn: "arn:aws:iam::123456789012:role/teams/web",
      CreateDate: new Date(Date.UTC(2026, 0, 1)),
      AssumeRolePolicyDocument: encodeURIComponent(trust(account)),
      MaxSessionDuration: 3600,
      Tags: [{ Key: "team", Value: "search" }],
    });
    const got = await iam.send(new GetRoleCommand({ RoleName: "web" }));
    expect(got.Role).toEqual({ ...Role, RoleLastUsed: {} });
    await createRole("other");
    const { Tags: _, ...listed } = Role ?? {};
    const { Roles, IsTruncated } = await iam.send(new ListRolesCommand({ PathPrefix: "/teams/" }));
    expect([Roles, IsTruncated]).toEqual([[listed], false]);
  });

  it("is listed page by page", async () => {
    for (const name of ["a", "b", "c"]) await createRole(name);
    const first = await iam.send(new ListRolesCommand({}));
    const second = await iam.send(new ListRolesCommand({ Marker: first.Marker }));
    const names = [first, second].map(({ Roles }) => Roles?.map(({ RoleName }) => RoleName));
    expect([names, first.IsTruncated, second.IsTruncated, second.Marker]).toEqual([
      [["a", "b"], ["c"]],
      true,
      false,
      undefined,
    ]);
  });

  it("may do what its policies say, from the call on that says so", async () => {
    await createRole("web");
    const assume = new AssumeRoleCommand({ RoleArn: "arn:aws:iam::123456789012:role/web", RoleSessionName: "test" });
    const { Credentials } = await new STSClient(world.operator).send(assume);
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
    const list = () => ending(new SQSClient({ ...world.operator, credentials }).send(new ListQueuesCommand({})));
    const before = await list();
    await iam.send(
      new PutRolePolicyCommand({ RoleName: "web", PolicyName: "own", PolicyDocument: policy("sqs:ListQueues") }),
    );
    const during = await list();
    await iam.send(new DeleteRolePolicyCommand({ RoleName: "web", PolicyName: "own" }));
    expect([before, during, await list()]).toEqual([
      expect.stringContaining("AccessDenied"),
      "done",
      expect.stringContaining("AccessDenied"),
    ]);
  });

  it("has inline policies by name, and no managed ones", async () => {
    await createRole("web");
    const put = { RoleName: "web", PolicyName: "own", PolicyDocument: policy("sqs:*") };
    await iam.send(new PutRolePolicyCommand(put));
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand(put));
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName: "web" }));
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "web" }));
    expect([decodeURIComponent(PolicyDocument ?? ""), PolicyNames, AttachedPolicies]).toEqual([
      put.PolicyDocument,
      ["own"],
      [],
    ]);
  });

  it("is assumed by whom its trust policy says now", async () => {
    await createRole("web", { AssumeRolePolicyDocument: trust({ Service: "ec2.amazonaws.com" }) });
    const assume = () =>
      ending(
        new STSClient(world.operator).send(
          new AssumeRoleCommand({ RoleArn: "arn:aws:iam::123456789012:role/web", RoleSessionName: "test" }),
        ),
      );
    const before = await assume();
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "web", PolicyDocument: trust(account) }));
    expect([before, await assume()]).toEqual(["AccessDenied sts:AssumeRole", "done"]);
  });

  it("has tags", async () => {
    await createRole("web", { Tags: [{ Key: "team", Value: "search" }] });
    await iam.send(new TagRoleCommand({ RoleName: "web", Tags: [{ Key: "stage", Value: "live" }] }));
    await iam.send(new UntagRoleCommand({ RoleName: "web", TagKeys: ["team"] }));
    const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName: "web" }));
    expect(Tags).toEqual([{ Key: "stage", Value: "live" }]);
  });

  it.each([
    ["that is there", "web", {}, "EntityAlreadyExistsException", "Role with name web already exists."],
    ["with no JSON", "new", { AssumeRolePolicyDocument: "{" }, "MalformedPolicyDocumentException", "invalid Json"],
    ["with no policy", "new", { AssumeRolePolicyDocument: "{}" }, "MalformedPolicyDocumentException", "Syntax errors"],
    ["with such a name", "a b", {}, "ValidationError", "roleName"],
  ])("%s is refused", async (_, name, more, code, message) => {
    await createRole("web");
    await expect(createRole(name, more)).rejects.toMatchObject({
      name: code,
      message: expect.stringContaining(message),
    });
  });

  it("that is not there is told of by its name", async () => {
    await expect(iam.send(new GetRoleCommand({ RoleName: "none" }))).rejects.toMatchObject({
      name: "NoSuchEntityException",
      message: "The role with name none cannot be found.",
      $metadata: { httpStatusCode: 404 },
    });
  });
});

const profile = { InstanceProfileName: "web", RoleName: "web" };

describe("an instance profile", () => {
  it("has one role, and stands for it", async () => {
    await createRole("web");
    await createRole("other");
    await iam.send(new CreateInstanceProfileCommand(profile));
    await iam.send(new AddRoleToInstanceProfileCommand(profile));
    const second = iam.send(new AddRoleToInstanceProfileCommand({ ...profile, RoleName: "other" }));
    await expect(second).rejects.toMatchObject({
      name: "LimitExceededException",
      message: "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    });
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand(profile));
    expect(InstanceProfile).toMatchObject({
      Arn: "arn:aws:iam::123456789012:instance-profile/web",
      Roles: [{ RoleName: "web" }],
    });
    const all = await iam.send(new ListInstanceProfilesCommand({}));
    const [of, none] = [
      await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "web" })),
      await iam.send(new ListInstanceProfilesForRoleCommand({ RoleName: "other" })),
    ];
    expect([all, of, none].map(({ InstanceProfiles }) => InstanceProfiles?.length)).toEqual([1, 1, 0]);
  });

  it("goes before its role, and without it", async () => {
    await createRole("web");
    await iam.send(new CreateInstanceProfileCommand(profile));
    await iam.send(new AddRoleToInstanceProfileCommand(profile));
    const first = "Cannot delete entity, must remove roles from instance profile first.";
    await expect(iam.send(new DeleteRoleCommand(profile))).rejects.toThrow(first);
    await expect(iam.send(new DeleteInstanceProfileCommand(profile))).rejects.toThrow(first);
    await iam.send(new RemoveRoleFromInstanceProfileCommand(profile));
    await iam.send(new DeleteInstanceProfileCommand(profile));
    await iam.send(new PutRolePolicyCommand({ RoleName: "web", PolicyName: "own", PolicyDocument: policy("sqs:*") }));
    await expect(iam.send(new DeleteRoleCommand(profile))).rejects.toThrow(
      "Cannot delete entity, must delete policies first.",
    );
    await iam.send(new DeleteRolePolicyCommand({ RoleName: "web", PolicyName: "own" }));
    await iam.send(new DeleteRoleCommand(profile));
    expect(await ending(iam.send(new GetInstanceProfileCommand(profile)))).toBe("NoSuchEntityException");
  });

  it("is seen by EC2 a while after it was made", async () => {
    await iam.send(new CreateInstanceProfileCommand(profile));
    const launch = () =>
      ending(
        new EC2Client(world.operator).send(
          new RunInstancesCommand({
            ImageId: "ami-00000000000000001",
            InstanceType: "t4g.small",
            MinCount: 1,
            MaxCount: 1,
            IamInstanceProfile: { Name: "web" },
          }),
        ),
      );
    const atOnce = await launch();
    await world.clock.advance(10_000);
    expect([atOnce, await launch()]).toEqual(["InvalidParameterValue", "done"]);
  });
});

describe("whoever is no operator", () => {
  it("needs the right to what he does, on what he does it to, and to pass the role that he puts into a profile", async () => {
    await createRole("web", { Tags: [{ Key: "team", Value: "search" }] });
    await iam.send(new CreateInstanceProfileCommand(profile));
    const add = async (...statements: Statement[]) =>
      ending(new IAMClient(await world.under(...statements)).send(new AddRoleToInstanceProfileCommand(profile)));
    const get = async (Condition: object) =>
      ending(
        new IAMClient(await world.under({ Action: "iam:GetRole", Condition })).send(
          new GetRoleCommand({ RoleName: "web" }),
        ),
      );
    expect([
      await add({ Action: "iam:AddRoleToInstanceProfile" }),
      await add({ Action: ["iam:AddRoleToInstanceProfile", "iam:PassRole"] }),
      await get({ StringEquals: { "iam:ResourceTag/team": "search" } }),
      await get({ StringEquals: { "aws:ResourceTag/team": "other" } }),
      await get({ StringEquals: { "aws:RequestedRegion": "us-east-1" } }),
    ]).toEqual(["AccessDenied iam:PassRole", "done", "done", "AccessDenied iam:GetRole", "done"]);
  });
});
