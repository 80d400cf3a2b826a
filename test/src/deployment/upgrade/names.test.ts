import { describe, expect, it } from "vitest";
import { blueName, greenName } from "../../../../src/deployment/upgrade/names.ts";

describe("greenName", () => {
  it.each([
    ["web", "web-green"],
    ["a".repeat(26), `${"a".repeat(26)}-green`],
    ["a".repeat(27), "aaaaaaaaaaaaaaaaaaa-cc0616-green"],
    ["front-end-of-the-s-bigger-than-that", "front-end-of-the-s-7e6354-green"],
  ])("of %s is %s, in at most 32 characters", (name, green) => {
    expect(greenName(name, 32)).toBe(green);
    expect(green.length).toBeLessThanOrEqual(32);
  });

  it("keeps long names apart that begin alike", () => {
    const [one, other] = [`${"a".repeat(31)}1`, `${"a".repeat(31)}2`];
    expect(greenName(one, 32)).not.toBe(greenName(other, 32));
  });
});

it.each([
  ["web-green", "web-blue"],
  ["aaaaaaaaaaaaaaaaaaa-cc0616-green", "aaaaaaaaaaaaaaaaaaa-cc0616-blue"],
  ["web", undefined],
])("the blue side's own beside %s is %s", (green, blue) => {
  expect(blueName(green)).toBe(blue);
});
