import { describe, expect, it } from "vitest";
import { parseAskedPlan, parseAskedStart } from "../../console/asked-action.ts";

const plan = { environment: "web-live", action: "release", releaseOf: "web-alpha", scaledown: true };
const start = { ...plan, hash: "h", name: "web-live-release-1", reason: "it has the fix", typedName: "web-live" };

describe("what a page asks for", () => {
  it("is a plan, or its start", () => {
    expect(parseAskedPlan(plan)).toEqual(plan);
    expect(parseAskedStart(start)).toEqual(start);
    expect(parseAskedStart({ ...start, reason: "" }).reason).toBe("");
  });

  it.each<[parse: (json: unknown) => unknown, json: unknown, message: string]>([
    [parseAskedPlan, undefined, "(the whole): Invalid input: expected object, received undefined"],
    [parseAskedPlan, { ...plan, action: "upgrade" }, "action: Invalid option"],
    [parseAskedPlan, { ...plan, hash: "h" }, "unknown field hash"],
    [parseAskedPlan, { ...plan, releaseText: "x".repeat(64_001) }, "releaseText: Too big"],
    [parseAskedStart, plan, "hash: Invalid input"],
    [parseAskedStart, { ...start, reason: "x".repeat(257) }, "reason"],
    [parseAskedStart, { ...start, requestedBy: "somebody else" }, "unknown field requestedBy"],
    [parseAskedStart, { ...start, override: { reason: "no" } }, "unknown field override"],
  ])("%#: is refused by name otherwise", (parse, json, message) => {
    expect(() => parse(json)).toThrow(
      expect.objectContaining({ name: "InvalidInput", message: expect.stringContaining(message) }),
    );
  });
});
