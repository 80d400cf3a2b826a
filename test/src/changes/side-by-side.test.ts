import { describe, expect, it } from "vitest";
import { applyStep } from "../../../src/changes/apply.ts";
import type { Change } from "../../../src/changes/change.ts";
import { inTurns } from "../../../src/changes/side-by-side.ts";
import { undoNewestFirst } from "../../../src/changes/undo.ts";
import { AwsUnavailable, Conflict } from "../../../src/errors.ts";
import { memoryJournal, memoryKind, resize, steppingClock } from "./fakes.ts";

const open = (id: string): Change => ({
  resource: { kind: "listener", id },
  before: { actions: "old" },
  after: { actions: "new" },
});

/** Listeners in memory that go side by side, and groups that do not; every write waits until `together` of them have come. */
const world = (together = 1, failing?: string) => {
  const lasting = memoryKind({ x: { actions: "old" }, y: { actions: "old" }, z: { actions: "old" } });
  const groups = memoryKind({ a: { desired: 1 }, b: { desired: 1 } });
  const order: string[] = [];
  let waiting: (() => void)[] = [];
  const kinds = {
    "group-capacity": groups.kind,
    listener: {
      ...lasting.kind,
      sideBySide: true as const,
      write: async (...[id, before, after]: Parameters<typeof lasting.kind.write>) => {
        order.push(id);
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
          if (waiting.length < together) return;
          for (const each of waiting) each();
          waiting = [];
        });
        if (id === failing) throw new AwsUnavailable("no answer");
        return lasting.kind.write(id, before, after);
      },
    },
  };
  return { kinds, order, listeners: lasting, groups };
};

const applied = async (
  journal: ReturnType<typeof memoryJournal>,
  { kinds }: ReturnType<typeof world>,
  changes: readonly Change[],
  more: object = {},
) =>
  applyStep("MoveTraffic", await journal.journal.read(), () => changes, {
    ...{ journal: journal.journal, kinds, clock: steppingClock(), deadline: 30_000, ...more },
  });

const undone = (journal: ReturnType<typeof memoryJournal>, { kinds }: ReturnType<typeof world>, more: object = {}) =>
  undoNewestFirst({
    ...{ journal: journal.journal, kinds, clock: steppingClock(), deadline: 30_000 },
    permission: async () => ({ kind: "now" }),
    hasTime: () => true,
    ...more,
  });

const statuses = (journal: ReturnType<typeof memoryJournal>) => journal.entries().map(({ status }) => status);

describe("changes side by side", () => {
  it("are those of kinds that allow it, that follow on each other, of different resources, five at most", () => {
    const { kinds } = world();
    const turns = (...changes: readonly Change[]) =>
      inTurns(changes, (change) => change, kinds).map((turn) => turn.map(({ resource: { id } }) => id).join(""));
    expect(turns(resize("a", 1, 0), resize("b", 1, 0), open("x"), open("y"), resize("a", 0, 1))).toEqual([
      "a",
      "b",
      "xy",
      "a",
    ]);
    expect(turns(open("x"), open("y"), open("x"))).toEqual(["xy", "x"]);
    expect(turns(..."uvwxyz".split("").map(open))).toEqual(["uvwxy", "z"]);
  });

  it("are all written down as being made before the first call, which none of them waits to see done", async () => {
    const [journal, all] = [memoryJournal(), world(2)];
    await applied(journal, all, [resize("a", 1, 0), open("x"), open("y"), resize("b", 1, 0)]);
    expect(journal.transitions).toEqual([
      "planned 4 by MoveTraffic, 0 applying",
      "0 applied, 1 applying, 2 applying",
      "1 applied, 2 applied, 3 applying",
      "3 applied",
    ]);
    expect(all.order).toEqual(["x", "y"]);
  });

  it("are written down with the plan if they come first", async () => {
    const journal = memoryJournal();
    await applied(journal, world(2), [open("x"), open("y")]);
    expect(journal.transitions).toEqual(["planned 2 by MoveTraffic, 0 and 1 applying", "0 applied, 1 applied"]);
  });

  it("are all ended, and those that were made written down, before the failure of one is thrown", async () => {
    const [journal, all] = [memoryJournal(), world(3, "x")];
    const made = applied(journal, all, [open("x"), open("y"), open("z"), resize("a", 1, 0)]);
    await expect(made).rejects.toThrow("no answer");
    expect(statuses(journal)).toEqual(["applying", "applied", "applied", "planned"]);
    expect(journal.entries()[0]).toMatchObject({ writingUntil: 0 });
    expect(all.groups.writes).toEqual([]);
  });

  it("are not made where the last look at one forbids it, and the others are", async () => {
    const [journal, all] = [memoryJournal(), world()];
    const lastLook = async ({ resource: { id } }: Change) => {
      if (id === "y") throw new Error("not any more");
    };
    await expect(applied(journal, all, [open("x"), open("y")], { lastLook })).rejects.toThrow("not any more");
    expect(journal.entries()).toMatchObject([{ status: "applied" }, { status: "planned", note: "not any more" }]);
  });

  it("that an earlier try began are finished, each as far as it came", async () => {
    const journal = memoryJournal([
      { n: 0, step: "MoveTraffic", change: open("x"), status: "applying", at: 0 },
      { n: 1, step: "MoveTraffic", change: open("y"), status: "applying", at: 0 },
    ]);
    const all = world();
    all.listeners.set("x", { actions: "new" });
    await applied(journal, all, []);
    expect(all.order).toEqual(["y"]);
    expect(statuses(journal)).toEqual(["applied", "applied"]);
  });

  it("conflict one by one", async () => {
    const [journal, all] = [memoryJournal(), world()];
    all.listeners.set("x", { actions: "somebody's" });
    await expect(applied(journal, all, [open("x"), open("y")])).rejects.toBeInstanceOf(Conflict);
    expect(statuses(journal)).toEqual(["planned", "applied"]);
  });
});

describe("undoing side by side", () => {
  const moved = async (together = 1, failing?: string) => {
    const journal = memoryJournal();
    const before = world();
    await applied(journal, before, [open("x"), open("y"), resize("a", 1, 0)]);
    const all = world(together, failing);
    for (const id of ["x", "y"]) all.listeners.set(id, { actions: "new" });
    all.groups.set("a", { desired: 0 });
    journal.transitions.length = 0;
    return { journal, all };
  };

  it("asks permission for each, and makes them at once", async () => {
    const { journal, all } = await moved(2);
    const asked: string[] = [];
    const permission = async ({ resource: { id } }: Change) => {
      asked.push(`${id} after ${all.order.length}`);
      return { kind: "now" } as const;
    };
    expect(await undone(journal, all, { permission })).toMatchObject({ done: true, conflicts: [] });
    expect(asked).toEqual(["a after 0", "y after 0", "x after 0"]);
    expect(all.order).toEqual(["y", "x"]);
    expect(statuses(journal)).toEqual(["undone", "undone", "undone"]);
    expect(journal.transitions.at(-1)).toBe("1 undone, 0 undone");
  });

  it("makes those that are permitted, and leaves the one that must wait, and those after it, as they were", async () => {
    const { journal, all } = await moved();
    const permission = async ({ resource: { id } }: Change) =>
      id === "x" ? { kind: "later", reason: "it comes up", lookAgainInSeconds: 7 } : { kind: "now" };
    expect(await undone(journal, all, { permission })).toMatchObject({ done: false, lookAgainInSeconds: 7 });
    expect(journal.entries().map(({ status, writingUntil }) => [status, writingUntil])).toEqual([
      ["applied", undefined],
      ["undone", undefined],
      ["undone", undefined],
    ]);
  });

  it("prepares once what several of them need first", async () => {
    const { journal, all } = await moved();
    const change = resize("b", 1, 4);
    const permission = async ({ resource: { kind } }: Change) =>
      kind === "listener" ? { kind: "first", change } : { kind: "now" };
    expect(await undone(journal, all, { permission })).toMatchObject({
      done: false,
      reason: "the next undo was prepared.",
    });
    expect(all.groups.writes).toEqual(['a: {"desired":0} -> {"desired":1}', 'b: {"desired":1} -> {"desired":4}']);
    expect(all.order).toEqual([]);
  });

  it("says what the one that failed may have done, once the others are undone", async () => {
    const { journal, all } = await moved(2, "y");
    await expect(undone(journal, all)).rejects.toThrow("no answer");
    expect(journal.entries().map(({ status, writingUntil }) => [status, writingUntil])).toEqual([
      ["undone", undefined],
      ["applied", 0],
      ["undone", undefined],
    ]);
  });

  it("makes none of what is permitted wait for one that cannot be asked about", async () => {
    const { journal, all } = await moved();
    const permission = async ({ resource: { id } }: Change) => {
      if (id === "x") throw new AwsUnavailable("no answer");
      return { kind: "now" };
    };
    await expect(undone(journal, all, { permission })).rejects.toThrow("no answer");
    expect(statuses(journal)).toEqual(["applied", "undone", "undone"]);
    expect(journal.entries()[1]).not.toHaveProperty("writingUntil");
  });
});
