import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import { type Permission, undoNewestFirst } from "../../../src/changes/undo.ts";
import { memoryJournal, memoryKind, resize, steppingClock } from "./fakes.ts";

const now: Permission = { kind: "now" };
type Resources = ReturnType<typeof memoryKind>;

describe("undoing where something must be done first", () => {
  const first: Change = { resource: { kind: "group-capacity", id: "a" }, before: { min: 1 }, after: { min: 4 } };
  const entry = (n: number, id: string): Entry => ({
    n,
    step: "s",
    change: resize(id, 1, 0),
    status: "applied",
    at: 0,
  });
  const undoing = (resources: Resources, journal: ReturnType<typeof memoryJournal>, since = 0) =>
    undoNewestFirst({
      journal: journal.journal,
      kinds: { "group-capacity": resources.kind },
      clock: steppingClock(since),
      deadline: 60_000,
      permission: async ({ resource: { id } }) =>
        id === "b" && resources.state("a")?.min === 1 ? { kind: "first", change: first } : now,
      hasTime: () => true,
    });

  it("writes that down and does it before the undo, and leaves it so", async () => {
    const resources = memoryKind({ a: { min: 1 }, b: { desired: 0 }, c: { desired: 0 } });
    const journal = memoryJournal([entry(0, "c"), entry(1, "b")]);
    expect(await undoing(resources, journal)).toEqual({
      made: [first],
      done: false,
      reason: "the next undo was prepared.",
      lookAgainInSeconds: 1,
    });
    expect(await undoing(resources, journal)).toMatchObject({ done: true, conflicts: [] });
    expect(resources.writes).toEqual([
      'a: {"min":1} -> {"min":4}',
      'b: {"desired":0} -> {"desired":1}',
      'c: {"desired":0} -> {"desired":1}',
    ]);
    expect(journal.transitions).toEqual([
      "1 applied",
      "1 applied",
      "planned 1 by UndoChanges, 2 applying",
      "2 applied",
      "1 applied",
      "1 undone",
      "0 applied",
      "0 undone",
    ]);
  });

  it("plans it anew if an earlier attempt planned it and did not make it", async () => {
    const resources = memoryKind({ a: { min: 1 }, b: { desired: 0 } });
    const planned: Entry = { n: 1, step: "UndoChanges", change: first, status: "planned", at: 0 };
    const journal = memoryJournal([entry(0, "b"), planned]);
    await undoing(resources, journal);
    expect(await undoing(resources, journal)).toMatchObject({ done: true, conflicts: [] });
    expect(journal.entries().map(({ status }) => status)).toEqual(["undone", "planned", "applied"]);
    expect(resources.state("a")).toEqual({ min: 4 });
  });

  it.each([
    [
      "did not show, and calls that nobody's",
      { min: 1 },
      { status: "planned", note: "It did not show; another change took its place." },
    ],
    ["was made all the same, and goes on from there", { min: 3 }, { status: "applied" }],
  ])("puts another in the place of one that it began and that %s", async (_, found, becomes) => {
    const resources = memoryKind({ a: found, b: { desired: 0 } });
    const begun: Entry = {
      n: 1,
      step: "UndoChanges",
      change: { ...first, after: { min: 3 } },
      status: "applying",
      at: 0,
      writingUntil: 5_000,
    };
    const journal = memoryJournal([entry(0, "b"), begun]);
    const undoing = (since: number) =>
      undoNewestFirst({
        journal: journal.journal,
        kinds: { "group-capacity": resources.kind },
        clock: steppingClock(since),
        deadline: 60_000,
        permission: async () =>
          resources.state("a")?.min === 4 ? now : { kind: "first", change: { ...first, before: found } },
        hasTime: () => true,
      });
    expect(await undoing(0)).toMatchObject({ done: false, lookAgainInSeconds: 5 });
    expect(resources.writes).toEqual([]);
    await undoing(5_000);
    expect(await undoing(6_000)).toMatchObject({ done: true, conflicts: [] });
    expect(journal.entries().slice(1)).toMatchObject([becomes, { status: "applied" }]);
    expect(resources.state("a")).toEqual({ min: 4 });
  });

  it("finishes what a function died over, once it cannot be writing any more, and leaves what somebody else changed", async () => {
    const resources = memoryKind({ a: { min: 1 }, b: { desired: 1 }, c: { min: 9 } });
    const died = (n: number, id: string): Entry => ({
      n,
      step: n === 1 ? "UndoChanges" : "EndHold",
      change: { ...first, resource: { ...first.resource, id } },
      status: "applying",
      at: 0,
      writingUntil: 5_000,
    });
    const journal = memoryJournal([{ ...entry(0, "b"), status: "undone" }, died(1, "a"), died(2, "c")]);
    expect(await undoing(resources, journal)).toMatchObject({ done: false, lookAgainInSeconds: 5 });
    expect(await undoing(resources, journal, 5_000)).toMatchObject({ done: true, conflicts: [] });
    expect(journal.entries().map(({ status }) => status)).toEqual(["undone", "applied", "conflict"]);
    expect(resources.writes).toEqual(['a: {"min":1} -> {"min":4}']);
  });
});
