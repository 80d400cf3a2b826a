import { describe, expect, it } from "vitest";
import type { Change, State } from "../../../src/changes/change.ts";
import type { Entry } from "../../../src/changes/journal.ts";
import { obstacles } from "../../../src/changes/reachable.ts";
import { memoryKind, resize } from "./fakes.ts";

const journal = (...changes: readonly Change[]): readonly Entry[] =>
  changes.map((change, n) => ({ n, step: "s", change, status: "applied", at: 0 }));
const kinds = (...resources: Parameters<typeof memoryKind>) => ({ "group-capacity": memoryKind(...resources).kind });

describe("whether a past deployment can still be undone", () => {
  it("finds nothing in the way of one that left everything as it is, whatever it did before", async () => {
    const entries = journal(resize("a", 4, 0), resize("a", 0, 6), resize("b", null, 1));
    expect(await obstacles(entries, kinds({ a: { desired: 6 }, b: { desired: 1 } }))).toEqual([]);
  });

  it("names what somebody changed, deleted or made again since", async () => {
    const entries = journal(resize("a", 4, 6), resize("b", null, 1), resize("c", 1, null));
    expect(await obstacles(entries, kinds({ a: { desired: 5 }, c: { desired: 1 } }))).toEqual([
      "group-capacity a was changed since (desired)",
      "group-capacity b is gone",
      "group-capacity c is there again",
    ]);
  });

  it("is not hindered by what AWS itself moved, where the resource is there and was to be", async () => {
    const entries = journal(resize("a", 4, 6), resize("b", null, 1), resize("c", 1, null), resize("d", 4, 6));
    const { kind } = memoryKind({ a: { desired: 5 }, c: { desired: 1 }, d: { desired: 9 } });
    const scaling = { ...kind, stillOurs: (_: State, found: State) => Number(found.desired) <= 8 };
    expect(await obstacles(entries, { "group-capacity": scaling })).toEqual([
      "group-capacity b is gone",
      "group-capacity c is there again",
      "group-capacity d was changed since (desired)",
    ]);
  });

  it("is hindered by neither end of a change of which nobody saw whether it was made, and by all else", async () => {
    const unseen = journal(resize("a", 4, 6), resize("b", 4, 6), resize("c", 4, 6)).map(
      (entry): Entry => ({ ...entry, status: "applying" }),
    );
    const found = kinds({ a: { desired: 4 }, b: { desired: 6 }, c: { desired: 5 } });
    expect(await obstacles(unseen, found)).toEqual(["group-capacity c was changed since (desired)"]);
    expect(await obstacles(journal(resize("a", 4, 6)), found)).toEqual([
      "group-capacity a was changed since (desired)",
    ]);
  });

  it("is not hindered by what went with a thing that it took away later, and comes again with that", async () => {
    const gone: Change = { resource: { kind: "auto-scaling-group", id: "a" }, before: { made: true }, after: null };
    const { kind } = memoryKind({});
    const whole = { ...kind, belongsTo: (id: string) => ({ kind: "auto-scaling-group" as const, id }) };
    const found = { "group-capacity": whole, "auto-scaling-group": kind };
    expect(await obstacles(journal(resize("a", 4, 0), gone), found)).toEqual([]);
    expect(await obstacles(journal(gone, resize("a", 4, 0)), found)).toEqual(["group-capacity a is gone"]);
  });

  it("is hindered by what somebody added to a thing that it made, and not by what it added itself", async () => {
    const made = resize("a", null, 1);
    const hook: Change = { resource: { kind: "lifecycle-hook", id: "a/ours" }, before: null, after: { to: "x" } };
    const { kind } = memoryKind({ a: { desired: 1 }, b: { desired: 4 } });
    const holding = {
      ...kind,
      parts: async (id: string) =>
        ["ours", "theirs"].map((name) => ({ kind: "lifecycle-hook", id: `${id}/${name}` }) as const),
    };
    const kinds = { "group-capacity": holding, "lifecycle-hook": memoryKind({ "a/ours": { to: "x" } }).kind };
    expect(await obstacles(journal(made, hook, resize("b", 1, 4)), kinds)).toEqual([
      "group-capacity a has lifecycle-hook a/theirs, which would go with it",
    ]);
  });

  it("asks of attributes of the same resource and the same kind alone whether they were changed once more", async () => {
    const label = (id: string, to: string): Change => ({
      resource: { kind: "tags", id },
      before: null,
      after: { to },
    });
    const entries = journal(resize("a", 4, 0), label("a", "x"), resize("b", 4, 0), label("a", "y"));
    const tags = memoryKind({ a: { to: "y" } }).kind;
    expect(await obstacles(entries, { ...kinds({ a: { desired: 1 }, b: { desired: 1 } }), tags })).toEqual([
      "group-capacity a was changed since (desired)",
      "group-capacity b was changed since (desired)",
    ]);
  });
});
