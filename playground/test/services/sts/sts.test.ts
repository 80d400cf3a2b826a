import type { AssumeRoleCommandOutput, GetCallerIdentityCommandOutput } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { operate } from "../../../gateway/operate.ts";
import { createIdentity } from "../../../identity/identity.ts";
import { sessionTags } from "../../../services/sts/session-tags.ts";
import { createSts } from "../../../services/sts/sts.ts";
import { virtualClock } from "../../../world/clock.ts";
import { seeded } from "../../../world/random.ts";
import type { Surroundings } from "../../../world/service.ts";

const roleArn = "arn:aws:iam::123456789012:role/switcher";

const create = (trusted: string) => {
  const clock = virtualClock(0);
  const surroundings: Surroundings = {
    clock,
    random: seeded(1),
    account: "123456789012",
    region: "eu-west-1",
    pageSize: 2,
    lag: () => 0,
    emit: () => {},
  };
  const identity = createIdentity(surroundings);
  const trust = { Statement: { Effect: "Allow", Principal: { AWS: trusted }, Action: "sts:AssumeRole" } };
  identity.putRole({ arn: roleArn, name: "switcher", trust, policies: {} });
  const sts = createSts(surroundings, identity);
  const call = async <T>(name: string, input: object): Promise<T> =>
    (await operate(sts, name, { ...input }).run({ principal: identity.principalOf("AKIA"), requestId: "1" })) as T;
  return { clock, identity, sts, call };
};

describe("GetCallerIdentity", () => {
  it("says who calls, and needs no permission", async () => {
    const { call, sts } = create("*");
    expect(sts.operations.GetCallerIdentity?.needs?.({})).toEqual([]);
    expect(await call<GetCallerIdentityCommandOutput>("GetCallerIdentity", {})).toEqual({
      Account: "123456789012",
      Arn: "arn:aws:iam::123456789012:user/operator",
      UserId: "AIDAOPERATOR",
    });
  });
});

describe("AssumeRole", () => {
  const input = { RoleArn: roleArn, RoleSessionName: "me", DurationSeconds: 900 };

  it("gives credentials of the role that last as long as asked for", async () => {
    const { clock, identity, call } = create("123456789012");
    const { Credentials, AssumedRoleUser } = await call<AssumeRoleCommandOutput>("AssumeRole", input);
    const arn = "arn:aws:sts::123456789012:assumed-role/switcher/me";
    expect(AssumedRoleUser).toEqual({ Arn: arn, AssumedRoleId: "AROASWITCHER:me" });
    expect(Credentials?.Expiration).toEqual(new Date(900_000));
    await clock.advance(899_000);
    expect(identity.principalOf(Credentials?.AccessKeyId ?? "")).toEqual({ arn, tags: {}, transitiveTags: {} });
    await clock.advance(1000);
    expect(() => identity.principalOf(Credentials?.AccessKeyId ?? "")).toThrow("expired");
  });

  it("is refused by a role that does not trust the caller", async () => {
    const { call } = create("arn:aws:iam::999999999999:root");
    await expect(call("AssumeRole", input)).rejects.toThrow(
      "User: arn:aws:iam::123456789012:user/operator is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/switcher",
    );
  });

  it.each([
    [
      { RoleSessionName: "a b" },
      "Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [{ DurationSeconds: 60 }, "Value '60' at 'durationSeconds' failed to satisfy constraint"],
    [{ RoleArn: "nothing-valid-in-here" }, "nothing-valid-in-here is invalid"],
    [{ RoleArn: "arn::b:::something/test-role" }, "arn::b:::something/test-role is invalid"],
    [{ RoleArn: "arn:a::::something/test-role" }, "arn:a::::something/test-role is invalid"],
    [{ RoleArn: "arn:a:b:::something/test-role" }, "is not authorized to perform: sts:AssumeRole"],
  ])("with %j is refused", async (wrong, message) => {
    const { call } = create("*");
    await expect(call("AssumeRole", { ...input, ...wrong })).rejects.toThrow(message);
  });

  const tagged = { ...input, Tags: [{ Key: "team", Value: "web" }] };

  it("with tags needs the trust policy's sts:TagSession too", async () => {
    await expect(create("*").call("AssumeRole", tagged)).rejects.toThrow(
      "is not authorized to perform: sts:TagSession on resource: arn:aws:iam::123456789012:role/switcher",
    );
  });

  it("gives the session its tags, beside the role's, and hands the transitive ones on", async () => {
    const { call, identity } = create("*");
    const trust = { Statement: { Effect: "Allow", Principal: "*", Action: ["sts:AssumeRole", "sts:TagSession"] } };
    const tags = { team: "none", stage: "live" };
    identity.putRole({ arn: roleArn, name: "switcher", trust, policies: {}, tags });
    const asked = { ...tagged, TransitiveTagKeys: ["team"] };
    const { Credentials } = await call<AssumeRoleCommandOutput>("AssumeRole", asked);
    const session = identity.principalOf(Credentials?.AccessKeyId ?? "");
    expect(session).toMatchObject({ tags: { team: "web", stage: "live" }, transitiveTags: { team: "web" } });
    expect(sessionTags({}, session)).toEqual({ tags: { team: "web" }, transitiveTags: { team: "web" } });
    expect(() => sessionTags({ Tags: [{ Key: "Team", Value: "api" }] }, session)).toThrow("calling session");
  });

  it.each([
    [{ Tags: [...tagged.Tags, { Key: "Team", Value: "api" }] }, "Duplicate tag keys found."],
    [{ TransitiveTagKeys: ["team"] }, "must be included in the requested tags"],
  ])("with %j is refused", async (wrong, message) => {
    await expect(create("*").call("AssumeRole", { ...input, ...wrong })).rejects.toThrow(message);
  });
});
