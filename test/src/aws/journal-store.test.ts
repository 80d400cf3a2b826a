import { describe, expect, it } from "vitest";
import {
  acquireLock,
  closedJournals,
  closeJournal,
  openJournal,
  readEpoch,
  readLock,
  requireFree,
  takeOver,
} from "../../../src/aws/journal-store.ts";
import type { OpenJournal } from "../../../src/changes/apply.ts";
import type { Change } from "../../../src/changes/change.ts";
import { type Deployment, type Entry, rollbackOwner } from "../../../src/changes/journal.ts";
import { resize } from "../changes/fakes.ts";
import { memoryTable } from "./memory-table.ts";

const web = "web-live";
const startedAt = Date.UTC(2026, 0, 1, 12);
const deploymentOf = (id: string, more: Partial<Deployment> = {}): Deployment => ({
  id,
  action: "deploy",
  requestedBy: "ci",
  startedAt,
  ...more,
});
const clock = { now: () => startedAt + 1_000, sleep: async () => {} };

/** A store with its functions bound to the table. */
const store = async () => {
  const table = await memoryTable();
  return {
    ...table,
    acquire: async (deployment: Deployment, environment = web, more: Parameters<typeof acquireLock>[3] = {}) =>
      (await acquireLock(table, environment, deployment, more)).epoch,
    epoch: () => readEpoch(table, web),
    open: (owner: string, epoch: number) => openJournal(table, { environment: web, owner, epoch }, clock),
    lock: () => readLock(table, web),
    takeOver: (deployment: string, owner: string) => takeOver(table, { environment: web, deployment, owner }),
    close: (owner: string, epoch: number, outcome: "Succeeded" | "RolledBack" = "Succeeded") =>
      closeJournal(table, { environment: web, owner, epoch }, { outcome, closedAt: startedAt + 2_000 }, 3_600),
    closed: (most = 10) => closedJournals(table, web, most),
  };
};

const lockLost = (owner: string, epoch: number) =>
  expect.objectContaining({
    name: "LockLost",
    message: `'${owner}' (epoch ${epoch}) does not hold the lock of 'web-live' any more. Nothing was written; 'sarcelle status web-live' shows who holds it.`,
  });

describe("the lock of an environment", () => {
  it("is free at first, and then holds all that is known of its deployment", async () => {
    const { acquire, lock } = await store();
    expect(await lock()).toBeUndefined();
    const deployment = deploymentOf("d-1", {
      release: { version: "2" },
      strategy: { type: "all-at-once" },
      scaledown: false,
    });
    expect(await acquire(deployment)).toBe(1);
    expect(await lock()).toMatchObject({ environment: web, deployment, epoch: 1, owner: "d-1", entries: [] });
  });

  it("is refused to a second deployment with the name of the first", async () => {
    const { acquire, lock } = await store();
    requireFree(web, { journal: await lock() });
    await acquire(deploymentOf("d-1"));
    const busy = expect.objectContaining({
      name: "EnvironmentBusy",
      message:
        "Environment 'web-live' is busy: deployment 'd-1' (deploy, requested by ci, started 2026-01-01T12:00:00.000Z) runs. Wait for it to end, or undo it with 'sarcelle rollback web-live'.",
    });
    await expect(acquire(deploymentOf("d-2"))).rejects.toThrow(busy);
    const held = { journal: await lock() };
    expect(() => requireFree(web, held)).toThrow(busy);
    expect(await lock()).toMatchObject({ owner: "d-1", epoch: 1 });
  });

  it("is refused to one that judged under an earlier epoch: somebody had the lock since", async () => {
    const { acquire, close, epoch, lock } = await store();
    expect(await epoch()).toBe(0);
    expect(await acquire(deploymentOf("d-1"), web, { lastEpoch: 0 })).toBe(1);
    expect(await epoch()).toBe(1);
    await close("d-1", 1);
    const late = expect.objectContaining({
      name: "EnvironmentBusy",
      message: "Environment 'web-live' was locked a moment ago; start again.",
    });
    await expect(acquire(deploymentOf("d-2"), web, { lastEpoch: 0 })).rejects.toThrow(late);
    expect(await lock()).toBeUndefined();
    expect(await acquire(deploymentOf("d-2"), web, { lastEpoch: 1 })).toBe(2);
  });

  it("is one environment's own", async () => {
    const { acquire } = await store();
    expect(await acquire(deploymentOf("d-1"))).toBe(1);
    expect(await acquire(deploymentOf("d-2"), "shop-live")).toBe(1);
  });

  it("answers the same epoch to the deployment that asks again, and also when the answer was lost", async () => {
    const { acquire, loseAnswerOf } = await store();
    loseAnswerOf("UpdateItem");
    expect(await acquire(deploymentOf("d-1"))).toBe(1);
    expect(await acquire(deploymentOf("d-1"))).toBe(1);
  });

  it("goes to the next deployment under a higher epoch once it is free", async () => {
    const { acquire, close } = await store();
    await acquire(deploymentOf("d-1"));
    await close("d-1", 1);
    expect(await acquire(deploymentOf("d-2"))).toBe(2);
  });

  it("is taken by a rollback on demand with the changes that it will undo", async () => {
    const { acquire, lock } = await store();
    const entries: readonly Entry[] = [
      { n: 0, step: "LaunchRelease", change: resize("web", 0, 2), status: "applied", at: startedAt },
    ];
    await acquire(deploymentOf("r-1", { action: "rollback", undoes: "d-1" }), web, { entries });
    expect(await lock()).toMatchObject({ deployment: { undoes: "d-1" }, entries });
  });
});

describe("a takeover by the rollback", () => {
  it("makes a new epoch once, however often the rollback asks", async () => {
    const { acquire, takeOver, loseAnswerOf } = await store();
    await acquire(deploymentOf("d-1"));
    loseAnswerOf("UpdateItem");
    expect(await takeOver("d-1", rollbackOwner("d-1"))).toMatchObject({ owner: "rollback:d-1", epoch: 2 });
    expect(await takeOver("d-1", rollbackOwner("d-1"))).toMatchObject({ owner: "rollback:d-1", epoch: 2 });
  });

  it("takes it from another rollback too", async () => {
    const { acquire, takeOver } = await store();
    await acquire(deploymentOf("d-1"));
    await takeOver("d-1", rollbackOwner("d-1"));
    expect(await takeOver("d-1", rollbackOwner("undo-d-1"))).toMatchObject({ owner: "rollback:undo-d-1", epoch: 3 });
  });

  it("answers nothing if the deployment does not hold the lock", async () => {
    const { acquire, takeOver, lock } = await store();
    expect(await takeOver("d-1", rollbackOwner("d-1"))).toBeUndefined();
    await acquire(deploymentOf("d-2"));
    expect(await takeOver("d-1", rollbackOwner("d-1"))).toBeUndefined();
    expect(await lock()).toMatchObject({ owner: "d-2", epoch: 1 });
  });

  it("leaves the deployment, now a zombie, unable to take the lock, to read, to plan and to mark", async () => {
    const { acquire, open, takeOver, lock } = await store();
    await acquire(deploymentOf("d-1"));
    const zombie = open("d-1", 1);
    const read = await zombie.read();
    await zombie.plan("EmptyIdleSide", [resize("web", 2, 0)], read, 9);
    await takeOver("d-1", rollbackOwner("d-1"));
    const before = await lock();

    await expect(acquire(deploymentOf("d-1"))).rejects.toThrow(expect.objectContaining({ name: "EnvironmentBusy" }));
    await expect(zombie.read()).rejects.toThrow(lockLost("d-1", 1));
    await expect(zombie.plan("LaunchRelease", [resize("web", 0, 2)], read, 9)).rejects.toThrow(lockLost("d-1", 1));
    await expect(zombie.mark({ n: 0, status: "applying" })).rejects.toThrow(lockLost("d-1", 1));
    expect(await lock()).toEqual(before);
  });
});

/** Plans as a function does that has just read the journal, and may write until 9. */
const plan = async (journal: OpenJournal, step: string, changes: readonly Change[]) =>
  journal.plan(step, changes, await journal.read(), 9);

describe("the open journal", () => {
  it("holds what each step planned, in order, and how far each change is", async () => {
    const { acquire, open } = await store();
    const journal = open("d-1", await acquire(deploymentOf("d-1")));
    const first = await plan(journal, "EmptyIdleSide", [resize("web", 2, 0)]);
    const second = await plan(journal, "LaunchRelease", [resize("web", 0, 2), resize("web", 2, 3)]);
    const at = clock.now();
    expect([...first, ...second]).toEqual([
      { n: 0, step: "EmptyIdleSide", change: resize("web", 2, 0), status: "applying", writingUntil: 9, at },
      { n: 1, step: "LaunchRelease", change: resize("web", 0, 2), status: "applying", writingUntil: 9, at },
      { n: 2, step: "LaunchRelease", change: resize("web", 2, 3), status: "planned", at },
    ]);

    await journal.mark({ n: 0, status: "applied" }, { n: 1, status: "applying", writingUntil: 5 });
    await journal.mark({ n: 2, status: "conflict", note: "found 4" });
    expect((await journal.read()).entries).toEqual([
      { n: 0, step: "EmptyIdleSide", change: resize("web", 2, 0), status: "applied", at },
      { ...second[0], status: "applying", writingUntil: 5 },
      { ...second[1], status: "conflict", note: "found 4" },
    ]);
    await journal.mark({ n: 1, status: "applied" });
    expect((await journal.read()).entries[1]).toEqual({
      n: 1,
      step: "LaunchRelease",
      change: resize("web", 0, 2),
      status: "applied",
      at,
    });
  });

  it("gives changes back the same, with nulls, empty lists and text of any kind", async () => {
    const { acquire, open } = await store();
    const journal = open("d-1", await acquire(deploymentOf("d-1")));
    const change = {
      resource: { kind: "tags", id: "autoscaling:web" },
      before: null,
      after: { "a:b": null, list: [], nested: { deep: [1.5, true, ""] }, text: "ÿ 語 \u0000" },
    } as const;
    await plan(journal, "LaunchRelease", [change]);
    expect((await journal.read()).entries[0]?.change).toEqual(change);
  });

  it("holds a plan once although its answer was lost and the SDK sent it again", async () => {
    const { acquire, open, loseAnswerOf } = await store();
    const journal = open("d-1", await acquire(deploymentOf("d-1")));
    loseAnswerOf("UpdateItem");
    const planned = await plan(journal, "LaunchRelease", [resize("web", 0, 2), resize("web", 2, 3)]);
    expect(planned).toHaveLength(2);
    expect((await journal.read()).entries).toEqual(planned);
  });

  it("holds a mark although its answer was lost", async () => {
    const { acquire, open, loseAnswerOf } = await store();
    const journal = open("d-1", await acquire(deploymentOf("d-1")));
    await plan(journal, "LaunchRelease", [resize("web", 0, 2)]);
    loseAnswerOf("UpdateItem");
    await journal.mark({ n: 0, status: "applying", writingUntil: 5 });
    expect((await journal.read()).entries).toMatchObject([{ status: "applying", writingUntil: 5 }]);
  });
});

describe("a closed journal", () => {
  it("is none while a function may still be making one of its changes", async () => {
    const { acquire, open, close, lock } = await store();
    const epoch = await acquire(deploymentOf("d-1"));
    const journal = open("d-1", epoch);
    const writingUntil = startedAt + 9_000;
    await journal.plan("ScaleDown", [resize("web", 4, 0)], await journal.read(), writingUntil);
    await expect(close("d-1", epoch)).rejects.toMatchObject({
      name: "NotYet",
      message: `The function that changes group-capacity web may still be writing, until ${new Date(writingUntil).toISOString()}.`,
    });
    expect(await lock()).toBeDefined();
    await journal.mark({ n: 0, status: "applying", writingUntil: startedAt });
    await close("d-1", epoch);
    expect(await lock()).toBeUndefined();
  });

  it("stays as the audit trail, newest first, and frees the lock", async () => {
    const { acquire, open, close, closed, lock } = await store();
    for (const [index, id] of ["d-1", "d-2", "d-3"].entries()) {
      const epoch = await acquire(deploymentOf(id, { startedAt: startedAt + index }));
      await plan(open(id, epoch), "EmptyIdleSide", [resize("web", index, 0)]);
      await close(id, epoch);
    }
    expect(await lock()).toBeUndefined();
    expect((await closed()).map(({ deployment, outcome, epoch }) => [deployment.id, outcome, epoch])).toEqual([
      ["d-3", "Succeeded", 3],
      ["d-2", "Succeeded", 2],
      ["d-1", "Succeeded", 1],
    ]);
    expect((await closed(1)).map(({ deployment }) => deployment.id)).toEqual(["d-3"]);
    expect((await closed())[2]?.entries).toMatchObject([{ step: "EmptyIdleSide", change: resize("web", 0, 0) }]);
  });

  it.each(["PutItem", "UpdateItem"])("is closed once although the answer of its %s was lost", async (operation) => {
    const { acquire, close, closed, lock, loseAnswerOf } = await store();
    await acquire(deploymentOf("d-1"));
    loseAnswerOf(operation);
    await close("d-1", 1);
    expect(await lock()).toBeUndefined();
    expect(await closed()).toHaveLength(1);
  });

  it("is answered again to the holder that asks again", async () => {
    const { acquire, close } = await store();
    await acquire(deploymentOf("d-1"));
    const first = await close("d-1", 1);
    expect(first).toMatchObject({ deployment: { id: "d-1" }, owner: "d-1", epoch: 1, outcome: "Succeeded" });
    expect(await close("d-1", 1)).toMatchObject(first);
  });

  it("cannot be closed by a zombie, which frees nothing", async () => {
    const { acquire, close, takeOver, lock, closed } = await store();
    await acquire(deploymentOf("d-1"));
    await takeOver("d-1", rollbackOwner("d-1"));
    await expect(close("d-1", 1)).rejects.toThrow(lockLost("d-1", 1));
    expect(await lock()).toMatchObject({ owner: "rollback:d-1", epoch: 2 });
    expect(await closed()).toEqual([]);
  });

  it("says what the rollback wrote, although a zombie that read the lock before writes after it", async () => {
    const { acquire, close, takeOver, closed, beforeNext } = await store();
    await acquire(deploymentOf("d-1"));
    beforeNext("PutItem", async () => {
      await takeOver("d-1", rollbackOwner("d-1"));
      await close(rollbackOwner("d-1"), 2, "RolledBack");
    });
    await expect(close("d-1", 1)).rejects.toThrow(lockLost("d-1", 1));
    expect(await closed()).toMatchObject([{ outcome: "RolledBack", epoch: 2, owner: "rollback:d-1" }]);
  });

  it("is not called closed by whom a rollback overtook after its copy was written", async () => {
    const { acquire, close, takeOver, closed, beforeNext } = await store();
    await acquire(deploymentOf("d-1"));
    beforeNext("UpdateItem", async () => {
      await takeOver("d-1", rollbackOwner("d-1"));
      await close(rollbackOwner("d-1"), 2, "RolledBack");
    });
    await expect(close("d-1", 1)).rejects.toThrow(lockLost("d-1", 1));
    expect(await closed()).toMatchObject([{ outcome: "RolledBack", epoch: 2, owner: "rollback:d-1" }]);
  });

  it("leaves nothing in the lock's item but the environment and its epoch", async () => {
    const { acquire, close, items } = await store();
    await acquire(deploymentOf("d-1"));
    await close("d-1", 1);
    expect((await items()).find((item) => JSON.stringify(item.sk) === '{"S":"LOCK"}')).toEqual({
      pk: { S: "ENV#web-live" },
      sk: { S: "LOCK" },
      environment: { S: "web-live" },
      epoch: { N: "1" },
    });
  });
});
