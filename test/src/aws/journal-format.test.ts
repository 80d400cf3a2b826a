import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { type ClosedJournal, checkedDeployment } from "../../../src/aws/journal-format.ts";
import { acquireLock, closedJournals, openJournal, openJournals, readLock } from "../../../src/aws/journal-store.ts";
import { keepSnapshot, readSnapshot } from "../../../src/aws/snapshot-store.ts";
import type { UnreadableItem } from "../../../src/aws/stored.ts";
import { closedKey, lockKey, snapshotKey } from "../../../src/aws/table.ts";
import { findUndoable } from "../../../src/aws/undoable.ts";
import type { Entry, Journal } from "../../../src/changes/journal.ts";
import { parseRequest } from "../../../src/deployment/request.ts";
import { resize } from "../changes/fakes.ts";
import { memoryTable } from "./memory-table.ts";

const web = "web-live";
const startedAt = Date.UTC(2026, 0, 1, 12);

const entry: Entry = { n: 0, step: "EmptyIdleSide", change: resize("web", 2, 0), status: "applied", at: startedAt };
const journal: Journal = {
  environment: web,
  deployment: { id: "d-1", action: "deploy", requestedBy: "ci", startedAt },
  epoch: 3,
  owner: "d-1",
  entries: [entry],
};
const closed: ClosedJournal = { ...journal, outcome: "Succeeded", closedAt: startedAt + 1_000 };

/** A table that remembers what it tells, with items put into it as they are. */
const store = async () => {
  const told: UnreadableItem[] = [];
  const memory = await memoryTable();
  const put = (key: ReturnType<typeof lockKey>, stored: object) =>
    memory.client.send(new PutItemCommand({ TableName: memory.name, Item: { ...marshall(stored), ...key } }));
  return {
    table: { ...memory, tell: (item: UnreadableItem) => void told.push(item) },
    told,
    lock: (stored: object, environment = web) => put(lockKey(environment), stored),
    close: (stored: object, id: string, hours = 0) => put(closedKey(web, startedAt + hours * 3_600_000, id), stored),
    snapshot: (stored: object) => put(snapshotKey(web, "d-1"), stored),
  };
};

const later = (key: string, format = 3) =>
  expect.objectContaining({
    name: "WrittenByLaterVersion",
    message: `${key} was written by a later version of Sarcelle (format ${format}; this version knows formats up to ${format - 1}): upgrade Sarcelle. Nothing was changed.`,
  });

describe("the open journal", () => {
  it("is read with the number of its format, and without one as version 0.1 wrote it", async () => {
    const { table, lock } = await store();
    for (const format of [{}, { format: 1 }, { format: 2 }]) {
      await lock({ ...journal, ...format });
      expect(await readLock(table, web)).toEqual(journal);
    }
  });

  it.each<[found: object, said: string]>([
    [{ owner: undefined }, "owner: Invalid input: expected string, received undefined"],
    [{ format: "two" }, 'its format is "two", expected a number from 1'],
    [{ traffic: 90 }, '(the whole): Unrecognized key: "traffic"'],
    [
      { entries: [{ ...entry, status: "halfway" }] },
      'entries.0.status: Invalid option: expected one of "planned"|"applying"|"applied"|"undone"|"conflict"',
    ],
    [
      { entries: [{ ...entry, change: { ...entry.change, after: "gone" } }] },
      "entries.0.change.after: expected a resource's attributes",
    ],
    [{ entries: [{ ...entry, weight: 10 }] }, 'entries.0: Unrecognized key: "weight"'],
  ])("is refused with what was found: %j", async (found, said) => {
    const { table, lock } = await store();
    await lock(JSON.parse(JSON.stringify({ ...journal, format: 1, ...found })));
    await expect(readLock(table, web)).rejects.toThrow(
      expect.objectContaining({ name: "Unreadable", message: `The lock of 'web-live' cannot be read: ${said}.` }),
    );
  });

  it("is refused by name if a later version wrote it, and is not taken from it", async () => {
    const { table, lock } = await store();
    await lock({ ...journal, format: 3 });
    await expect(readLock(table, web)).rejects.toThrow(later("The lock of 'web-live'"));
    await expect(acquireLock(table, web, { ...journal.deployment, id: "d-2" })).rejects.toThrow(
      later("The lock of 'web-live'"),
    );
  });

  it("of one environment that cannot be read hides no other", async () => {
    const { table, lock, told } = await store();
    await lock({ ...journal, format: 3 });
    await lock({ ...journal, environment: "web-beta" }, "web-beta");
    expect(await openJournals(table, ["search-live", web, "web-beta"])).toEqual([
      { ...journal, environment: "web-beta" },
    ]);
    expect(told).toEqual([{ key: "ENV#web-live / LOCK", why: expect.stringContaining("a later version") }]);
  });

  it("is not given what could not be read again", async () => {
    const { table } = await store();
    const strange = [{ ...entry, change: { ...entry.change, resource: { kind: "volcano", id: "etna" } } }];
    await expect(
      acquireLock(table, web, journal.deployment, { entries: strange as unknown as readonly Entry[] }),
    ).rejects.toThrow(
      /^The lock of 'web-live' was not written, since it could not be read again: 0\.change\.resource\.kind: Invalid option: /,
    );
    const { epoch } = await acquireLock(table, web, journal.deployment);
    const clock = { now: () => Number.NaN, sleep: async () => {} };
    const open = openJournal(table, { environment: web, owner: "d-1", epoch }, clock);
    await expect(open.plan("EmptyIdleSide", [entry.change], await open.read(), 9)).rejects.toThrow(
      "The lock of 'web-live' was not written, since it could not be read again: 0.at: Invalid input: expected number, received NaN.",
    );
    await expect(open.mark({ n: 0, status: "applied" })).rejects.toThrow(
      "The lock of 'web-live' was not written, since it could not be read again: at: Invalid input: expected number, received NaN.",
    );
    expect((await open.read()).entries).toEqual([]);
  });
});

describe("a closed journal that cannot be read", () => {
  it("is told of by its key, and hides no other", async () => {
    const { table, close, told } = await store();
    await close(closed, "d-1");
    await close({ ...closed, format: 1, outcome: "Perhaps" }, "d-2", 1);
    await close({ ...closed, format: 3 }, "d-3", 2);
    expect(await closedJournals(table, web, 10)).toEqual([closed]);
    expect(told).toEqual([
      {
        key: "ENV#web-live / JOURNAL#2026-01-01T14:00:00.000Z#d-3",
        why: "The journal 'JOURNAL#2026-01-01T14:00:00.000Z#d-3' of 'ENV#web-live' was written by a later version of Sarcelle (format 3; this version knows formats up to 2): upgrade Sarcelle. Nothing was changed.",
      },
      {
        key: "ENV#web-live / JOURNAL#2026-01-01T13:00:00.000Z#d-2",
        why: `The journal 'JOURNAL#2026-01-01T13:00:00.000Z#d-2' of 'ENV#web-live' cannot be read: outcome: Invalid option: expected one of "Succeeded"|"RolledBack"|"Accepted".`,
      },
    ]);
  });

  it("keeps what was deployed before it from being undone, and what came after it not", async () => {
    const { table, close } = await store();
    const at = (hours: number) => ({ ...journal.deployment, startedAt: startedAt + hours * 3_600_000 });
    const kinds = { "group-capacity": { read: async () => ({ desired: 0 }), write: async () => {} } };
    await close(closed, "d-1");
    await close({ ...closed, format: 3 }, "d-2", 1);
    await expect(findUndoable(table, web, kinds)).rejects.toThrow(
      /^What was deployed last in 'web-live' cannot be told: The journal .* was written by a later version/,
    );
    await close({ ...closed, deployment: { ...at(2), id: "d-3" } }, "d-3", 2);
    expect(await findUndoable(table, web, kinds)).toMatchObject({ deployment: { id: "d-3" } });
  });
});

describe("the snapshot before an upgrade", () => {
  const run = { environment: web, deployment: "d-1", epoch: 1 };

  it("is read as version 0.1 wrote it, and as it is written", async () => {
    const { table, snapshot } = await store();
    await snapshot({ live: '{"listeners":[]}' });
    expect(await readSnapshot(table, run)).toEqual({ listeners: [] });
    await keepSnapshot(table, { ...run, deployment: "d-2" }, { rules: [1] });
    expect(await readSnapshot(table, { ...run, deployment: "d-2" })).toEqual({ rules: [1] });
  });

  it.each<[found: object, said: string | ReturnType<typeof later>]>([
    [{ format: 2, live: "{}" }, later("ENV#web-live / SNAPSHOT#d-1", 2)],
    [{ live: "{" }, 'ENV#web-live / SNAPSHOT#d-1 cannot be read: found "{", expected JSON.'],
    [{ live: "[]" }, "ENV#web-live / SNAPSHOT#d-1 cannot be read: (the whole): expected a resource's attributes."],
  ])("is refused with what was found: %j", async (found, said) => {
    const { table, snapshot } = await store();
    await snapshot(found);
    await expect(readSnapshot(table, run)).rejects.toThrow(said);
  });
});

describe("a deployment", () => {
  const release = { version: "2", commit: "2222222", imageId: "ami-2", userData: "A=1" };

  it.each([
    { action: "upgrade" },
    { action: "deploy", release },
    { action: "switch", to: "green" },
    { action: "scaledown" },
    { action: "switch", strategy: { type: "canary", percent: 10, wait: 300 } },
    { action: "release", release, strategy: { type: "all-at-once" }, scaledown: true },
  ])("can be stored whatever its request may say: %j", (input) => {
    const { environment, ...request } = parseRequest({ environment: web, requestedBy: "ci", ...input });
    const begun = { id: "d-1", startedAt: 0, ...request };
    expect(checkedDeployment(environment, begun)).toEqual(begun);
  });
});
