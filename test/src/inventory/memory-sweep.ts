import { digestOf } from "../../../src/inventory/digest.ts";
import { environmentOf, exists, type Sighting } from "../../../src/inventory/model.ts";
import type { Ports } from "../../../src/inventory/ports.ts";
import {
  beginSweep,
  type Correction,
  type Listing,
  type SweepPorts,
  type SweepProgress,
  sweepPart,
} from "../../../src/inventory/sweep.ts";
import type { memoryStore } from "./memory-store.ts";

interface World {
  readonly listings: readonly Listing[];
  readonly describe: Ports["describe"];
  readonly now: () => number;
  readonly passed?: SweepPorts["passed"];
}

/** What a sweep asks of the world, over rows in memory; `kept` has how far it is. */
export const memorySweep = ({ store, rows }: ReturnType<typeof memoryStore>, world: World) => {
  const pages = new Map<string, Uint8Array>();
  const kept: SweepProgress[] = [];
  const ports: SweepPorts = {
    store,
    now: world.now,
    describe: world.describe,
    listings: async () => world.listings,
    digests: async (refs) =>
      new Map(
        [...(await store.read(refs))].flatMap(([arn, { ref, facts, trueFrom, recordedAt, cause }]) =>
          facts === null
            ? []
            : [[arn, { ref, digest: digestOf(facts), trueFrom, recordedAt, byEvent: cause.by === "event" }]],
        ),
      ),
    rows: async function* (from) {
      const there = [...rows.values()].filter(exists).map((row) => ({ ref: row.ref, environment: environmentOf(row) }));
      for (let at = Number(from ?? 0); at < there.length; at += 2)
        yield { items: there.slice(at, at + 2), next: at + 2 < there.length ? String(at + 2) : undefined };
    },
    passed: world.passed ?? (async () => {}),
    note: async ({ listing, page }, hashes) => void pages.set(`${listing}/${page}`, hashes),
    noted: async function* (_sweep, listings) {
      for (const [key, hashes] of pages) if (listings.some((each) => key.startsWith(`${each}/`))) yield hashes;
    },
    keep: async (sweep) => {
      const last = kept.at(-1);
      if (last !== undefined && last.startedAt === sweep.startedAt && last.part > sweep.part) return false;
      kept.push(sweep);
      return true;
    },
    unreadable: () => 0,
  };
  return { ports, kept };
};

/** A whole sweep, in parts of one page each. */
export const sweepWhole = async (ports: SweepPorts, since: number) => {
  const corrections: Correction[] = [];
  let sweep = await beginSweep(ports, since);
  for (let part = 0; sweep.endedAt === undefined && part < 1_000; part++) {
    const done = await sweepPart(ports, sweep, 0);
    corrections.push(...done.corrections);
    sweep = done.sweep;
  }
  return { sweep, corrections };
};

/** Pages as AWS lists them, in order, each known by its place; an error ends them. */
export const listedPages = (pages: () => readonly (readonly Sighting[] | Error)[]): Listing["pages"] =>
  async function* (from) {
    for (const [at, page] of pages().entries()) {
      if (at < Number(from ?? 0)) continue;
      if (page instanceof Error) throw page;
      yield { items: page, next: at + 1 < pages().length ? String(at + 1) : undefined };
    }
  };
