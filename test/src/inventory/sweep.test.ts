import { beforeEach, describe, expect, it } from "vitest";
import type { Facts, Row, Sighting, TypedArn } from "../../../src/inventory/model.ts";
import { percentile } from "../../../src/inventory/percentile.ts";
import { beginSweep, type Listing, latenessOf, type SweepProgress, sweepPart } from "../../../src/inventory/sweep.ts";
import { memoryStore } from "./memory-store.ts";
import { listedPages, memorySweep, sweepWhole } from "./memory-sweep.ts";

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
/** What AWS answers when it is asked by name, beside what it lists. */
let hidden: readonly Sighting[];
let swept: ReturnType<typeof memorySweep>;

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
  hidden = [];
  swept = memorySweep(memory, {
    now: () => now,
    describe: async (refs) => ({
      sightings: refs.map(
        (each) => hidden.find((found) => found.ref.arn === each.arn) ?? { ref: each, readAt: now, facts: null },
      ),
      members: new Map(),
      failures: [],
    }),
    listings: [{ types: ["instance"], pages: listedPages(() => listed) }],
  });
});

const sweep = (since: number) => sweepWhole(swept.ports, since);
const states = () => [...memory.rows.values()].map(({ facts: what }) => what?.details.state ?? null);

describe("a sweep", () => {
  it("fills an empty table, and calls nothing missed", async () => {
    listed = [page([1, "running"]), page([2, "stopped"])];
    const { sweep: done, corrections } = await sweep(now);
    expect([states(), done.first, done.listed, corrections]).toEqual([["running", "stopped"], true, 2, []]);
  });

  it("writes only what differs, and says what that was and for how long it was wrong at most", async () => {
    for (const n of [1, 2, 3]) known(n, "running");
    listed = [page([1, "running"], [2, "stopped"]), page([4, "pending"])];
    const { corrections, sweep: done } = await sweep(start + hour / 2);
    expect(corrections).toEqual([
      { ref: ref(2), kind: "changed", wrongFor: hour },
      { ref: ref(4), kind: "new", wrongFor: hour / 2 },
      { ref: ref(3), kind: "gone", wrongFor: hour },
    ]);
    expect([states(), memory.writes.records, done.first]).toEqual([["running", "stopped", null, "pending"], 3, false]);
    expect([done.corrected, done.longestWrong]).toEqual([3, hour]);
    // All that events brought was before the sweep before this one.
    expect(latenessOf(done)).toEqual({ count: 0, p50: 0, p99: 0 });
  });

  it("costs no write when nothing changed, and tells how late the events were", async () => {
    known(1, "running");
    listed = [page([1, "running"])];
    const { corrections, sweep: done } = await sweep(start - hour);
    expect([corrections, memory.writes, latenessOf(done)]).toEqual([
      [],
      { records: 0, touches: 0, refused: 0 },
      { count: 1, p50: 300, p99: 300 },
    ]);
  });

  it("removes nothing if the list could not be read to its end, but takes what it did read", async () => {
    known(1, "running");
    known(2, "running");
    listed = [page([1, "stopped"]), Object.assign(new Error("slow down"), { name: "Throttled" })];
    const { sweep: done } = await sweep(start);
    expect([states(), done.incomplete, done.done]).toEqual([
      ["stopped", "running"],
      [{ types: ["instance"], why: "Throttled: slow down" }],
      [],
    ]);
  });

  it("does not take for gone what was read later than it looked, was made just before, or is found by its name", async () => {
    for (const n of [1, 2, 3]) known(n, "running");
    const [arn, young] = [ref(1).arn, ref(2).arn];
    memory.rows.set(arn, { ...(memory.rows.get(arn) as Row), readAt: now + 1 });
    memory.rows.set(young, { ...(memory.rows.get(young) as Row), bornAt: now - 1_000 });
    hidden = page([3, "stopped"]);
    listed = [[]];
    await sweep(start);
    expect(states()).toEqual(["running", "running", "stopped"]);
  });

  it("looks once more at what it read long before it could compare it", async () => {
    known(1, "running");
    listed = [page([1, "stopped"])];
    hidden = page([1, "terminating"]);
    now += 30_000;
    await sweep(start);
    expect(states()).toEqual(["terminating"]);
  });

  it("removes what AWS still lists as terminated", async () => {
    known(1, "running");
    listed = [[{ ref: ref(1), readAt: now, facts: null, ended: true }]];
    expect((await sweep(start)).corrections.map(({ kind }) => kind)).toEqual(["gone"]);
    listed = [[{ ref: ref(1), readAt: now, facts: null, ended: true }]];
    now += 1;
    expect((await sweep(start)).corrections).toEqual([]);
  });
});

it("a sweep tells of each environment whose rows it passes, once, and says that it did", async () => {
  const whose = (n: number, environment: string) => {
    known(n, "running");
    const row = memory.rows.get(ref(n).arn) as Row;
    const facts = environment === "" ? row.facts : { ...(row.facts as Facts), environment };
    memory.rows.set(ref(n).arn, { ...row, facts });
    return { ref: ref(n), readAt: now, facts };
  };
  listed = [[whose(1, "web-live"), whose(2, ""), whose(3, "web-beta"), whose(4, "web-live"), whose(5, "web-beta")]];
  const passed: (readonly string[])[] = [];
  const ports = { ...swept.ports, passed: async (some: readonly string[]) => void passed.push(some) };
  const { sweep: done } = await sweepPart(ports, await beginSweep(ports, start), now + 1);
  expect([passed, done.summed, memory.writes.records]).toEqual([[["web-live", ""], ["web-beta"], []], true, 0]);
});

describe("a sweep in parts", () => {
  const four = () => [page([1, "running"]), page([2, "running"]), page([3, "running"]), page([4, "running"])];

  it("begins no page after its time, and the next part goes on behind the last page", async () => {
    listed = four();
    const one = await sweepPart(swept.ports, await beginSweep(swept.ports, start), now);
    expect([one.sweep.from, one.sweep.page, states().length, one.sweep.endedAt]).toEqual(["1", 1, 1, undefined]);
    const two = await sweepPart(swept.ports, one.sweep, now + 1);
    expect([two.sweep.part, two.sweep.listed, states().length, two.sweep.endedAt]).toEqual([2, 4, 4, now]);
    expect(two.sweep.done).toEqual([{ types: ["instance"], begunAt: now, endedAt: now }]);
  });

  it("goes on where it was when a part dies at any page, and removes only what no part saw", async () => {
    for (let dies = 1; dies < 12; dies++) {
      memory.rows.clear();
      swept.kept.length = 0;
      known(9, "running");
      known(2, "stopped");
      now += hour;
      listed = four();
      let left = dies;
      const dying = {
        ...swept.ports,
        keep: async (progress: SweepProgress) => {
          if (left-- === 0) throw new Error("out of time");
          return swept.ports.keep(progress);
        },
      };
      const begun = await beginSweep(swept.ports, start);
      await sweepPart(dying, begun, now + 1).catch(() => undefined);
      const at = swept.kept.at(-1) ?? begun;
      const { sweep: done } = await sweepPart(swept.ports, at, now + 1);
      expect([done.endedAt, done.listed, states()]).toEqual([
        now,
        4,
        [null, "running", "running", "running", "running"],
      ]);
    }
  });

  it("takes as little as it can where a part died", async () => {
    listed = four();
    const asked: boolean[] = [];
    const { listings } = swept.ports;
    const noting = {
      ...swept.ports,
      listings(cautious: boolean) {
        asked.push(cautious);
        return listings(cautious);
      },
    };
    const begun = await beginSweep(swept.ports, start);
    const { sweep: one } = await sweepPart(noting, begun, now);
    await sweepPart(noting, { ...one, tries: 1 }, now);
    expect(asked).toEqual([false, true]);
  });

  it("begins a listing again if AWS does not know any more where it was", async () => {
    listed = four();
    const { sweep: one } = await sweepPart(swept.ports, await beginSweep(swept.ports, start), now);
    const unknown = Object.assign(new Error("expired"), { name: "InvalidNextToken" });
    const forgetful = async (): Promise<readonly Listing[]> => [
      {
        types: ["instance"],
        pages: (from) => listedPages(() => (from === undefined ? listed : [page(), unknown]))(from),
      },
    ];
    const { sweep: two } = await sweepPart({ ...swept.ports, listings: forgetful }, one, now + 1);
    expect([two.incomplete, states().length, two.endedAt]).toEqual([[], 4, now]);
  });

  it("writes nothing more once a later part goes on", async () => {
    listed = four();
    const begun = await beginSweep(swept.ports, start);
    const { sweep: one } = await sweepPart(swept.ports, begun, now);
    await sweepPart(swept.ports, one, now);
    const late = await sweepPart(swept.ports, begun, now + 1);
    expect([late.overtaken, states().length]).toEqual([true, 2]);
  });
});

it("a percentile is the nearest rank's", () => {
  expect([percentile([], 99), percentile([5, 1, 3], 50), percentile([5, 1, 3], 99)]).toEqual([0, 3, 5]);
});
