import { describe, expect, it } from "vitest";
import type { State } from "../../../src/changes/change.ts";
import { afterUnknownOutcome, atFirst, converge, onceMore } from "../../../src/changes/converge.ts";
import { Conflict, NotVisible } from "../../../src/errors.ts";
import { memoryKind, resize, steppingClock } from "./fakes.ts";

describe("converge", () => {
  it("writes a resource that is still in the state before, and waits until reads show it", async () => {
    const { kind, writes, state } = memoryKind({ web: { desired: 4, max: 8 } }, 3);
    const clock = steppingClock();
    expect(await converge(resize("web", 4, 0), kind, clock)).toBe("written");
    expect(writes).toEqual(['web: {"desired":4} -> {"desired":0}']);
    expect(state("web")).toEqual({ desired: 0, max: 8 });
    expect(clock.slept()).toBe(1500);
  });

  it("does nothing when the resource is already in the state after", async () => {
    const { kind, writes } = memoryKind({ web: { desired: 0 } });
    expect(await converge(resize("web", 4, 0), kind, steppingClock())).toBe("already");
    expect(writes).toEqual([]);
  });

  it("creates what is absent and deletes what is there", async () => {
    const { kind, state } = memoryKind({ old: { desired: 1 } });
    await converge(resize("new", null, 2), kind, steppingClock());
    await converge(resize("old", 1, null), kind, steppingClock());
    expect([state("new"), state("old")]).toEqual([{ desired: 2 }, null]);
  });

  it("stops with a conflict, and writes nothing, when somebody else changed the resource", async () => {
    const { kind, writes } = memoryKind({ web: { desired: 7 } });
    const error = await converge(resize("web", 4, 0), kind, steppingClock()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Conflict);
    expect((error as Error).message).toBe(
      'group-capacity web was changed by somebody else; nothing was written. Before: {"desired":4}; wanted: {"desired":0}; found: {"desired":7}.',
    );
    expect(writes).toEqual([]);
  });

  it("says of a create and of a delete what it found instead", async () => {
    const { kind } = memoryKind({ made: { desired: 7, max: 8 }, changed: { desired: 7, max: 8 } });
    const failing = (from: number | null, to: number | null, id: string) =>
      converge(resize(id, from, to), kind, steppingClock()).catch((caught: unknown) => (caught as Error).message);
    expect([await failing(null, 2, "made"), await failing(4, null, "changed"), await failing(4, 2, "gone")]).toEqual([
      'group-capacity made was changed by somebody else; nothing was written. Before: nothing; wanted: {"desired":2}; found: {"desired":7}.',
      'group-capacity changed was changed by somebody else; nothing was written. Before: {"desired":4}; wanted: nothing; found: {"desired":7}.',
      'group-capacity gone was changed by somebody else; nothing was written. Before: {"desired":4}; wanted: {"desired":2}; found: nothing.',
    ]);
  });

  it("writes on what an earlier write of several calls left half way, and nothing else", async () => {
    const { kind, writes } = memoryKind({ web: { desired: 2 } });
    const inSteps = (halfWay: boolean) => ({ ...kind, halfWay: () => halfWay });
    const failing = (id: string, halfWay: boolean, patience = onceMore) =>
      converge(resize(id, 4, 0), inSteps(halfWay), steppingClock(), patience).catch((caught: unknown) => caught);
    expect(await failing("web", false)).toBeInstanceOf(Conflict);
    expect(await failing("gone", true)).toBeInstanceOf(Conflict);
    // Nobody was here before: it is somebody else's work.
    expect(await failing("web", true, atFirst)).toBeInstanceOf(Conflict);
    expect(writes).toEqual([]);
    const clock = steppingClock();
    expect(await converge(resize("web", 4, 0), inSteps(true), clock, onceMore)).toBe("written");
    expect([writes, clock.slept()]).toEqual([['web: {"desired":4} -> {"desired":0}'], 0]);
  });

  it("does not take what AWS may have moved of both states for done: it is written, and a stale read is no proof of it", async () => {
    const { kind, writes } = memoryKind({ web: { desired: 0, max: 8 } }, 3);
    const scaling = { ...kind, stillOurs: (_: State, { desired }: State) => Number(desired) <= 8 };
    const clock = steppingClock();
    expect(await converge(resize("web", 0, 4), scaling, clock)).toBe("written");
    expect([writes, clock.slept()]).toEqual([['web: {"desired":0} -> {"desired":4}'], 1500]);
    // The other way round, after a policy took one away.
    await kind.write("web", null, { desired: 3 });
    expect(await converge(resize("web", 4, 0), scaling, steppingClock())).toBe("written");
    expect(writes.at(-1)).toBe('web: {"desired":4} -> {"desired":0}');
  });

  it("takes a denied call for done if what it was to do is done: the permission may hang on what went with it", async () => {
    const { kind, set } = memoryKind({ gone: { desired: 1 }, there: { desired: 1 } });
    const denying = (name: string) => ({
      ...kind,
      write: async (id: string) => {
        // An earlier try of the same call did it, and its answer was lost.
        if (id === "gone") set(id, null);
        throw Object.assign(new Error("not authorized"), { name });
      },
    });
    for (const name of ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"]) {
      set("gone", { desired: 1 });
      expect(await converge(resize("gone", 1, null), denying(name), steppingClock())).toBe("written");
      await expect(converge(resize("there", 1, null), denying(name), steppingClock())).rejects.toThrow(
        "not authorized",
      );
    }
    set("gone", { desired: 1 });
    const other = converge(resize("gone", 1, null), denying("ValidationError"), steppingClock());
    await expect(other).rejects.toThrow("not authorized");
  });

  it("reads no more often than it must", async () => {
    const { kind } = memoryKind({ web: { desired: 4 } });
    let reads = 0;
    const counted = {
      ...kind,
      read: (id: string) => {
        reads += 1;
        return kind.read(id);
      },
    };
    await converge(resize("web", 4, 0), counted, steppingClock(), afterUnknownOutcome);
    expect(reads).toBe(2);
    await converge(resize("web", 4, 0), counted, steppingClock());
    expect(reads).toBe(3);
  });

  it("takes a read that trails the writes for what it is, not for a conflict", async () => {
    const { kind, writes } = memoryKind({ web: { desired: 7 } }, 5);
    await kind.write("web", { desired: 7 }, { desired: 4 });
    expect(await converge(resize("web", 4, 0), kind, steppingClock())).toBe("written");
    expect(writes).toHaveLength(2);
  });

  it("does not believe 'already done' at once when nobody saw the outcome of an earlier write", async () => {
    const { kind, state } = memoryKind({ web: { desired: 4 } }, 5);
    // The write of the deployment is done, but does not show yet: the undo finds what it wants to find.
    await kind.write("web", { desired: 4 }, { desired: 0 });
    expect(await converge(resize("web", 0, 4), kind, steppingClock(), afterUnknownOutcome)).toBe("written");
    expect(state("web")).toEqual({ desired: 4 });
  });

  it("says so when a write does not show within its deadline", async () => {
    const { kind } = memoryKind({ web: { desired: 4 } }, 1_000);
    const error = await converge(resize("web", 4, 0), kind, steppingClock()).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(NotVisible);
    expect((error as Error).message).toBe(
      'group-capacity web was written but does not show after 20 s: expected {"desired":0}, found {"desired":4}.',
    );
  });

  it("takes a resource that AWS itself moved within our bounds as still ours", async () => {
    const { kind, writes } = memoryKind({ web: { desired: 6 } });
    const scaling = {
      ...kind,
      stillOurs: (state: State, found: State) => state.desired === 4 && Number(found.desired) <= 8,
    };
    expect(await converge(resize("web", 4, 0), scaling, steppingClock())).toBe("written");
    expect(writes).toEqual(['web: {"desired":4} -> {"desired":0}']);
  });

  it("deletes nothing that something else would go with: what is not undone, or is somebody else's", async () => {
    const { kind, writes } = memoryKind({ web: { desired: 1 } });
    const holding = (looks: number) => {
      let left = looks;
      const parts = async () => (left-- > 0 ? ([{ kind: "lifecycle-hook", id: "web/log" }] as const) : []);
      return { ...kind, parts };
    };
    const error = await converge(resize("web", 1, null), holding(99), steppingClock()).catch((caught) => caught);
    expect(error).toBeInstanceOf(Conflict);
    expect(error.message).toBe(
      "group-capacity web was not deleted, since what is not undone, or was made by somebody else, would go with it: lifecycle-hook web/log.",
    );
    expect(await converge(resize("web", 1, 0), holding(99), steppingClock())).toBe("written");
    const clock = steppingClock();
    expect(await converge(resize("web", 0, null), holding(3), clock)).toBe("written");
    expect([writes, clock.slept()]).toEqual([
      ['web: {"desired":1} -> {"desired":0}', 'web: {"desired":0} -> null'],
      1500,
    ]);
  });

  it("does not ask whether what is absent, or was to be, is still ours", async () => {
    const { kind, writes } = memoryKind({ made: { desired: 6 } });
    const scaling = { ...kind, stillOurs: () => true };
    const failing = (from: number | null, to: number | null, id: string) =>
      converge(resize(id, from, to), scaling, steppingClock()).catch((caught: unknown) => caught);
    expect(await failing(4, 2, "gone")).toBeInstanceOf(Conflict);
    expect([await failing(null, 2, "made"), await failing(4, null, "made")]).toEqual(["already", "written"]);
    expect(writes).toEqual(['made: {"desired":4} -> null']);
  });
});
