import { describe, expect, it } from "vitest";
import type { EntryStatus, Journal } from "../../../src/changes/journal.ts";
import { isLeftBehind } from "../../../src/deployment/left-behind.ts";
import { resize } from "../changes/fakes.ts";

/** The open journal of deployment `d-1`, held by `owner`, with two changes. */
const heldBy = (owner: string, status: EntryStatus = "applied"): Journal => ({
  environment: "web-live",
  deployment: { id: "d-1", action: "deploy", requestedBy: "ci", startedAt: 0 },
  epoch: 1,
  owner,
  entries: [
    { n: 0, step: "LaunchRelease", change: resize("web", 0, 2), status, at: 0 },
    { n: 1, step: "LaunchRelease", change: resize("web", 2, 4), status: "undone", at: 0 },
  ],
});

describe("a journal is left behind by", () => {
  it.each<[string, Parameters<typeof isLeftBehind>]>([
    ["a deployment's execution that held it", [{ name: "d-1" }, heldBy("d-1")]],
    ["one that died while it rolled back", [{ name: "d-1" }, heldBy("rollback:d-1")]],
    ["one whose rollback gave up: one more attempt", [{ name: "d-1" }, heldBy("rollback:d-1", "conflict")]],
    ["a rollback that held it", [{ name: "undo-d-1", deployment: "d-1" }, heldBy("rollback:undo-d-1")]],
    ["a rollback that a person started", [{ name: "by-hand" }, heldBy("rollback:by-hand")]],
    ["a rollback that died before it took over", [{ name: "undo-d-1", deployment: "d-1" }, heldBy("d-1")]],
    ["the second rollback in a row", [{ name: "undo-undo-d-1", deployment: "d-1" }, heldBy("rollback:undo-undo-d-1")]],
  ])("%s", (_, [ended, open]) => {
    expect(isLeftBehind(ended, open)).toBe(true);
  });
});

describe("a journal is not left behind by", () => {
  it.each<[string, Parameters<typeof isLeftBehind>]>([
    ["an execution that never held it", [{ name: "d-2" }, heldBy("d-1")]],
    ["a deployment that a rollback has taken over from", [{ name: "d-1" }, heldBy("rollback:by-hand")]],
    [
      "a rollback that another one has taken over from",
      [{ name: "undo-d-1", deployment: "d-1" }, heldBy("rollback:by-hand")],
    ],
    ["a rollback of another deployment", [{ name: "undo-d-2", deployment: "d-2" }, heldBy("d-1")]],
    [
      "a rollback that found conflicts",
      [{ name: "undo-d-1", deployment: "d-1" }, heldBy("rollback:undo-d-1", "conflict")],
    ],
    [
      "the third rollback in a row",
      [{ name: "undo-undo-undo-d-1", deployment: "d-1" }, heldBy("rollback:undo-undo-undo-d-1")],
    ],
  ])("%s", (_, [ended, open]) => {
    expect(isLeftBehind(ended, open)).toBe(false);
  });
});
