import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyStep } from "../../../src/changes/apply.ts";
import type { Change, State } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import { type Permission, undoNewestFirst } from "../../../src/changes/undo.ts";
import { RollbackIncomplete } from "../../../src/errors.ts";
import { memoryJournal, memoryKind, resize, steppingClock } from "./fakes.ts";

const now: Permission = { kind: "now" };
type Resources = ReturnType<typeof memoryKind>;
const undo = (
  resources: Resources,
  journal: ReturnType<typeof memoryJournal>,
  hold: (change: Change) => boolean = () => false,
  asNow: (change: Change) => Promise<Change> = async (change) => change,
) =>
  undoNewestFirst({
    asNow,
    journal: journal.journal,
    kinds: { "group-capacity": resources.kind },
    clock: steppingClock(),
    deadline: 60_000,
    permission: async (change) => (hold(change) ? { kind: "later", reason: "not yet", lookAgainInSeconds: 5 } : now),
    hasTime: () => true,
  });

describe("undoing a journal", () => {
  it("undoes what was applied, newest first, and leaves what was only planned", async () => {
    const resources = memoryKind({ a: { desired: 0 }, b: { desired: 0 }, c: { desired: 1 } });
    const journal = memoryJournal([
      { n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0 },
      { n: 1, step: "s", change: resize("b", 1, 0), status: "applying", at: 0 },
      { n: 2, step: "s", change: resize("c", 1, 0), status: "planned", at: 0 },
    ]);
    expect(await undo(resources, journal)).toEqual({
      made: [resize("b", 0, 1), resize("a", 0, 1)],
      done: true,
      conflicts: [],
    });
    expect(resources.writes).toEqual(['b: {"desired":0} -> {"desired":1}', 'a: {"desired":0} -> {"desired":1}']);
  });

  it("makes again what it makes as that can be made now, with the name that an undo before it got, and tells of it", async () => {
    const gone = (n: number, id: string, on: string): Entry => ({
      n,
      step: "s",
      change: { resource: { kind: "group-capacity", id }, before: { on }, after: null },
      status: "applied",
      at: 0,
    });
    const resources = memoryKind({});
    const journal = memoryJournal([gone(0, "b", "a"), gone(1, "a", "")]);
    const seen: string[] = [];
    const asNow = async (change: Change): Promise<Change> => {
      seen.push(change.resource.id);
      const isMadeAnew = resources.state("a") !== null && change.after?.on === "a";
      return isMadeAnew ? { ...change, after: { on: "a, made anew" } } : change;
    };
    expect(await undo(resources, journal, undefined, asNow)).toMatchObject({ done: true, conflicts: [] });
    expect(seen).toEqual(["a", "b"]);
    expect(resources.state("b")).toEqual({ on: "a, made anew" });
    expect(journal.entries().map(({ status }) => status)).toEqual(["undone", "undone"]);
  });

  it("leaves what somebody else changed, undoes the rest, and reports the conflict", async () => {
    const resources = memoryKind({ a: { desired: 0 }, b: { desired: 5 } });
    const journal = memoryJournal([
      { n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0 },
      { n: 1, step: "s", change: resize("b", 1, 0), status: "applied", at: 0 },
    ]);
    const result = await undo(resources, journal);
    expect(result.made).toEqual([resize("a", 0, 1)]);
    expect(result.done && result.conflicts.map((entry) => [entry.n, entry.status])).toEqual([[1, "conflict"]]);
    expect([resources.state("a"), resources.state("b")]).toEqual([{ desired: 1 }, { desired: 5 }]);
  });

  it("leaves what something else that is left stands on, and what that stands on", async () => {
    const made = (n: number, id: string, on: string): Entry => ({
      n,
      step: "s",
      change: { resource: { kind: "group-capacity", id }, before: null, after: { on } },
      status: "applied",
      at: 0,
    });
    const resources = memoryKind({ a: { on: "" }, b: { on: "a" }, c: { on: "" }, d: { on: "changed" } });
    const journal = memoryJournal([made(0, "a", ""), made(1, "b", "a"), made(2, "c", ""), made(3, "d", "b")]);
    const result = await undo(resources, journal);
    expect(result.done && result.conflicts.map(({ n, note }) => [n, note])).toEqual([
      [0, "waits for group-capacity b, which stands on it and is to be undone first."],
      [1, "waits for group-capacity d, which stands on it and is to be undone first."],
      [3, expect.stringContaining("group-capacity d was changed by somebody else")],
    ]);
    expect(resources.writes).toEqual(['c: {"on":""} -> null']);
  });

  it("does not undo a change where a later one of the same is left, and undoes both the next time, newest first", async () => {
    const resources = memoryKind({ a: { desired: 2 }, b: { desired: 0 } });
    const journal = memoryJournal([
      { n: 0, step: "Empty", change: resize("a", 2, 0), status: "applied", at: 0 },
      { n: 1, step: "Empty", change: resize("b", 1, 0), status: "applied", at: 0 },
      { n: 2, step: "Launch", change: resize("a", 0, 2), status: "applied", at: 0 },
    ]);
    const attempt = (permission: (change: Change) => Promise<Permission>) =>
      undoNewestFirst({
        journal: journal.journal,
        kinds: { "group-capacity": resources.kind },
        clock: steppingClock(),
        deadline: 60_000,
        permission,
        hasTime: () => true,
      });
    const kept = await attempt(async ({ after }) =>
      after?.desired === 0 ? { kind: "leave", reason: "has traffic" } : now,
    );
    expect(kept.done && kept.conflicts.map(({ n, note }) => [n, note])).toEqual([
      [0, "waits for a later change of the same, which is to be undone first (Launch)."],
      [2, "has traffic"],
    ]);
    expect([resources.state("a"), resources.state("b")]).toEqual([{ desired: 2 }, { desired: 1 }]);
    const result = await attempt(async () => now);
    expect(result).toEqual({ made: [resize("a", 2, 0), resize("a", 0, 2)], done: true, conflicts: [] });
    expect(resources.state("a")).toEqual({ desired: 2 });
  });

  it("stops where a later thing must come true first, and goes on from there", async () => {
    const resources = memoryKind({ a: { desired: 0 }, b: { desired: 0 } });
    const journal = memoryJournal([
      { n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0 },
      { n: 1, step: "s", change: resize("b", 1, 0), status: "applied", at: 0 },
    ]);
    const held = await undo(resources, journal, ({ resource }) => resource.id === "a");
    expect(held).toEqual({ made: [resize("b", 0, 1)], done: false, reason: "not yet", lookAgainInSeconds: 5 });
    expect(await undo(resources, journal)).toEqual({ made: [resize("a", 0, 1)], done: true, conflicts: [] });
    expect(resources.writes).toHaveLength(2);
  });

  it("waits for a function that may still be writing", async () => {
    const resources = memoryKind({ a: { desired: 0 } });
    const journal = memoryJournal([
      { n: 0, step: "s", change: resize("a", 1, 0), status: "applying", at: 0, writingUntil: 9_500 },
    ]);
    expect(await undo(resources, journal)).toEqual({
      made: [],
      done: false,
      reason: "the function that changes group-capacity a may still be writing.",
      lookAgainInSeconds: 10,
    });
    expect(resources.writes).toEqual([]);
  });

  it("goes on in another call when the time of this one is over", async () => {
    const resources = memoryKind({ a: { desired: 0 }, b: { desired: 0 } });
    const journal = memoryJournal([
      { n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0 },
      { n: 1, step: "s", change: resize("b", 1, 0), status: "applied", at: 0 },
    ]);
    const result = await undoNewestFirst({
      journal: journal.journal,
      kinds: { "group-capacity": resources.kind },
      clock: steppingClock(),
      deadline: 60_000,
      permission: async () => now,
      hasTime: () => resources.writes.length === 0,
    });
    expect(result).toEqual({
      made: [resize("b", 0, 1)],
      done: false,
      reason: "the undo goes on.",
      lookAgainInSeconds: 1,
    });
    expect(await undo(resources, journal)).toEqual({ made: [resize("a", 0, 1)], done: true, conflicts: [] });
  });

  it.each<[string, Partial<Entry>, number]>([
    ["at once where the change was seen to be done", { status: "applied" }, 0],
    ["after a while where nobody saw how the change ended", { status: "applying" }, 5_000],
    ["after a while where nobody saw how an earlier undo ended", { status: "applied", writingUntil: 0 }, 5_000],
  ])("believes that a change is undone already %s", async (_, state, after) => {
    const clock = steppingClock();
    const { journal, entries } = memoryJournal([
      { n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0, ...state },
    ]);
    const resources = memoryKind({ a: { desired: 1 } });
    await undoNewestFirst({
      journal,
      kinds: { "group-capacity": resources.kind },
      clock,
      deadline: 60_000,
      permission: async () => now,
      hasTime: () => true,
    });
    expect([entries().map(({ status }) => status), resources.writes, clock.slept()]).toEqual([["undone"], [], after]);
  });

  it("says before each undo until when it may be writing, so that another rollback waits for it", async () => {
    const resources = memoryKind({ a: { desired: 0 } });
    const journal = memoryJournal([{ n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0 }]);
    const seen: unknown[] = [];
    const read = async (id: string) => {
      seen.push(await undo(resources, journal));
      return resources.kind.read(id);
    };
    await undo({ ...resources, kind: { ...resources.kind, read } }, journal);
    expect(seen[0]).toEqual({
      made: [],
      done: false,
      reason: "the function that changes group-capacity a may still be writing.",
      lookAgainInSeconds: 60,
    });
    expect(resources.writes).toHaveLength(1);
  });

  it("does not keep the next try waiting if it failed itself", async () => {
    const resources = memoryKind({ a: { desired: 0 } });
    const journal = memoryJournal([{ n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0 }]);
    const write = async () => {
      throw new Error("throttled");
    };
    await expect(undo({ ...resources, kind: { ...resources.kind, write } }, journal)).rejects.toThrow("throttled");
    expect(await undo(resources, journal)).toEqual({ made: [resize("a", 0, 1)], done: true, conflicts: [] });
    expect(resources.state("a")).toEqual({ desired: 1 });
  });

  it("leaves what would do harm, says why, and tries it again the next time", async () => {
    const resources = memoryKind({ a: { desired: 0 } });
    const journal = memoryJournal([{ n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0 }]);
    const refused = await undoNewestFirst({
      journal: journal.journal,
      kinds: { "group-capacity": resources.kind },
      clock: steppingClock(),
      deadline: 60_000,
      permission: async () => ({ kind: "leave", reason: "traffic is there" }),
      hasTime: () => true,
    });
    expect(refused.done && refused.conflicts.map(({ note }) => note)).toEqual(["traffic is there"]);
    expect(resources.writes).toEqual([]);
    expect(await undo(resources, journal)).toEqual({ made: [resize("a", 0, 1)], done: true, conflicts: [] });
    expect(resources.state("a")).toEqual({ desired: 1 });
  });

  it("stops, with nothing written, where nothing that it could do is safe", async () => {
    const resources = memoryKind({ a: { desired: 0 } });
    const journal = memoryJournal([{ n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0 }]);
    const stopped = undoNewestFirst({
      journal: journal.journal,
      kinds: { "group-capacity": resources.kind },
      clock: steppingClock(),
      deadline: 60_000,
      permission: async () => ({ kind: "stop", reason: "neither side is fit" }),
      hasTime: () => true,
    });
    await expect(stopped).rejects.toThrow(new RollbackIncomplete("neither side is fit"));
    expect([resources.writes, journal.entries()]).toEqual([
      [],
      [{ n: 0, step: "s", change: resize("a", 1, 0), status: "applied", at: 0 }],
    ]);
  });

  it("asks for permission when the undo is written down, and leaves the entry as it was where it must wait", async () => {
    const change = resize("a", 1, 0);
    const entries: readonly Entry[] = [
      { n: 0, step: "s", change, status: "applied", at: 0 },
      { n: 0, step: "s", change, status: "applying", at: 0, writingUntil: 0 },
    ];
    for (const entry of entries) {
      const [resources, journal] = [memoryKind({ a: { desired: 0 } }), memoryJournal([entry])];
      const asked: unknown[] = [];
      const result = await undoNewestFirst({
        journal: journal.journal,
        kinds: { "group-capacity": resources.kind },
        clock: steppingClock(),
        deadline: 60_000,
        permission: async () => {
          asked.push(journal.entries()[0]?.writingUntil);
          return { kind: "later", reason: "not fit yet", lookAgainInSeconds: 7 };
        },
        hasTime: () => true,
      });
      expect([asked, result]).toEqual([
        [60_000],
        { made: [], done: false, reason: "not fit yet", lookAgainInSeconds: 7 },
      ]);
      expect([resources.writes, journal.entries()]).toEqual([[], [entry]]);
    }
  });

  it("restores every resource, wherever a deployment stopped", async () => {
    const sizes = fc.integer({ min: 0, max: 3 });
    const step = fc.record({ id: fc.constantFrom("a", "b", "c"), to: fc.option(sizes, { nil: null }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.nat(40), async (steps, crashAfter) => {
        const before: Record<string, State | null> = { a: { desired: 1 }, b: null, c: { desired: 2 } };
        const resources = memoryKind(before);
        const journal = memoryJournal();
        let calls = 0;
        // The process dies before or after any one of its effects.
        const dying = <A extends readonly unknown[], R>(effect: (...args: A) => Promise<R>) => {
          return async (...args: A): Promise<R> => {
            if (calls++ === crashAfter) throw new Error("died before");
            const result = await effect(...args);
            if (calls++ === crashAfter) throw new Error("died after");
            return result;
          };
        };
        const tools = {
          journal: { ...journal.journal, plan: dying(journal.journal.plan), mark: dying(journal.journal.mark) },
          kinds: { "group-capacity": { ...resources.kind, write: dying(resources.kind.write) } },
          clock: steppingClock(),
          deadline: 0,
        };
        try {
          for (const [index, { id, to }] of steps.entries()) {
            const from = resources.state(id)?.desired ?? null;
            const change = resize(id, from as number | null, to);
            await applyStep(`step ${index}`, await tools.journal.read(), () => [change], tools);
          }
        } catch {
          // What the rollback is for.
        }
        expect(await undo(resources, journal)).toMatchObject({ done: true, conflicts: [] });
        expect({ a: resources.state("a"), b: resources.state("b"), c: resources.state("c") }).toEqual(before);
      }),
    );
  });
});
