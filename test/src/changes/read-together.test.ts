import { describe, expect, it } from "vitest";
import type { State } from "../../../src/changes/change.ts";
import { readingTogether } from "../../../src/changes/read-together.ts";
import type { ResourceKind } from "../../../src/changes/resource-kind.ts";

/** Listeners by their names, and what was asked for in each call. */
const reading = (found: Readonly<Record<string, State>>, together?: ResourceKind["readTogether"]) => {
  const calls: (readonly string[])[] = [];
  const kind: ResourceKind = {
    async read(id) {
      calls.push([id]);
      return found[id] ?? null;
    },
    readTogether:
      together ??
      (async (ids) => {
        calls.push(ids);
        return new Map(Object.entries(found).filter(([id]) => ids.includes(id)));
      }),
    write: async () => {},
  };
  return { kind: readingTogether({ listener: kind }).listener as ResourceKind, calls };
};

describe("reading several resources of a kind", () => {
  const found = { a: { actions: "a" }, b: { actions: "b" } };

  it("that are asked for at the same time takes one call, and each hears of its own", async () => {
    const { kind, calls } = reading(found);
    expect(await Promise.all(["a", "b", "c", "a"].map((id) => kind.read(id)))).toEqual([
      found.a,
      found.b,
      null,
      found.a,
    ]);
    expect(calls).toEqual([["a", "b", "c"]]);
  });

  it("one after the other takes a call each, so that none is told what was seen before it asked", async () => {
    const { kind, calls } = reading(found);
    await kind.read("a");
    await kind.read("a");
    expect(calls).toEqual([["a"], ["a"]]);
  });

  it("asks for each by itself where the call for all fails, as it does if one is gone", async () => {
    const { kind, calls } = reading(found, async () => {
      throw new Error("One of them is not there.");
    });
    expect(await Promise.all([kind.read("a"), kind.read("c")])).toEqual([found.a, null]);
    expect(calls).toEqual([["a"], ["c"]]);
  });

  it("takes a call each, where there is no call for all", async () => {
    const { kind } = reading(found);
    const { readTogether: _, ...alone } = kind;
    expect(readingTogether({ listener: alone }).listener).toBe(alone);
  });
});
