import { describe, expect, it } from "vitest";
import { aged, asRead, shownAs, troubled, unread } from "../../console/panel.ts";

const at = Date.parse("2026-11-30T14:00:00.000Z");
const read = asRead("web", at);

describe("a panel", () => {
  it("has what was read and when, and no trouble", () => {
    expect(read).toEqual({ value: "web", asOf: "2026-11-30T14:00:00.000Z", trouble: null, stale: false });
  });

  it("keeps what it had where nothing newer is to be had, and says why", () => {
    const kept = troubled(read, "AWS throttles DescribeListeners.");
    expect(kept).toEqual({ ...read, trouble: "AWS throttles DescribeListeners." });
    expect(asRead("web-2", at + 1_000)).toMatchObject({ value: "web-2", trouble: null });
  });

  it.each([
    { says: "not yet after three periods", panel: troubled(read, "throttled"), age: 30_000, stale: false },
    { says: "after more than three", panel: troubled(read, "throttled"), age: 30_001, stale: true },
    { says: "at once where it was never read", panel: troubled(unread, "denied"), age: 0, stale: true },
    { says: "never while nothing is wrong: it is not read since nothing changes", panel: read, age: 1e9, stale: false },
    { says: "not before it is asked for", panel: unread, age: 0, stale: false },
  ])("greys $says", ({ panel, age, stale }) => {
    expect(aged(panel, at + age, 10_000)).toEqual({ ...panel, stale });
  });

  it("is shown as something else with its age and its trouble", () => {
    expect(shownAs(troubled(read, "denied"), (name) => name.length)).toEqual({
      ...{ value: 3, asOf: read.asOf, trouble: "denied", stale: false },
    });
    expect(shownAs(unread, () => "never")).toEqual(unread);
  });
});
