import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exists, type Row } from "../../../../src/inventory/model.ts";
import { type EnvironmentSummary, summaryOf } from "../../../../src/inventory/queries/summary.ts";
import { frontsOf } from "../../../../src/inventory/queries/traffic.ts";
import { versions, versionsAmong } from "../../../../src/inventory/queries/versions.ts";
import { existing, forward, group, instance, listener, targetGroup } from "../estate.ts";

const names = ["a", "b"] as const;
const sides = ["blue", "green"] as const;
type Owner = { readonly environment?: string; readonly side?: "blue" | "green" };

/** One of few resources, as it may be: whose, of which release, in which state. */
const shapes: readonly ((owner: Owner, value: number) => Row)[] = [
  ...[0, 1, 2].map(
    (n) => (owner: Owner, value: number) =>
      instance(`i-0${n}`, { ...owner, version: String(value % 2) }, { state: value < 3 ? "running" : "stopping" }),
  ),
  ...[0, 1].map(
    (n) => (owner: Owner, value: number) =>
      group(`group-${n}`, owner, { launchTemplate: "lt-0a", launchTemplateVersion: String(1 + (value % 2)) }),
  ),
  ...[0, 1].map(
    (n) => (owner: Owner, value: number) =>
      targetGroup(`group-${n}`, owner, { healthy: value < 2 ? ["i-00:80", "i-01:80"] : ["i-02:80"] }),
  ),
  ...[80, 81].map(
    (port) =>
      ({ environment, side }: Owner, value: number) =>
        listener(
          "web",
          port,
          // Most take traffic for both sides; some are a side's placeholder.
          {
            ...(environment === undefined ? {} : { environment }),
            ...(side === undefined || value < 3 ? {} : { side }),
          },
          forward(["group-0", value % 3], ["group-1", value % 2]),
        ),
  ),
  (owner, value) =>
    existing(
      { type: "launch-template", arn: "arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-0a" },
      { name: "web", ...owner, details: { latestVersion: 1 + (value % 2), defaultVersion: 1 } },
    ),
  ...[1, 2].map(
    (n) => (owner: Owner, value: number) =>
      existing(
        { type: "launch-template-version", arn: `arn:aws:ec2:eu-west-1:123456789012:launch-template/lt-0a/${n}` },
        { name: `web:${n}`, ...owner, version: String(value), details: {} },
      ),
  ),
];

interface Written {
  readonly resource: number;
  readonly environment: (typeof names)[number] | null;
  readonly side: (typeof sides)[number] | null;
  /** null: gone. */
  readonly value: number | null;
  /** After the write before it. */
  readonly after: number;
  /** How long after it each message comes that asks for the environments' summaries. None: lost. */
  readonly asked: readonly number[];
}

const write: fc.Arbitrary<Written> = fc.record({
  resource: fc.nat(shapes.length - 1),
  environment: fc.option(fc.constantFrom(...names), { freq: 8 }),
  side: fc.option(fc.constantFrom(...sides), { freq: 8 }),
  value: fc.option(fc.nat(3), { freq: 5 }),
  after: fc.nat(50),
  asked: fc.array(fc.nat(200), { maxLength: 3 }),
});

/** Rows are written, and summaries made beside each other: each is read at once and written late. At the end of it a sweep passes all rows. */
const live = (writes: readonly Written[], lateness: readonly number[]) => {
  const [rows, summed] = [new Map<string, Row>(), new Map<string, { asOf: number; summary: EnvironmentSummary }>()];
  const queue: { readonly at: number; readonly run: () => void }[] = [];
  let asks = 0;
  const there = () => [...rows.values()].filter(exists);
  const templatesThere = () => there().filter(({ ref }) => ref.type.startsWith("launch-template"));
  const sumUp = (environment: string, asOf: number) => {
    const own = there().filter(({ facts }) => facts.environment === environment);
    const summary = summaryOf(environment, own, templatesThere());
    const late = lateness[asks++ % lateness.length] ?? 0;
    queue.push({
      at: asOf + late,
      run: () => {
        if (asOf >= (summed.get(environment)?.asOf ?? 0)) summed.set(environment, { asOf, summary });
      },
    });
  };
  const ask = (environment: string | undefined, at: number) => {
    if (environment !== undefined) queue.push({ at, run: () => sumUp(environment, at) });
  };
  let now = 0;
  for (const { resource, environment, side, value, after, asked } of writes) {
    now += after;
    const at = now;
    queue.push({
      at,
      run: () => {
        const owner = { ...(environment === null ? {} : { environment }), ...(side === null ? {} : { side }) };
        const shape = shapes[resource] as (typeof shapes)[number];
        const made = shape(owner, value ?? 0);
        const before = rows.get(made.ref.arn);
        rows.set(made.ref.arn, { ...made, facts: value === null ? null : made.facts });
        for (const whose of new Set([environment ?? undefined, before?.facts?.environment]))
          for (const delay of asked) ask(whose, at + delay);
      },
    });
  }
  // What was read before is written before and after.
  for (const name of names) ask(name, now + 201);
  while (queue.length > 0) {
    const next = queue.reduce((first, each) => (each.at < first.at ? each : first));
    queue.splice(queue.indexOf(next), 1);
    next.run();
  }
  return { there: there(), summed: [...summed.values()].map(({ summary }) => summary) };
};

const check = (numRuns: number) =>
  fc.assert(
    fc.property(
      fc.array(write, { minLength: 1, maxLength: 12 }),
      fc.array(fc.nat(400), { minLength: 1, maxLength: 5 }),
      (writes, lateness) => {
        const { there, summed } = live(writes, lateness);
        const nobodys = frontsOf(there.filter(({ facts }) => facts.environment === undefined));
        expect(versions(summed, nobodys)).toEqual(versionsAmong(there));
      },
    ),
    { numRuns, seed: 15 },
  );

describe("for any history of the rows, and any order, delay, repetition and loss of what asks for summaries", () => {
  it("the summaries say what the rows say, once a sweep has passed", () => check(10_000), 60_000);
});
