import { beforeEach, describe, expect, it } from "vitest";
import { digestOf } from "../../../src/inventory/digest.ts";
import type { Facts, Row, Sighting, TypedArn } from "../../../src/inventory/model.ts";
import { percentile } from "../../../src/inventory/percentile.ts";
import { type SweepPorts, sweep } from "../../../src/inventory/sweep.ts";
import { memoryStore } from "./memory-store.ts";

const start = Date.UTC(2026, 0, 1);
const hour = 3_600_000;
const ref = (n: number): TypedArn => ({
  type: "instance",
  arn: `arn:aws:ec2:eu-west-1:123456789012:instance/i-0${n}`,
});
const facts = (state: string): Facts => ({ name: "", tags: {}, details: { state } });

let now: number;
let memory: ReturnType<typeof memoryStore>;
/** What AWS lists, a page each; an error ends the list. */
let listed: (readonly Sighting[] | Error)[];
let ports: SweepPorts;

const page = (...found: (readonly [n: number, state: string])[]) =>
  found.map(([n, state]) => ({ ref: ref(n), readAt: now, facts: facts(state) }));
const known = (n: number, state: string) => {
  const row: Row = {
    ref: ref(n),
    number: 1,
    facts: facts(state),
    last: facts(state),
    trueFrom: start,
    bornAt: start,
    observedAt: start,
    readAt: start,
    recordedAt: start + 300,
    cause: { by: "event", eventId: "e-1" },
  };
  memory.rows.set(row.ref.arn, row);
};

beforeEach(() => {
  now = start + hour;
  memory = memoryStore();
  listed = [];
  ports = {
    store: memory.store,
    now: () => now,
    summaries: async function* () {
      for (const { ref: its, facts: what, readAt, trueFrom, recordedAt, cause } of memory.rows.values())
        if (what !== null)
          yield [{ ref: its, digest: digestOf(what), readAt, trueFrom, recordedAt, byEvent: cause.by === "event" }];
    },
    listings: [
      {
        types: ["instance"],
        pages: async function* () {
          for (const each of listed) {
            if (each instanceof Error) throw each;
            yield each;
          }
        },
      },
    ],
  };
});

const states = () => [...memory.rows.values()].map(({ facts: what }) => what?.details.state ?? null);

describe("a sweep", () => {
  it("fills an empty table, and calls nothing missed", async () => {
    listed = [page([1, "running"]), page([2, "stopped"])];
    const report = await sweep(ports, now);
    expect([states(), report.first, report.listed]).toEqual([["running", "stopped"], true, 2]);
  });

  it("writes only what differs, and says what that was and for how long it was wrong at most", async () => {
    for (const n of [1, 2, 3]) known(n, "running");
    listed = [page([1, "running"], [2, "stopped"]), page([4, "pending"])];
    const { corrections, first, lateness } = await sweep(ports, start + hour / 2);
    expect(corrections).toEqual([
      { ref: ref(2), kind: "changed", wrongFor: hour },
      { ref: ref(4), kind: "new", wrongFor: hour / 2 },
      { ref: ref(3), kind: "gone", wrongFor: hour },
    ]);
    expect([states(), memory.writes.records, first]).toEqual([["running", "stopped", null, "pending"], 3, false]);
    // All that events brought was before the sweep before this one.
    expect(lateness).toEqual({ count: 0, p50: 0, p99: 0 });
  });

  it("costs no write when nothing changed, and tells how late the events were", async () => {
    known(1, "running");
    listed = [page([1, "running"])];
    const { corrections, lateness } = await sweep(ports, start - hour);
    expect([corrections, memory.writes, lateness]).toEqual([
      [],
      { records: 0, touches: 0, refused: 0 },
      { count: 1, p50: 300, p99: 300 },
    ]);
  });

  it("removes nothing if the list could not be read to its end, but takes what it did read", async () => {
    known(1, "running");
    known(2, "running");
    listed = [page([1, "stopped"]), Object.assign(new Error("slow down"), { name: "Throttled" })];
    const { incomplete } = await sweep(ports, start);
    expect([states(), incomplete]).toEqual([
      ["stopped", "running"],
      [{ types: ["instance"], why: "Throttled: slow down" }],
    ]);
  });

  it("does not take for gone what was read after it began to list, or was made just before", async () => {
    known(1, "running");
    known(2, "running");
    const [arn, young] = [ref(1).arn, ref(2).arn];
    memory.rows.set(arn, { ...(memory.rows.get(arn) as Row), readAt: now + 1 });
    memory.rows.set(young, { ...(memory.rows.get(young) as Row), bornAt: now - 1_000 });
    await sweep(ports, start);
    expect(states()).toEqual(["running", "running"]);
  });

  it("removes what AWS still lists as terminated", async () => {
    known(1, "running");
    listed = [[{ ref: ref(1), readAt: now, facts: null, ended: true }]];
    expect((await sweep(ports, start)).corrections.map(({ kind }) => kind)).toEqual(["gone"]);
    listed = [[{ ref: ref(1), readAt: now, facts: null, ended: true }]];
    expect((await sweep(ports, start)).corrections).toEqual([]);
  });
});

it("a percentile is the nearest rank's", () => {
  expect([percentile([], 99), percentile([5, 1, 3], 50), percentile([5, 1, 3], 99)]).toEqual([0, 3, 5]);
});
