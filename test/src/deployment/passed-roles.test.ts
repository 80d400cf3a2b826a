import { describe, expect, it } from "vitest";
import {
  passableRoles,
  profileOf,
  profilesIn,
  requirePassable,
  requireRegisteredProfile,
} from "../../../src/deployment/passed-roles.ts";

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;

describe("the instance profile of a launch template", () => {
  it.each([
    ["by its name", { Name: "web" }, "web"],
    ["by its ARN", { Arn: "arn:aws:iam::123456789012:instance-profile/apps/web" }, "web"],
    ["by none", undefined, undefined],
    ["by an empty one", {}, undefined],
  ])("is named %s", (_how, IamInstanceProfile, name) => {
    expect(profileOf(IamInstanceProfile === undefined ? {} : { IamInstanceProfile })).toBe(name);
  });

  it("is asked about once, whoever names it", () => {
    const named = (by: string, Name?: string) => ({ by, data: Name ? { IamInstanceProfile: { Name } } : {} });
    expect(profilesIn([named("the release", "web"), named("a"), named("b", "web"), named("c", "old")])).toEqual([
      { name: "web", by: "the release" },
      { name: "old", by: "c" },
    ]);
  });
});

describe("the profile that a release names", () => {
  const environment = { name: "web-live", instanceProfiles: ["web-next"] };
  const active = { IamInstanceProfile: { Arn: "arn:aws:iam::123456789012:instance-profile/web" } };
  const release = (Name?: string) => ({
    version: "2",
    commit: "2222222",
    imageId: "ami-2",
    ...(Name === undefined ? {} : { overrides: { IamInstanceProfile: { Name } } }),
  });

  it.each([undefined, "web", "web-next"])("may be %s: the active side's, or one that is registered", (name) => {
    expect(() => requireRegisteredProfile(environment, active, release(name))).not.toThrow();
  });

  it("may be no other", () => {
    expect(() => requireRegisteredProfile(environment, active, release("admin"))).toThrow(
      "The release names instance profile 'admin' (overrides.IamInstanceProfile); the active side has web, and environment 'web-live' registers web-next. Nothing was changed. Add it to instanceProfiles in the environment's file and apply that, if the release may have it.",
    );
  });
});

describe("the roles that may be passed on", () => {
  it.each([
    ["none", []],
    [role("web"), [role("web")]],
    [`${role("web")},${role("a,b")}`, [role("web"), role("a,b")]],
  ])("are those of the parameter: %s", (parameter, roles) => {
    expect(passableRoles(parameter)).toEqual(roles);
  });

  it("are refused with the parameter that would let them, those of before among it", () => {
    const asked = [
      { arn: role("web"), by: "instance profile web of launch template web" },
      { arn: role("drain"), by: "lifecycle hook drain" },
    ];
    expect(() => requirePassable(asked, [role("web"), role("drain")])).not.toThrow();
    expect(() => requirePassable(asked, [role("web")])).toThrow(
      `This deployment would pass on ${role("drain")} (lifecycle hook drain); Sarcelle was deployed to pass on ${role("web")}. Nothing was changed. Deploy Sarcelle with --param passRoles=${role("web")},${role("drain")} and start again.`,
    );
  });
});
