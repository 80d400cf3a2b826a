import { describe, expect, it } from "vitest";
import { type Applying, applyStep } from "../../../src/changes/apply.ts";
import type { Change } from "../../../src/changes/change.ts";
import type { ResourceKind } from "../../../src/changes/resource-kind.ts";
import { Conflict, NotVisible } from "../../../src/errors.ts";
import { memoryJournal, memoryKind, resize, steppingClock } from "./fakes.ts";

const applied = async (
  resources: ReturnType<typeof memoryKind>,
  journal: ReturnType<typeof memoryJournal>,
  plan: () => readonly Change[],
  more: Partial<Applying> = {},
) =>
  applyStep("ScaleDown", await journal.journal.read(), plan, {
    journal: journal.journal,
    kinds: { "group-capacity": resources.kind },
    clock: steppingClock(),
    deadline: 30_000,
    ...more,
  });

describe("applying a step", () => {
  it("writes each change down before the call and after it", async () => {
    const [resources, journal] = [memoryKind({ a: { desired: 1 }, b: { desired: 1 } }), memoryJournal()];
    await applied(resources, journal, () => [resize("a", 1, 0), resize("b", 1, 0)]);
    expect(journal.transitions).toEqual(["planned 2 by ScaleDown, 0 applying", "0 applied, 1 applying", "1 applied"]);
  });

  describe("of a kind that holds as soon as AWS has answered", () => {
    const world = (lag: number) => {
      const [resources, journal] = [memoryKind({ a: { desired: 1 }, b: { desired: 1 } }, lag), memoryJournal()];
      const clock = steppingClock();
      const writtenAt: number[] = [];
      const write: ResourceKind["write"] = async (...change) => {
        writtenAt.push(clock.now());
        await resources.kind.write(...change);
      };
      const kinds = { "group-capacity": { ...resources.kind, write, holdsAtOnce: true as const } };
      return { resources, journal, clock, kinds, writtenAt };
    };

    it("does not keep what follows waiting until it shows, and is marked as applied once it does", async () => {
      const { resources, journal, writtenAt, ...more } = world(2);
      await applied(resources, journal, () => [resize("a", 1, 0), resize("b", 1, 0)], more);
      expect(writtenAt).toEqual([0, 0]);
      expect(journal.transitions).toEqual(["planned 2 by ScaleDown, 0 applying", "1 applying", "0 applied, 1 applied"]);
      expect(more.clock.slept()).toBeGreaterThan(0);
    });

    it("is seen before the next change of the same is made", async () => {
      const { resources, journal, writtenAt, ...more } = world(1);
      await applied(resources, journal, () => [resize("a", 1, 0), resize("a", 0, 3)], more);
      expect(writtenAt).toEqual([0, 500]);
      expect(journal.transitions[1]).toBe("0 applied, 1 applying");
    });

    it("is seen before anything is deleted that it may be a part of", async () => {
      const { resources, journal, writtenAt, ...more } = world(1);
      await applied(resources, journal, () => [resize("a", 1, 0), resize("b", 1, null)], more);
      expect(writtenAt).toEqual([0, 500]);
      expect(journal.transitions[1]).toBe("0 applied, 1 applying");
    });

    it("is written down as it was seen, where what follows fails", async () => {
      const { resources, journal, writtenAt: _, ...more } = world(1);
      resources.set("b", { desired: 9 });
      const made = applied(resources, journal, () => [resize("a", 1, 0), resize("b", 1, 0)], more);
      await expect(made).rejects.toBeInstanceOf(Conflict);
      expect(journal.entries().map(({ status }) => status)).toEqual(["applied", "planned"]);
    });

    it("ends the step where it never shows, and says that nobody writes any more", async () => {
      const { resources, journal, writtenAt: _, ...more } = world(1_000);
      const made = applied(resources, journal, () => [resize("a", 1, 0), resize("b", 1, 0)], more);
      await expect(made).rejects.toBeInstanceOf(NotVisible);
      const writingUntil = more.clock.now();
      expect(journal.entries()).toMatchObject([
        { status: "applying", writingUntil },
        { status: "applying", writingUntil },
      ]);
    });
  });

  it("leaves out changes that change nothing", async () => {
    const [resources, journal] = [memoryKind({ a: { desired: 1 } }), memoryJournal()];
    expect(await applied(resources, journal, () => [resize("a", 1, 1)])).toEqual([]);
    expect(resources.writes).toEqual([]);
    expect(journal.transitions).toEqual([]);
  });

  it("finishes the stored plan when it runs again, instead of making another", async () => {
    const resources = memoryKind({ a: { desired: 0 }, b: { desired: 1 } });
    const journal = memoryJournal([
      { n: 0, step: "ScaleDown", change: resize("a", 1, 0), status: "applying", at: 0 },
      { n: 1, step: "ScaleDown", change: resize("b", 1, 0), status: "planned", at: 0 },
    ]);
    const plan = () => {
      throw new Error("planned again");
    };
    await applied(resources, journal, plan);
    expect(resources.writes).toEqual(['b: {"desired":1} -> {"desired":0}']);
    expect(journal.entries().map((entry) => entry.status)).toEqual(["applied", "applied"]);
  });

  it("that plans again makes another plan once the first is made, and finishes that before", async () => {
    const resources = memoryKind({ a: { desired: 3 } });
    const journal = memoryJournal([{ n: 0, step: "ScaleDown", change: resize("a", 2, 3), status: "applying", at: 0 }]);
    const plan = () => [resize("a", 3, 4)];
    await applied(resources, journal, plan, { again: true });
    expect([resources.writes, journal.entries().map(({ status }) => status)]).toEqual([[], ["applied"]]);
    expect(await applied(resources, journal, plan, { again: true })).toEqual([resize("a", 3, 4)]);
    expect(resources.writes).toEqual(['a: {"desired":3} -> {"desired":4}']);
    expect(journal.entries().map(({ status }) => status)).toEqual(["applied", "applied"]);
  });

  it("does not touch again what it has applied, whatever became of it since", async () => {
    const resources = memoryKind({ a: { desired: 9 }, b: { desired: 1 } });
    const journal = memoryJournal([
      { n: 0, step: "ScaleDown", change: resize("a", 1, 0), status: "applied", at: 0 },
      { n: 1, step: "ScaleDown", change: resize("b", 1, 0), status: "planned", at: 0 },
    ]);
    await applied(resources, journal, () => []);
    expect(journal.transitions).toEqual(["1 applying", "1 applied"]);
  });

  it("refuses a kind that the step was given no way to write, and says which", async () => {
    const journal = memoryJournal();
    const made = applied(memoryKind({}), journal, () => [resize("a", 1, 0)], { kinds: {} });
    await expect(made).rejects.toThrow("This step was given no way to write a group-capacity.");
  });

  it("takes a last look at each change when it is written down, and does not make it if that throws", async () => {
    const [resources, journal] = [memoryKind({ a: { desired: 1 }, b: { desired: 1 } }), memoryJournal()];
    const asked: unknown[] = [];
    const made = applied(resources, journal, () => [resize("a", 1, 0), resize("b", 1, 0)], {
      lastLook: async (change) => {
        asked.push([change, journal.transitions.at(-1)]);
        if (change.resource.id === "b") throw new Error("not any more");
      },
    });
    await expect(made).rejects.toThrow("not any more");
    expect(asked).toEqual([
      [resize("a", 1, 0), "planned 2 by ScaleDown, 0 applying"],
      [resize("b", 1, 0), "0 applied, 1 applying"],
    ]);
    expect(resources.writes).toEqual(['a: {"desired":1} -> {"desired":0}']);
    // It sent nothing and will not: there is nothing to undo, and no rollback need wait for it.
    expect(journal.entries().map(({ status, writingUntil, note }) => [status, writingUntil, note])).toEqual([
      ["applied", undefined, undefined],
      ["planned", undefined, "not any more"],
    ]);
  });

  it("stops at the first conflict and leaves the rest planned", async () => {
    const [resources, journal] = [memoryKind({ a: { desired: 9 }, b: { desired: 1 } }), memoryJournal()];
    const made = applied(resources, journal, () => [resize("a", 1, 0), resize("b", 1, 0)]);
    await expect(made).rejects.toBeInstanceOf(Conflict);
    expect(journal.entries().map(({ status, writingUntil, note }) => [status, writingUntil, note])).toEqual([
      // It sent nothing: the undo of what made nothing is done.
      ["planned", undefined, expect.stringContaining("was changed by somebody else; nothing was written.")],
      ["planned", undefined, undefined],
    ]);
    expect(resources.writes).toEqual([]);
  });

  it("calls a change begun that was sent and refused, or that an earlier try began, whatever this one found", async () => {
    const refusing = memoryKind({ a: { desired: 1 } });
    const write = async () => {
      throw new Error("refused");
    };
    const journal = memoryJournal();
    const kinds = { "group-capacity": { ...refusing.kind, write } };
    await expect(applied(refusing, journal, () => [resize("a", 1, 0)], { kinds })).rejects.toThrow("refused");
    expect(journal.entries()).toMatchObject([{ status: "applying", writingUntil: 0 }]);

    refusing.set("a", { desired: 9 });
    await expect(applied(refusing, journal, () => [])).rejects.toBeInstanceOf(Conflict);
    expect(journal.entries()).toMatchObject([{ status: "applying", writingUntil: 5_000 }]);
  });

  it("writes on what an earlier try left half way, and takes the same for somebody else's work at the first", async () => {
    const resources = memoryKind({ a: { desired: 2 } });
    const kinds = { "group-capacity": { ...resources.kind, halfWay: () => true } };
    const first = applied(resources, memoryJournal(), () => [resize("a", 4, 0)], { kinds });
    await expect(first).rejects.toBeInstanceOf(Conflict);
    const begun = memoryJournal([
      { n: 0, step: "ScaleDown", change: resize("a", 4, 0), status: "applying", at: 0, writingUntil: 1 },
    ]);
    await applied(resources, begun, () => [], { kinds });
    expect(resources.writes).toEqual(['a: {"desired":4} -> {"desired":0}']);
  });
});
