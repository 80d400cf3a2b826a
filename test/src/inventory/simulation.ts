/** A small world whose resources change, whose events travel badly, and whose collectors run beside each other and crash. */
import { setImmediate } from "node:timers/promises";
import { collect, type Message } from "../../../src/inventory/collect.ts";
import { lookAgainEvent } from "../../../src/inventory/events/own.ts";
import type { Facts, Sighting, TypedArn } from "../../../src/inventory/model.ts";
import type { Ports } from "../../../src/inventory/ports.ts";
import { memoryStore } from "./memory-store.ts";
import { listedPages, memorySweep, sweepWhole } from "./memory-sweep.ts";

export interface WorldChange {
  /** Which instance, from 0. */
  readonly instance: number;
  /** After the change before it, in milliseconds. */
  readonly after: number;
  /** What it then is; null: gone. */
  readonly value: number | null;
  /** When its event arrives, each time that it does, in milliseconds after the change. None: lost. */
  readonly arrivals: readonly number[];
}

export const epoch = Date.UTC(2026, 0, 1);
/** As long as AWS's reads may trail its writes, less the second that event times are cut by. */
const longestLag = 1_900;
const redelivery = 30_000;

const refOf = (instance: number): TypedArn => ({
  type: "instance",
  arn: `arn:aws:ec2:eu-west-1:123456789012:instance/i-0000000${instance}`,
});
export const factsOf = (value: number | null): Facts | null =>
  value === null ? null : { name: "", tags: {}, details: { value } };

/** Runs it to its end. `dice` answers numbers in [0, 1). */
export const simulate = async (changes: readonly WorldChange[], dice: () => number, sweeping: boolean) => {
  const queue: { at: number; n: number; run: () => void }[] = [];
  let now = epoch;
  let n = 0;
  const at = (time: number, run: () => void) => {
    queue.push({ at: time, n: n++, run });
  };
  const pause = (duration: number) =>
    new Promise<void>((resolve) => {
      at(now + duration, resolve);
    });
  const pass = (longest: number) => pause(Math.floor(dice() * longest));

  const lives = new Map<number, { readonly at: number; readonly value: number | null }[]>();
  const asOf = (instance: number, time: number) =>
    lives.get(instance)?.findLast((each) => each.at <= time)?.value ?? null;

  const memory = memoryStore();
  const maybeCrash = () => {
    if (dice() < 0.02) throw new Error("crash");
  };
  const store: Ports["store"] = {
    read: async (refs) => {
      await pass(200);
      maybeCrash();
      return memory.store.read(refs);
    },
    replace: async (before, after) => {
      await pass(20_000);
      maybeCrash();
      return memory.store.replace(before, after);
    },
  };
  const sightings = (instances: readonly number[]): readonly Sighting[] => {
    const readAt = now;
    return instances.map((instance) => ({
      ref: refOf(instance),
      readAt,
      facts: factsOf(asOf(instance, readAt - Math.floor(dice() * longestLag))),
    }));
  };
  const asked: Ports["describe"] = async (refs) => ({
    sightings: sightings(refs.map(({ arn }) => Number(arn.slice(-1)))),
    members: new Map(),
    failures: [],
  });
  const ports: Ports = {
    store,
    pause,
    now: () => now,
    here: { account: "123456789012", region: "eu-west-1" },
    describe: async (refs) => {
      const found = asked(refs);
      await pass(1_000);
      maybeCrash();
      return found;
    },
    lookAgain: async (hints, delay) => {
      maybeCrash();
      deliver({ id: `again-${n}`, body: JSON.stringify(lookAgainEvent(hints, now)) }, now + delay);
    },
  };

  const waiting: Message[] = [];
  const deliver = (message: Message, time: number) =>
    at(time, () => {
      waiting.push(message);
      // Some batches hold one message, some several.
      if (dice() < 0.6) runCollector(waiting.splice(0));
      else
        at(now + 500, () => {
          if (waiting.length > 0) runCollector(waiting.splice(0));
        });
    });
  const runCollector = (batch: readonly Message[]) => {
    void collect(batch, ports).then(
      ({ outcomes }) => {
        for (const message of batch)
          if (outcomes.find(({ id }) => id === message.id)?.kind === "again") deliver(message, now + redelivery);
      },
      () => {
        for (const message of batch) deliver(message, now + redelivery);
      },
    );
  };

  let changedAt = epoch;
  for (const [index, { instance, after, value, arrivals }] of changes.entries()) {
    changedAt += after;
    const time = changedAt;
    lives.set(instance, [...(lives.get(instance) ?? []), { at: time, value }]);
    const event = {
      id: `event-${index}`,
      source: "aws.ec2",
      "detail-type": "EC2 Instance State-change Notification",
      account: "123456789012",
      region: "eu-west-1",
      time: new Date(Math.floor(time / 1_000) * 1_000).toISOString(),
      resources: [refOf(instance).arn],
      detail: { "instance-id": `i-0000000${instance}`, state: value === null ? "terminated" : "running" },
    };
    for (const [copy, arrival] of arrivals.entries())
      deliver({ id: `${index}-${copy}`, body: JSON.stringify(event) }, time + arrival);
  }

  const run = async () => {
    for (;;) {
      await setImmediate();
      const next = queue.sort((a, b) => a.at - b.at || a.n - b.n).shift();
      if (next === undefined) return;
      now = next.at;
      next.run();
    }
  };
  await run();

  if (sweeping) {
    now += 3_600_000;
    const all = () => [...lives.keys()].map((instance) => sightings([instance]).filter(({ facts }) => facts !== null));
    const listings = [{ types: ["instance" as const], pages: listedPages(all) }];
    await sweepWhole(memorySweep(memory, { listings, describe: asked, now: () => now }).ports, epoch);
  }

  const shown = (facts: Facts | null) => (facts === null ? null : facts.details.value);
  const world = [...lives.keys()].sort().map((instance) => [instance, asOf(instance, now)] as const);
  return {
    ...memory,
    world: Object.fromEntries(world),
    table: Object.fromEntries(
      world.map(([instance]) => [instance, shown(memory.rows.get(refOf(instance).arn)?.facts ?? null)]),
    ),
  };
};
