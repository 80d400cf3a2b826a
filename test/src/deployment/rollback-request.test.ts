import { describe, expect, it } from "vitest";
import type { Entry, EntryStatus } from "../../../src/changes/journal.ts";
import { lastUndoable, parseRollbackRequest, reopenedEntries } from "../../../src/deployment/rollback-request.ts";

describe("the input of a rollback", () => {
  it("names the environment, and the deployment if it is to be no other", () => {
    expect(parseRollbackRequest({ environment: "web-live" })).toEqual({
      environment: "web-live",
      requestedBy: "unknown",
    });
    const caller = "arn:aws:sts::123456789012:assumed-role/deployers/ann";
    const whole = {
      environment: "web-live",
      deployment: "d-1",
      requestedBy: "ci",
      caller,
      reason: "the search is empty",
    };
    expect(parseRollbackRequest(whole)).toEqual(whole);
  });

  it.each<[input: unknown, message: string]>([
    [{}, "environment: Invalid input: expected string, received undefined"],
    [{ environment: "web-live", deployment: "" }, "deployment: Too small: expected string to have >=1 characters"],
    [{ environment: "web-live", reason: " " }, "reason: expected words"],
    [
      { environment: "web-live", action: "rollback" },
      "(the whole): unknown field action; expected only environment, deployment, requestedBy, caller, reason",
    ],
  ])("%j is refused: %s", (input, message) => {
    expect(() => parseRollbackRequest(input)).toThrow(
      expect.objectContaining({ name: "InvalidInput", message: `The rollback's input is not valid: ${message}.` }),
    );
  });
});

const entry = (n: number, status: EntryStatus): Entry => ({
  n,
  step: "LaunchRelease",
  change: { resource: { kind: "group-capacity", id: "web" }, before: { desired: n }, after: { desired: n + 1 } },
  status,
  at: 0,
});

const journal = (id: string, outcome: string, undoes?: string) => ({
  deployment: { id, action: "deploy", requestedBy: "ci", startedAt: 0, ...(undoes === undefined ? {} : { undoes }) },
  outcome,
  entries: [entry(0, "applied")],
});

describe("the deployment that a rollback on demand undoes", () => {
  const first = journal("first", "Succeeded");
  const second = journal("second", "Succeeded");
  it.each([
    ["the newest that succeeded", [second, first], undefined, second],
    ["not one that was rolled back itself", [journal("third", "RolledBack"), second], undefined, second],
    ["not one that was undone since", [journal("undo", "RolledBack", "second"), second, first], undefined, first],
    ["the one asked for, if it is the newest", [second, first], "second", second],
    ["none, if a newer one stands on the one asked for", [second, first], "first", undefined],
    [
      "not one that found nothing to do",
      [{ ...journal("third", "Succeeded"), entries: [] }, second, first],
      undefined,
      second,
    ],
    ["none, if there never was one", [], undefined, undefined],
    ["not the one asked for, if there never was one", [], "first", undefined],
  ])("is %s", (_, newestFirst, deployment, expected) => {
    expect(lastUndoable(newestFirst, deployment)).toBe(expected);
  });

  it("is undone by a journal of just the changes that it made, or may have made, numbered anew", () => {
    const entries = [entry(0, "applied"), entry(1, "planned"), entry(2, "applied"), entry(3, "applying")];
    expect(reopenedEntries({ ...first, entries })).toEqual([
      { ...entry(0, "applied"), n: 0 },
      { ...entry(2, "applied"), n: 1 },
      { ...entry(3, "applying"), n: 2 },
    ]);
  });
});
