import { expect, it } from "vitest";
import type { Entry, Journal } from "../../../src/changes/journal.ts";
import { openChanges } from "../../../src/changes/open-changes.ts";
import { memoryKind, resize } from "./fakes.ts";

it("what is left to undo is listed in its order, each with what is there now, or why that cannot be read", async () => {
  const { kind } = memoryKind({ a: { desired: 0 } });
  const reading = {
    ...kind,
    read: async (id: string) => {
      if (id === "c") throw new Error("AccessDenied");
      if (id === "d") throw "no answer";
      return kind.read(id);
    },
  };
  const entries = ["a", "b", "c", "d"].map(
    (id, n): Entry => ({ n, step: "s", change: resize(id, 1, 0), status: "applied", at: 0 }),
  );
  const journal: Journal = {
    environment: "web-live",
    deployment: { id: "d-1", action: "switch", requestedBy: "test", startedAt: 0 },
    epoch: 1,
    owner: "d-1",
    entries,
  };
  expect(await openChanges(journal, { "group-capacity": reading })).toEqual([
    { entry: entries[3], now: { unreadable: "no answer" } },
    { entry: entries[2], now: { unreadable: "AccessDenied" } },
    { entry: entries[1], now: { found: null } },
    { entry: entries[0], now: { found: { desired: 0 } } },
  ]);
});

it("what was made comes with what says whose it is: itself, or what it belongs to", async () => {
  const [{ kind }, groups] = [memoryKind({ "web/busy": { desired: 1 } }), memoryKind({ web: { Tags: "ours" } })];
  const entries = [resize("web/busy", null, 1), resize("web/busy", 1, 2)].map(
    (change, n): Entry => ({ n, step: "s", change, status: "applied", at: 0 }),
  );
  const journal: Journal = {
    environment: "web-live",
    deployment: { id: "d-1", action: "upgrade", requestedBy: "test", startedAt: 0 },
    epoch: 1,
    owner: "d-1",
    entries,
  };
  const now = { found: { desired: 1 } };
  expect((await openChanges(journal, { "group-capacity": kind }))[1]).toEqual({ entry: entries[0], now, owned: now });
  const part = { ...kind, belongsTo: () => ({ kind: "auto-scaling-group", id: "web" }) as const };
  expect(await openChanges(journal, { "group-capacity": part, "auto-scaling-group": groups.kind })).toEqual([
    { entry: entries[1], now },
    { entry: entries[0], now, owned: { found: { Tags: "ours" } } },
  ]);
});
