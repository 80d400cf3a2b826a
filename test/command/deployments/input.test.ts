import { expect, it } from "vitest";
import { deploymentInput } from "../../../command/deployments/input.ts";
import { UsageError } from "../../../command/usage-error.ts";

it.each(["upgrade", "switch", "scaledown"] as const)("a %s overrides freeze windows with a reason", (action) => {
  expect(deploymentInput(action, "web-live", { override: true, reason: "the site is down" })).toMatchObject({
    action,
    override: { reason: "the site is down" },
  });
  expect(deploymentInput(action, "web-live", { override: false })).not.toHaveProperty("override");
});

it.each([
  [{ override: true }, "--override needs --reason TEXT: why freeze windows shall not hold it."],
  [{ reason: "the site is down" }, "--reason is for --override, and that was not given."],
])("%j are of no use alone: %s", (typed, says) => {
  expect(() => deploymentInput("switch", "web-live", typed)).toThrow(new UsageError(says));
});
