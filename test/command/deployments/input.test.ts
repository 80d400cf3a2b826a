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
  [{ reason: "the site is down" }, { reason: "the site is down" }],
  [{ reason: "the site is down", override: true }, { override: { reason: "the site is down" } }],
])("of %j the input says why: %j", (typed, said) => {
  const { environment, action, requestedBy, ...rest } = deploymentInput("switch", "web-live", typed);
  expect(rest).toEqual(said);
});

it("what overrides a freeze window must say why", () => {
  expect(() => deploymentInput("switch", "web-live", { override: true })).toThrow(
    new UsageError("--override needs --reason TEXT: why freeze windows shall not hold it."),
  );
});
