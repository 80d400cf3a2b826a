import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { virtualClock } from "@sarcelle/playground/clock";
import { seeded } from "@sarcelle/playground/random";
import { createDynamoDb } from "@sarcelle/playground/services/dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  currentRows,
  historyOf,
  nobodysFronts,
  placesThere,
  released,
  rowsAsOf,
  rowsBelievedAt,
} from "../../../../src/aws/inventory/query.ts";
import { inventoryStore, rowDigests } from "../../../../src/aws/inventory/store.ts";
import type { Table } from "../../../../src/aws/table.ts";
import { digestOf } from "../../../../src/inventory/digest.ts";
import type { Facts, Row } from "../../../../src/inventory/model.ts";
import { overSockets } from "./over-sockets.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const ref = (n: number) => ({ type: "instance", arn: `arn:aws:ec2:eu-west-1:123456789012:instance/i-${n}` }) as const;
const facts = (state: string, environment = "web-live"): Facts => ({
  name: "web",
  tags: { role: "web" },
  ...(environment === "" ? {} : { environment }),
  details: { state },
});
const row = (n: number, number: number, minutes: number, what: Facts | null, more: Partial<Row> = {}): Row => {
  const at = start + minutes * 60_000;
  return {
    ref: ref(n),
    number,
    facts: what,
    trueFrom: at,
    observedAt: at + 500,
    readAt: at + 500,
    recordedAt: at + 900,
    bornAt: start,
    last: what,
    cause: { by: "event", eventId: `e-${number}`, event: "EC2 Instance State-change Notification" },
    ...more,
  };
};
const minutes = (count: number) => start + count * 60_000;

describe("the inventory's table", () => {
  const clock = { now: () => start, sleep: async () => {} };
  let served: Awaited<ReturnType<typeof overSockets>>;
  let inventory: Table;
  let tables = 0;

  beforeAll(async () => {
    served = await overSockets(
      createDynamoDb({ clock: virtualClock(start), random: seeded(3), account: "123456789012", region: "eu-west-1" }),
    );
  });
  afterAll(() => served.stop());
  beforeEach(async () => {
    const name = `inventory-${tables++}`;
    await served.createInventoryTable(name);
    inventory = { client: new DynamoDBClient(served.options), name };
  });

  const store = () => inventoryStore(inventory, 90 * day, clock);
  const items = async () => (await inventory.client.send(new ScanCommand({ TableName: inventory.name }))).Items ?? [];

  it("gives back what was written, and costs a new resource two items, of which a change of it leaves one", async () => {
    const first = row(1, 1, 0, facts("running"), { tagVersion: 3 });
    expect(await store().replace(undefined, first)).toBe(true);
    expect(await store().read([ref(1), ref(2)])).toEqual(new Map([[ref(1).arn, first]]));
    const places = async () => (await items()).filter(({ sk }) => sk?.S?.startsWith("IN#"));
    const place = await places();
    expect([(await items()).length, place.length]).toEqual([2, 1]);
    expect(await store().replace(first, row(1, 2, 1, facts("stopped"), { tagVersion: 3 }))).toBe(true);
    expect([(await items()).length, await places()]).toEqual([3, place]);
  });

  it("tells of nothing that has a place and no row, and of what is back where a late word says that it left", async () => {
    const [first, gone, back] = [
      row(1, 1, 0, facts("running")),
      row(1, 2, 1, null, { last: facts("running") }),
      row(1, 3, 2, facts("running"), { bornAt: minutes(2) }),
    ];
    const crashing = new DynamoDBClient({ ...served.options });
    let losing = 2;
    let lost: (() => Promise<unknown>) | undefined;
    crashing.middlewareStack.add(
      (next) => async (args) => {
        if (--losing > 0) return next(args);
        lost = () => next(args);
        throw new Error("crash");
      },
      { step: "initialize" },
    );
    const dying = inventoryStore({ ...inventory, client: crashing }, 90 * day, clock);
    await expect(dying.replace(undefined, first)).rejects.toThrow("crash");
    expect([(await items()).length, await currentRows(inventory)]).toEqual([1, []]);
    await store().replace(undefined, first);
    expect(await currentRows(inventory, "web-live")).toEqual([first]);
    // Its place is ended by the last of three writes.
    losing = 3;
    await expect(dying.replace(first, gone)).rejects.toThrow("crash");
    expect(await currentRows(inventory)).toEqual([]);
    expect(await store().replace(gone, back)).toBe(true);
    await lost?.().catch(() => undefined);
    expect(await currentRows(inventory, "web-live")).toEqual([back]);
  });

  it("lets nobody write who has not seen the newest revision", async () => {
    const [first, second] = [row(1, 1, 0, facts("pending")), row(1, 2, 1, facts("running"))];
    const late = row(1, 2, 2, facts("stopped"));
    await store().replace(undefined, first);
    expect(await store().replace(first, second)).toBe(true);
    expect([await store().replace(first, late), await store().replace(undefined, late)]).toEqual([false, false]);
    expect((await store().read([ref(1)])).get(ref(1).arn)).toEqual(second);
  });

  it("takes no older read in the place of a newer one, be it an update or a removal", async () => {
    const first = row(1, 1, 5, facts("running"));
    await store().replace(undefined, first);
    expect([
      await store().replace(first, row(1, 2, 4, facts("stopped"))),
      await store().replace(first, row(1, 2, 4, null)),
    ]).toEqual([false, false]);
    const touched = { ...first, readAt: minutes(9) };
    expect(await store().replace(first, touched)).toBe(true);
    expect(await store().replace(first, row(1, 2, 8, null))).toBe(false);
    expect((await store().read([ref(1)])).get(ref(1).arn)).toEqual(touched);
  });

  it("heals what a crash between two writes left", async () => {
    const [first, second] = [row(1, 1, 0, facts("pending")), row(1, 2, 1, facts("running"))];
    await store().replace(undefined, first);
    const crashing = new DynamoDBClient({ ...served.options });
    let writes = 0;
    crashing.middlewareStack.add(
      (next) => async (args) => {
        if (++writes === 2) throw new Error("crash");
        return next(args);
      },
      { step: "initialize" },
    );
    await expect(
      inventoryStore({ ...inventory, client: crashing }, 90 * day, clock).replace(first, second),
    ).rejects.toThrow("crash");
    expect((await historyOf(inventory, ref(1).arn, start)).map(({ number }) => number)).toEqual([1]);
    expect(await store().replace(first, second)).toBe(true);
    expect(await historyOf(inventory, ref(1).arn, start)).toEqual([second, first]);
  });

  it("says of what there is whose it is and which release it has, in all and by release, as it is now", async () => {
    const runs = (state: string, version: string): Facts => ({
      ...facts(state),
      side: "blue",
      version,
      commit: "abc",
      details: { state, launchedAt: "2026-01-01T00:00:00.000Z", imageId: "ami-1" },
    });
    const [first, second] = [row(1, 1, 0, runs("pending", "1")), row(1, 2, 1, runs("running", "2"))];
    const [ending, gone] = [row(2, 1, 0, runs("running", "2")), row(2, 2, 1, null, { last: runs("running", "2") })];
    const group = row(
      3,
      1,
      2,
      { ...facts("x", ""), details: { desired: 2, launchTemplate: "lt-0a", targetGroups: ["arn:targets"] } },
      {
        ref: { type: "auto-scaling-group", arn: "arn:group" },
        launchesSince: start,
      },
    );
    await store().replace(undefined, first);
    await store().replace(first, second);
    await store().replace(undefined, ending);
    await store().replace(ending, gone);
    await store().replace(undefined, group);
    const one = { ref: ref(1), facts: { environment: "web-live", side: "blue", version: "2", commit: "abc" } };
    const other = { ref: group.ref, facts: {} };
    expect((await released(inventory)).toSorted((a, b) => (a.ref.arn < b.ref.arn ? -1 : 1))).toEqual([one, other]);
    expect([await released(inventory, "2"), await released(inventory, "1")]).toEqual([[one], []]);
    const rows = new Map([second, group].map((each) => [each.ref.arn, each]));
    expect(await store().read([ref(1), group.ref])).toEqual(rows);
  });

  it("knows the listeners and rules that are no environment's", async () => {
    const of = (type: "listener" | "listener-rule" | "load-balancer", n: number, environment: string) =>
      row(n, 1, 0, facts("active", environment), { ref: { type, arn: `arn:${type}/${n}` } });
    const nobodys = [of("listener-rule", 1, ""), of("listener", 2, "")];
    for (const each of [
      ...nobodys,
      of("load-balancer", 3, ""),
      of("listener", 4, "web-live"),
      row(5, 1, 0, facts("x", "")),
    ])
      await store().replace(undefined, each);
    expect((await nobodysFronts(inventory)).toSorted((a, b) => (a.ref.arn < b.ref.arn ? -1 : 1))).toEqual(nobodys);
  });

  it("knows what there is, by environment and in all, and what is nobody's", async () => {
    await store().replace(undefined, row(1, 1, 0, facts("running")));
    await store().replace(undefined, row(2, 1, 0, facts("running", "other")));
    await store().replace(undefined, row(3, 1, 0, facts("running", "")));
    const gone = row(4, 1, 0, facts("running"));
    await store().replace(undefined, gone);
    await store().replace(gone, row(4, 2, 1, null, { last: gone.facts }));
    const arns = (rows: readonly Row[]) => rows.map((each) => each.ref.arn.slice(-3));
    expect([
      arns(await currentRows(inventory)),
      arns(await currentRows(inventory, "web-live")),
      arns(await currentRows(inventory, "")),
    ]).toEqual([["i-1", "i-2", "i-3"], ["i-1"], ["i-3"]]);
  });

  it("knows what there was, what it was, and whose, at any time", async () => {
    const life = [
      row(1, 1, 0, facts("pending")),
      row(1, 2, 10, facts("running")),
      row(1, 3, 20, facts("running", "other")),
      row(1, 4, 30, null, { last: facts("running", "other") }),
    ];
    for (const [index, each] of life.entries()) await store().replace(life[index - 1], each);
    const at = async (time: number, environment?: string) =>
      (await rowsAsOf(inventory, minutes(time), start, environment)).map((each) => [
        each.number,
        each.facts?.details.state,
      ]);
    expect([await at(-1), await at(5), await at(15), await at(25), await at(35)]).toEqual([
      [],
      [[1, "pending"]],
      [[2, "running"]],
      [[3, "running"]],
      [],
    ]);
    expect([await at(15, "web-live"), await at(25, "web-live"), await at(25, "other"), await at(15, "other")]).toEqual([
      [[2, "running"]],
      [],
      [[3, "running"]],
      [],
    ]);
  });

  it("tells what was true from what it said then", async () => {
    const first = row(1, 1, 0, facts("running"));
    // It stopped at minute 10, and nobody knew before minute 60.
    const second = { ...row(1, 2, 60, facts("stopped")), trueFrom: minutes(10) };
    await store().replace(undefined, first);
    await store().replace(first, second);
    const state = ([only]: readonly { readonly facts: Facts | null }[]) => only?.facts?.details.state;
    expect(state(await rowsAsOf(inventory, minutes(30), start))).toBe("stopped");
    expect(state(await rowsBelievedAt(inventory, minutes(30), start))).toBe("running");
  });

  it("does not trust DynamoDB to delete in time what has expired", async () => {
    const [first, second] = [row(1, 1, 0, facts("pending")), row(1, 2, 1, facts("running"))];
    await store().replace(undefined, first);
    await store().replace(first, second);
    expect(await historyOf(inventory, ref(1).arn, start + 91 * day)).toEqual([second]);
  });

  it("sums up what a sweep compares, and names all that is there", async () => {
    const first = row(1, 1, 0, facts("running"));
    await store().replace(undefined, first);
    await store().replace(undefined, row(2, 1, 0, facts("running")));
    await store().replace(row(2, 1, 0, facts("running")), row(2, 2, 1, null));
    expect([...(await rowDigests(inventory, [ref(1), ref(2), ref(3)], clock)).values()]).toEqual([
      {
        ref: ref(1),
        digest: digestOf(facts("running")),
        trueFrom: start,
        recordedAt: start + 900,
        byEvent: true,
      },
    ]);
    const there = [];
    for await (const { items } of placesThere(inventory)) there.push(...items);
    expect(there).toEqual([{ ref: ref(1), environment: "web-live" }]);
  });
});
