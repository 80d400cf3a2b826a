import { describe, expect, it } from "vitest";
import { defaults } from "../../../../src/deployment/defaults.ts";
import type { Existing } from "../../../../src/inventory/attributes.ts";
import { thresholdsOf } from "../../../../src/inventory/findings/rule.ts";
import type { Finding } from "../../../../src/inventory/findings/schema.ts";
import { type FindingStore, type StoredFinding, tellFindings } from "../../../../src/inventory/findings/tell.ts";
import { group, here, noon } from "../estate.ts";

const lease = 60_000;
const owner = { environment: "web-live", side: "blue" } as const;
const fragile = group("web", owner, { availabilityZones: ["eu-west-1a"] });
const moved = group("web", owner, { availabilityZones: ["eu-west-1b"] });
const mended = group("web", owner, { availabilityZones: ["eu-west-1a", "eu-west-1b"] });
const id = `one-zone#${fragile.ref.arn}`;

/** The store in memory, under the conditions that the real one writes with. */
const memoryFindings = () => {
  const stored = new Map<string, StoredFinding>();
  const isStill = (before: StoredFinding | undefined, findingId: string) =>
    stored.get(findingId)?.number === before?.number;
  const store: FindingStore = {
    read: async () => [...stored.values()],
    async replace(before, after) {
      if (!isStill(before, after.finding.id)) return false;
      stored.set(after.finding.id, after);
      return true;
    },
    async forget(before) {
      if (isStill(before, before.finding.id)) stored.delete(before.finding.id);
    },
  };
  return { stored, store };
};

const world = () => {
  const { stored, store } = memoryFindings();
  const sent: string[] = [];
  let answers = (findings: readonly Finding[]): readonly Finding[] => findings;
  const look = (resources: readonly Existing[], now: number, decided = true) =>
    tellFindings(
      {
        resources,
        now,
        stages: new Map(),
        keepIdle: new Map(),
        here,
        certificateEnds: new Map(),
        moving: new Set<string>(),
        stack: "sarcelle-live",
        thresholds: thresholdsOf(defaults),
        trails: undefined,
      },
      {
        store,
        decidable: async (findings) => (decided ? findings : []),
        send: async (findings) => {
          sent.push(...findings.map((each) => `${each.status} ${each.id}`));
          return answers(findings);
        },
        log: { region: "eu-west-1", name: "/aws/lambda/assess" },
        leaseMilliseconds: lease,
      },
    );
  return {
    stored,
    store,
    sent,
    look,
    answering: (how: typeof answers) => {
      answers = how;
    },
  };
};

describe("a finding", () => {
  it("is told when it opens and when it closes, once each, and forgotten", async () => {
    const { look, sent, stored } = world();
    for (const now of [noon, noon + 1, noon + 2]) await look([fragile], now);
    expect(sent).toEqual([`open ${id}`]);
    expect([...stored.values()]).toMatchObject([{ finding: { id, status: "open" }, number: 2 }]);
    expect([...stored.values()][0]).not.toHaveProperty("tellingUntil");
    for (const now of [noon + 3, noon + 4]) await look([mended], now);
    expect(sent).toEqual([`open ${id}`, `closed ${id}`]);
    expect(stored.size).toBe(0);
  });

  it("is told once of many who look at the same time", async () => {
    const { look, sent } = world();
    await Promise.all([1, 2, 3, 4, 5].map((n) => look([fragile], noon + n)));
    await Promise.all([1, 2, 3, 4, 5].map((n) => look([mended], noon + 10 + n)));
    expect(sent).toEqual([`open ${id}`, `closed ${id}`]);
  });

  it("keeps up with what is found without a word", async () => {
    const { look, sent, stored } = world();
    await look([fragile], noon);
    await look([moved], noon + 1);
    expect(sent).toEqual([`open ${id}`]);
    expect(stored.get(id)?.finding).toMatchObject({
      found: "all in eu-west-1b",
      openedAt: new Date(noon).toISOString(),
    });
  });

  it("stays open where it cannot be seen whether it is over", async () => {
    const { look, sent, stored } = world();
    await look([fragile], noon);
    await look([], noon + 1, false);
    expect([sent, stored.size]).toEqual([[`open ${id}`], 1]);
  });
});

describe("a finding that could not be sent", () => {
  it("is told by the next who looks, but not before its writer's time is over", async () => {
    const { look, sent, stored, answering } = world();
    answering(() => []);
    await expect(look([fragile], noon)).rejects.toThrow("1 of 1 findings could not be sent; they will be.");
    answering((findings) => findings);
    await look([fragile], noon + lease - 1);
    expect(sent).toEqual([`open ${id}`]);
    await look([fragile], noon + lease);
    await look([fragile], noon + 3 * lease);
    expect(sent).toEqual([`open ${id}`, `open ${id}`]);
    expect(stored.get(id)).not.toHaveProperty("tellingUntil");
  });

  it("is told as closed, too, by another scope's look", async () => {
    const { look, sent, stored, answering } = world();
    await look([fragile], noon);
    answering(() => {
      throw new Error("died");
    });
    await expect(look([mended], noon + 1)).rejects.toThrow("died");
    answering((findings) => findings);
    await look([], noon + 1 + lease, false);
    expect(sent).toEqual([`open ${id}`, `closed ${id}`, `closed ${id}`]);
    expect(stored.size).toBe(0);
  });
});
