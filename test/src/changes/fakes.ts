import type { OpenJournal } from "../../../src/changes/apply.ts";
import type { Change, State } from "../../../src/changes/change.ts";
import { type Entry, type Journal, plannedBy } from "../../../src/changes/journal.ts";
import type { ResourceKind } from "../../../src/changes/resource-kind.ts";
import type { Clock } from "../../../src/clock.ts";

/** Time that passes only by sleeping, from `since` on. */
export const steppingClock = (since = 0): Clock & { readonly slept: () => number } => {
  let now = since;
  return {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
    },
    slept: () => now - since,
  };
};

/** Resources in memory; `lag` is how many reads still show the state before a write. A state may say on what it stands: `on`. */
export const memoryKind = (initial: Readonly<Record<string, State | null>>, lag = 0) => {
  const now = new Map(Object.entries(initial));
  const old = new Map<string, { state: State | null; reads: number }>();
  const writes: string[] = [];
  const kind: ResourceKind = {
    async read(id) {
      const stale = old.get(id);
      if (stale !== undefined && stale.reads > 0) {
        stale.reads -= 1;
        return stale.state;
      }
      return now.get(id) ?? null;
    },
    async write(id, before, after) {
      writes.push(`${id}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`);
      const state = now.get(id) ?? null;
      old.set(id, { state, reads: lag });
      now.set(id, after === null ? null : { ...state, ...after });
    },
    needs: ({ on }) => (on === undefined ? [] : [on].flat().map((id) => ({ kind: "group-capacity", id: String(id) }))),
  };
  return {
    kind,
    writes,
    state: (id: string) => now.get(id) ?? null,
    set: (id: string, state: State | null) => now.set(id, state),
  };
};

/** A journal in memory that notes every transition. */
export const memoryJournal = (initial: readonly Entry[] = []) => {
  let entries: readonly Entry[] = initial;
  const transitions: string[] = [];
  const read = async (): Promise<Journal> => ({
    environment: "web-live",
    deployment: { id: "d-1", action: "switch", requestedBy: "test", startedAt: 0 },
    epoch: 1,
    owner: "d-1",
    entries,
  });
  const journal: OpenJournal = {
    read,
    async plan(step, changes, stored, writingUntil, begun = 1) {
      const first = stored.entries.length;
      const planned = changes.map((change, n): Entry => ({ n: first + n, step, change, status: "planned", at: 0 }));
      entries = [
        ...entries,
        ...planned.map((entry, n): Entry => (n < begun ? { ...entry, status: "applying", writingUntil } : entry)),
      ];
      const applying = planned.slice(0, begun).map(({ n }) => n);
      transitions.push(`planned ${changes.length} by ${step}, ${applying.join(" and ")} applying`);
      return plannedBy(await read(), step).filter(({ n }) => n >= first);
    },
    async mark(...marks) {
      for (const { n, ...noted } of marks)
        entries = entries.map((entry) => {
          if (entry.n !== n) return entry;
          const { writingUntil: _, ...rest } = entry;
          return { ...rest, ...noted };
        });
      transitions.push(marks.map(({ n, status }) => `${n} ${status}`).join(", "));
    },
  };
  return { journal, transitions, entries: () => entries };
};

export const resize = (id: string, from: number | null, to: number | null): Change => ({
  resource: { kind: "group-capacity", id },
  before: from === null ? null : { desired: from },
  after: to === null ? null : { desired: to },
});
