import { describe, expect, it } from "vitest";
import type { Entry } from "../../../src/changes/journal.ts";
import { asLaunched, deployedBefore, releaseIn } from "../../../src/deployment/earlier-releases.ts";

const release = (version: string) => ({ version, commit: version.repeat(7), imageId: `ami-${version}` });

const journal = (id: string, released?: unknown, outcome = "Succeeded", undoes?: string) => ({
  deployment: {
    ...{ id, action: "deploy", requestedBy: "ci", startedAt: 0, release: released },
    ...(undoes === undefined ? {} : { undoes }),
  },
  outcome,
  entries: [],
});

const encoded = (text: string | Buffer) => Buffer.from(text).toString("base64");
const registering = (kind: "launch-template" | "launch-template-version", after: Entry["change"]["after"]): Entry => ({
  ...{ n: 0, step: "RegisterRelease", status: "applied", at: 0 },
  change: { resource: { kind, id: "web-green" }, before: null, after },
});

it("a deployment has the release that its journal has; a switch has none", () => {
  expect(releaseIn(journal("deploy", release("1")))).toEqual(release("1"));
  expect(releaseIn(journal("switch"))).toBeUndefined();
});

describe("a release is deployed again with the user data that it was launched with", () => {
  const gzip = Buffer.from([0x1f, 0x8b, 0xff]);
  it.each([
    [
      "as a version of the side's template",
      registering("launch-template-version", { data: { UserData: encoded("one") } }),
      "one",
    ],
    [
      "as the first of a template",
      registering("launch-template", { LaunchTemplateData: { UserData: encoded("one") } }),
      "one",
    ],
    ["with none", registering("launch-template-version", { data: {} }), undefined],
    ["with what is no text", registering("launch-template-version", { data: { UserData: encoded(gzip) } }), undefined],
  ])("%s", (_how, entry, userData) => {
    expect(asLaunched(release("1"), [entry]).userData).toBe(userData);
    expect(asLaunched({ ...release("1"), userData: "its own" }, [entry]).userData).toBe("its own");
  });
});

describe("the release to go back to where a deployment cannot be undone", () => {
  const first = journal("first", release("1"));
  const second = journal("second", release("2"));
  const change = journal("switch");
  it.each([
    ["the one before a deploy", [second, change, first], second, "first"],
    ["the one before that which a switch brought", [change, second, first], change, "first"],
    ["none before the first", [first], first, undefined],
    ["none before a switch to the first", [change, first], change, undefined],
    ["not one that was rolled back", [second, journal("bad", release("3"), "RolledBack"), first], second, "first"],
    [
      "not one that was undone since",
      [second, journal("undo", undefined, "RolledBack", "bad"), journal("bad", release("3")), first],
      second,
      "first",
    ],
    ["whatever came later", [journal("later", release("3"), "RolledBack"), second, first], second, "first"],
  ])("is %s", (_what, newestFirst, last, id) => {
    expect(deployedBefore(newestFirst, last)?.deployment.id).toBe(id);
  });
});
