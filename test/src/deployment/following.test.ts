import { describe, expect, it } from "vitest";
import { parseRegistration } from "../../../src/deployment/environment.ts";
import {
  type AvailableImage,
  type Following,
  followingInput,
  isFollowing,
  newestMeant,
  whyNotNow,
} from "../../../src/deployment/following.ts";
import { parseRequest, parseRollingRequest } from "../../../src/deployment/request.ts";

const hour = 3_600_000;
const now = Date.parse("2026-02-01T12:00:00Z");
const image = (id: string, age: number, tags: AvailableImage["tags"] = { service: "web" }): AvailableImage => ({
  ...{ id, name: `web-${id}`, tags },
  createdAt: now - age,
});

const common = { account: "123456789012", region: "eu-west-1", stage: "live", group: "web" };
const oneSided = { ...common, name: "web-beta", sides: 1 };
const twoSided = {
  ...common,
  ...{ name: "web-live", loadBalancer: "web", listeners: [{ port: 80, placeholders: { blue: 9080, green: 9081 } }] },
};
const following = (registered: object, follows: object): Following => {
  const environment = parseRegistration({ ...registered, follows: { tags: { service: "web" }, ...follows } }, "it");
  if (!isFollowing(environment)) throw new TypeError("It follows nothing.");
  return environment;
};

describe("what an environment follows", () => {
  it.each([
    [twoSided, { tags: {} }, "follows.tags: expected at least one tag: every AMI of the account has none"],
    [twoSided, { action: "switch" }, 'follows.action: Invalid option: expected one of "deploy"|"release"'],
    [twoSided, { after: "web-live" }, "follows.after: expected another environment"],
    [oneSided, { action: "deploy" }, "follows: unknown field action; expected only tags, versionTag, commitTag, after"],
  ])("is refused: %j %j", (registered, follows, message) => {
    expect(() => following(registered, follows)).toThrow(`it is not a valid environment: ${message}.`);
  });

  it("is nothing, unless it says so", () => {
    expect(isFollowing(parseRegistration(twoSided, "it"))).toBe(false);
  });
});

describe("the AMI that is meant", () => {
  const web = { tags: { service: "web", arch: "arm64" } };
  const both = { service: "web", arch: "arm64", more: "x" };
  it.each([
    ["is the newest with all of the tags", [image("a", 2 * hour, both), image("b", hour, both)], "b"],
    ["is none of those that lack one", [image("a", 2 * hour, both), image("b", hour, { service: "web" })], "a"],
    ["is none with another value", [image("a", hour, { ...both, arch: "x86_64" })], undefined],
    ["is none that is older than a day: enabled anew, or tagged anew", [image("a", 24 * hour, both)], undefined],
    ["is none where there is none", [], undefined],
  ])("%s", (_what, images, id) => {
    expect(newestMeant(web, images, now)?.id).toBe(id);
  });
});

const journal = (id: string, imageId: string | undefined, outcome = "Succeeded", undoes?: string) => ({
  deployment: {
    id,
    ...(imageId === undefined ? {} : { release: { version: "2", commit: "2222222", imageId } }),
    ...(undoes === undefined ? {} : { undoes }),
  },
  outcome,
});

describe("an AMI is deployed", () => {
  const live = following(twoSided, { after: "web-beta" });
  const done = { runs: undefined, journals: [journal("old", "ami-0")], before: [journal("beta", "ami-1")] };
  const later = "it is not deployed in 'web-beta' yet";
  it.each([
    ["once it is deployed where that comes first", done, undefined],
    ["not before that", { ...done, before: [journal("beta", "ami-0")] }, later],
    ["not if it was rolled back there", { ...done, before: [journal("beta", "ami-1", "RolledBack")] }, later],
    [
      "not if it was undone there since",
      { ...done, before: [journal("undo", undefined, "RolledBack", "beta"), journal("beta", "ami-1")] },
      later,
    ],
    [
      "not while another deployment runs",
      { ...done, runs: "d-1" },
      "deployment 'd-1' runs there; its end is looked at again",
    ],
    ["not twice", { ...done, journals: [journal("by hand", "ami-1")] }, "it was deployed there before"],
    [
      "not again once it was rolled back",
      { ...done, journals: [journal("followed", "ami-1", "RolledBack")] },
      "it was deployed there before",
    ],
  ])("%s", (_when, seen, why) => {
    expect(whyNotNow(live, image("ami-1", hour), seen)).toBe(why);
  });

  it("at once where nothing comes first", () => {
    const seen = { runs: undefined, journals: [], before: [] };
    expect(whyNotNow(following(oneSided, {}), image("ami-1", hour), seen)).toBeUndefined();
  });
});

describe("the deployment", () => {
  const tagged = image("ami-1", hour, { service: "web", version: "7", commit: "7777777", build: "8" });
  const requestedBy = "AMI ami-1 of 2026-02-01T11:00:00.000Z";
  it("has version and commit from the AMI's tags", () => {
    const input = followingInput(following(twoSided, { action: "release" }), tagged);
    expect(parseRequest(input)).toMatchObject({
      ...{ environment: "web-live", action: "release", requestedBy },
      release: { version: "7", commit: "7777777", imageId: "ami-1" },
    });
    expect(followingInput(following(twoSided, { versionTag: "build" }), tagged)).toMatchObject({
      action: "deploy",
      release: { version: "8" },
    });
  });

  it("replaces the instances where they stand, where there is one side", () => {
    const input = followingInput(following(oneSided, {}), tagged);
    expect(parseRollingRequest(input)).toMatchObject({ action: "rolling-update", release: { imageId: "ami-1" } });
  });

  it("has the AMI's name for its version, where no tag says it; without a commit it is refused, which people are told", () => {
    const input = followingInput(following(twoSided, {}), image("ami-1", hour));
    expect(input.release.version).toBe("web-ami-1");
    expect(() => parseRequest(input)).toThrow("release.commit: expected a git SHA, 7 to 40 hexadecimal digits");
  });
});
