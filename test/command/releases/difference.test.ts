import { expect, it } from "vitest";
import { differencesText, differencesTo, isServing } from "../../../command/releases/difference.ts";
import type { Serving } from "../../../command/releases/serving.ts";

const one = { version: "1", commit: "1111111", imageId: "ami-1" };
const two = { version: "2", commit: "2222222", imageId: "ami-2" };
const serving: Serving = { ...one, deployment: "first", release: { ...one, userData: "PASSWORD=one" } };
const unknown: Serving = { version: null, commit: null, imageId: "ami-0", deployment: null, release: undefined };

it("tells what serves now beside what comes, and nothing of what stands in user data", () => {
  expect(
    differencesText(
      differencesTo(serving, { ...two, userData: "PASSWORD=two", overrides: { InstanceType: "t4g.large" } }),
    ),
  ).toBe(
    [
      "           now      incoming",
      "─────────  ───────  ────────────────────────",
      "version    1        2",
      "commit     1111111  2222222",
      "image      ami-1    ami-2",
      "user data  -        its own",
      'overrides  -        InstanceType "t4g.large"',
    ].join("\n"),
  );
});

it.each([
  ["its own, where that differs", serving, { ...two, userData: "PASSWORD=two" }, "its own"],
  ["the same, where it does not", serving, { ...two, userData: "PASSWORD=one" }, "the same"],
  ["as it stands, where the release names none", serving, two, "as it stands"],
  ["its own, where nothing is known of what serves", unknown, { ...two, userData: "PASSWORD=one" }, "its own"],
])("user data: %s", (_what, now, incoming, says) => {
  expect(differencesTo(now, incoming).find(({ what }) => what === "user data")?.incoming).toBe(says);
});

it("knows what serves already", () => {
  expect(isServing(serving, one)).toBe(true);
  expect(isServing(serving, { ...one, imageId: "ami-2" })).toBe(false);
  expect(isServing(unknown, one)).toBe(false);
});
