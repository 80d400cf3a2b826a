import { expect, it } from "vitest";
import type { Entry } from "../../../src/changes/journal.ts";
import { deployedSide } from "../../../src/deployment/deployed-side.ts";

const entry = (kind: "group-launch-template" | "group-capacity", id: string): Entry => ({
  n: 0,
  step: "LaunchRelease",
  change: { resource: { kind, id }, before: {}, after: {} },
  status: "applied",
  at: 0,
});

it.each([
  { action: "deploy", launched: "web", side: "blue" },
  { action: "deploy", launched: "web-green", side: "green" },
  { action: "release", launched: "web-green", side: undefined },
])("a $action whose group $launched launches something else put its release on $side", ({ action, launched, side }) => {
  const deployment = { id: "d", action, requestedBy: "ci", startedAt: 0 };
  const entries = [entry("group-capacity", "web-green"), entry("group-launch-template", launched)];
  expect(deployedSide({ group: "web" }, { deployment, entries })).toBe(side);
});
