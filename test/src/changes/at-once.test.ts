import { describe, expect, it } from "vitest";
import type { Entry } from "../../../src/changes/journal.ts";
import { type Permission, undoNewestFirst } from "../../../src/changes/undo.ts";
import { memoryJournal, memoryKind, resize, steppingClock } from "./fakes.ts";

const now: Permission = { kind: "now" };
const undo = ({ kind }: Pick<ReturnType<typeof memoryKind>, "kind">, journal: ReturnType<typeof memoryJournal>) =>
  undoNewestFirst({
    journal: journal.journal,
    kinds: { "group-capacity": kind },
    clock: steppingClock(),
    deadline: 60_000,
    permission: async () => now,
    hasTime: () => true,
  });

describe("undoing a journal of a kind that one write takes back", () => {
  const moved = (last: Entry["status"] = "applied"): readonly Entry[] => [
    { n: 0, step: "s", change: resize("a", 1, 2), status: "applied", at: 0 },
    { n: 1, step: "s", change: resize("b", 0, 1), status: "applied", at: 0 },
    { n: 2, step: "s", change: resize("a", 2, 3), status: "applied", at: 0 },
    { n: 3, step: "s", change: resize("a", 3, 4), status: last, at: 0 },
  ];
  const atOnce = (desired: number) => {
    const resources = memoryKind({ a: { desired }, b: { desired: 1 } });
    return { ...resources, kind: { ...resources.kind, undoneAtOnce: true as const } };
  };

  it("undoes several changes of a resource by one, before whatever is older than the newest", async () => {
    const resources = atOnce(4);
    const journal = memoryJournal(moved());
    expect(await undo(resources, journal)).toMatchObject({ done: true, conflicts: [] });
    expect(resources.writes).toEqual(['a: {"desired":4} -> {"desired":1}', 'b: {"desired":1} -> {"desired":0}']);
    expect(journal.transitions).toContain("3 undone, 2 undone, 0 undone");
  });

  it.each([3, 4])("does so where nobody saw whether the newest was made, and finds %i", async (desired) => {
    const resources = atOnce(desired);
    expect(await undo(resources, memoryJournal(moved("applying")))).toMatchObject({ done: true, conflicts: [] });
    expect([resources.state("a"), resources.state("b")]).toEqual([{ desired: 1 }, { desired: 0 }]);
  });

  it("finds nothing left to do where a rollback died before it could note that", async () => {
    const resources = atOnce(1);
    const [first, second, third, last] = moved();
    const died = [first, second, third, { ...last, writingUntil: -1 }] as readonly Entry[];
    expect(await undo(resources, memoryJournal(died))).toMatchObject({ done: true, conflicts: [] });
    expect(resources.writes).toEqual(['b: {"desired":1} -> {"desired":0}']);
  });

  it("leaves them all where somebody else changed it, also what we had made of it once, and takes them back once that is settled", async () => {
    for (const found of [9, 2]) {
      const resources = atOnce(found);
      const journal = memoryJournal(moved());
      const result = await undo(resources, journal);
      expect(result.done && result.conflicts.map(({ n }) => n)).toEqual([0, 2, 3]);
      expect(resources.state("a")).toEqual({ desired: found });
      resources.set("a", { desired: 4 });
      expect(await undo(resources, journal)).toMatchObject({ done: true, conflicts: [] });
      expect(resources.state("a")).toEqual({ desired: 1 });
    }
  });

  it("goes back one by one over what somebody else did between two", async () => {
    const resources = atOnce(4);
    const [first, second, , last] = moved();
    const result = await undo(resources, memoryJournal([first, second, last] as readonly Entry[]));
    expect(result.done && result.conflicts.map(({ n }) => n)).toEqual([0]);
    expect(resources.state("a")).toEqual({ desired: 3 });
  });
});
