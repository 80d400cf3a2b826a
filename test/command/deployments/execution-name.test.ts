import { expect, it } from "vitest";
import { requireExecutionName } from "../../../command/deployments/execution-name.ts";
import { UsageError } from "../../../command/usage-error.ts";

it.each(["web-live-1234", "a.b_c", "x".repeat(80)])("%s may be an execution's name", (name) => {
  requireExecutionName(name);
});

it.each([
  ["bad name", "found ' '"],
  ["a/b", "found '/'"],
  ["a:b", "found ':'"],
  ["", "found nothing"],
  ["x".repeat(81), "--name is 81 characters long: expected 80 at most."],
])("'%s' is refused before AWS is asked", (name, says) => {
  expect(() => requireExecutionName(name)).toThrow(UsageError);
  expect(() => requireExecutionName(name)).toThrow(says);
});
