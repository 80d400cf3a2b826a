import { expect, it } from "vitest";
import { usesVersion } from "../../../src/deployment/version-use.ts";
import { group } from "./world.ts";

it.each([
  ["of neither", "1", "1", "InService", false],
  ["that moves, by the group", "$Latest", "1", "InService", true],
  ["by the group", "2", "1", "InService", true],
  ["by an instance", "1", "2", "InService", true],
  ["by an instance that goes", "1", "2", "Terminating:Wait", false],
])("a launch template version is in use: %s", (_, launches, runs, lifecycleState, isUsed) => {
  const made = { id: "lt-1", version: "2" };
  const instance = { id: "i", lifecycleState, healthStatus: "Healthy", launchTemplate: { ...made, version: runs } };
  const launchTemplate = { ...made, version: launches, name: "web" };
  expect(usesVersion(group("web", { launchTemplate, instances: [instance] }), made)).toBe(isUsed);
});
