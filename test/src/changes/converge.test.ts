import { describe, expect, it } from "vitest";
import type { State } from "../../../src/changes/change.ts";
import { afterUnknownOutcome, converge } from "../../../src/changes/converge.ts";
import { Conflict, NotVisible } from "../../../src/errors.ts";
import { memoryKind, resize, steppingClock } from "./fakes.ts";

describe("converge", () => {
  it("writes a resource that is still in the state before, and waits until reads show it", async () => {
    const { kind, writes, state } = memoryKind({ web: { desired: 4, max: 8 } }, 3);
    const clock = steppingClock();
    expect(await converge(resize("web", 4, 0), kind, clock)).toBe("written");
    expect(writes).toEqual(['web: {"desired":4} -> {"desired":0}']);
    expect(state("web")).toEqual({ desired: 0, max: 8 });
    expect(clock.slept()).toBe(600);
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
});
