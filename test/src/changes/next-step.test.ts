import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import { nextStep } from "../../../src/changes/undo.ts";
import { memoryKind, resize } from "./fakes.ts";

describe("the next step of an undo, as far as the journal tells", () => {
  const entry = (change: Change, rest: Partial<Entry> = {}): Entry => ({
    n: 0,
    step: "Launch",
    change,
    status: "applied",
    at: 0,
    ...rest,
  });
  const made = (id: string, on: string | readonly string[] | null): Change => ({
    resource: { kind: "group-capacity", id },
    before: null,
    after: on === null ? null : { on },
  });
  const { kind } = memoryKind({});
  const next = (one: Entry, ...left: readonly Change[]) =>
    nextStep(
      one,
      left.map((change) => entry(change)),
      { "group-capacity": kind },
      1_000,
    );
  const ask = { kind: "ask" };
  const writing = {
    kind: "later",
    reason: "the function that changes group-capacity a may still be writing.",
    lookAgainInSeconds: 2,
  };
  const newer = {
    kind: "leave",
    reason: "waits for a later change of the same, which is to be undone first (Launch).",
  };
  const above = {
    kind: "leave",
    reason: "waits for group-capacity b, which stands on it and is to be undone first.",
  };
  it.each<[string, ReturnType<typeof nextStep>, object]>([
    ["asks where nothing is left", next(entry(made("a", "c"))), ask],
    ["waits for who may be writing", next(entry(made("a", ""), { writingUntil: 2_001 })), writing],
    ["asks once nobody can be writing", next(entry(made("a", ""), { writingUntil: 1_000 })), ask],
    ["asks where something else is left", next(entry(resize("a", 0, 1)), resize("b", 0, 1)), ask],
    ["leaves it where a later change of the same is", next(entry(resize("a", 0, 1)), resize("a", 1, 2)), newer],
    ["leaves what was made for what is left", next(entry(made("a", "")), made("b", "a")), above],
    ["leaves what is one of two that it needs", next(entry(made("a", "")), made("b", ["c", "a"])), above],
    ["asks where what is left was taken away", next(entry(made("a", "")), made("b", null)), ask],
    ["asks where what is left needs something else", next(entry(made("a", "")), made("b", "aa")), ask],
    ["asks where what is left needs what was there before", next(entry(resize("a", 0, 1)), made("b", "a")), ask],
  ])("%s", (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});
