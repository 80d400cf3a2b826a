import { describe, expect, it } from "vitest";
import { rollbackName } from "../../../src/aws/start-rollback.ts";

describe("the name of a rollback's execution", () => {
  it("follows from the deployment's", () => {
    expect(rollbackName("web-live-deploy-1")).toBe("undo-web-live-deploy-1");
  });

  it("keeps within 80 characters, and long names apart", () => {
    const [first, second] = [rollbackName(`${"x".repeat(79)}1`), rollbackName(`${"x".repeat(79)}2`)];
    expect([first.length, second.length]).toEqual([80, 80]);
    expect(first).not.toBe(second);
  });
});
