/**
 * What the inventory costs and how quick it is, beside the daily scan that it replaces, in one run: changes through the simulated
 * world, sweeps and questions over fleets too large for it, with AWS and DynamoDB answered in memory. No network.
 */
import { parseArgs } from "node:util";
import { startSimulation } from "@sarcelle/playground/simulation";
import { aligned } from "../../command/formats/table.ts";
import { packagedTemplate } from "../../scripts/packaged-template.ts";
import { type Burst, measureBurst } from "./inventory/burst.ts";
import {
  type Fleets,
  figuresOf,
  latencyOf,
  type Measured,
  ratiosOf,
  type ScanName,
  scanCost,
} from "./inventory/figures.ts";
import { fleetOf } from "./inventory/fleet.ts";
import { countedHandlers } from "./inventory/handlers.ts";
import { memoryTable } from "./inventory/memory-table.ts";
import { type AnsweredQuestion, askAll } from "./inventory/queries.ts";
import { type Scan, scanOnce, sweepAlone, sweepOnce } from "./inventory/sweeps.ts";

const help = `Usage: npm run bench:inventory -- [--changes N,N] [--resources N,N] [--json]

  --changes N,N     how many instances change at once, in the simulated world; by default 1,100,10000.
                    Each stops: two changes. The default VPC has addresses for 12,273 instances. 0: none
  --resources N,N   how large the fleets are that are swept, and asked questions; by default 10000,100000. 1000000 takes a
                    quarter of an hour and 6 GB of memory
  --json            print one JSON document

Each figure is printed on stderr when it is there. What fails is named, and the rest is measured all the same.

Exit codes: 0 every budget was kept, 1 not, 2 something could not be measured.
`;

/** Changes that come one by one: enough for the slowest of a hundred. */
const alone = 100;

/** What stands in for what it is measured against. */
const standIns = [
  "bursts: the playground's simulation in virtual time; EventBridge takes 50 to 500 ms, a call 5 to 25 ms, EC2's reads trail by up to 500 ms",
  "fleets: AWS and DynamoDB in memory, with their page sizes and units",
  "questions: the same table, over HTTP on this machine; each is asked by a process of its own, whose time is counted from the question to the answer's text, without Node's start. A network takes longer",
];

const mostScannedDaily = 100_000;

interface Failure {
  readonly stage: string;
  readonly why: string;
}

/** Runs a part of the benchmark and tells what came of it, or why nothing did: what was measured before is not lost by that. */
type Stage = <T>(name: string, work: () => Promise<T>) => Promise<T | undefined>;

const stages = (tell: (line: string) => void): { readonly stage: Stage; readonly failures: readonly Failure[] } => {
  const failures: Failure[] = [];
  const stage: Stage = async (name, work) => {
    const began = performance.now();
    const took = () => `${((performance.now() - began) / 1_000).toFixed(1)} s`;
    try {
      const found = await work();
      // A stage of stages has told what came of each.
      tell(`${name} (${took()})${found === undefined ? "" : `: ${JSON.stringify(found)}`}`);
      return found;
    } catch (error) {
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      failures.push({ stage: name, why });
      tell(`${name} FAILED (${took()}): ${why}`);
      return undefined;
    }
  };
  return { stage, failures };
};

const changesThroughTheWorld = async (counts: readonly number[], stage: Stage, tell: (line: string) => void) => {
  const { handlers, invocations } = countedHandlers("functions/inventory/collect.handler");
  const [single, bursts]: [Burst[], Burst[]] = [[], []];
  await stage("changes", async () => {
    const simulation = await startSimulation({
      seed: 1,
      template: await packagedTemplate(tell),
      handlers,
      // Whoever has 10,000 instances has the quotas for them.
      without: ["launches-are-refused"],
    });
    const measure = (count: number) => measureBurst(simulation, count, invocations);
    try {
      await stage(`${alone} changes, one at a time`, async () => {
        for (let n = 0; n < alone; n++) single.push(await measure(1));
        return latencyOf(single);
      });
      for (const count of counts) {
        const burst = await stage(`${count} changes at once`, () => measure(count));
        if (burst !== undefined) bursts.push(burst);
      }
    } finally {
      await simulation.stop();
    }
  });
  return { single, bursts };
};

const sweepsOf = async (resources: number, stage: Stage) => {
  const [fleet, table] = [fleetOf(resources), memoryTable()];
  const scans: Partial<Record<ScanName, Scan>> = {};
  const scan = async (name: ScanName, once: typeof sweepOnce) => {
    const found = await stage(`${fleet.resources} resources, ${name}`, () => once(fleet, table));
    if (found !== undefined) scans[name] = found;
  };
  await scan("filling", sweepOnce);
  const filled = fleet.now() + 1;
  await scan("unchanged", sweepAlone);
  const ask = () => askAll(table, fleet.resources, filled);
  const queries: readonly AnsweredQuestion[] = (await stage(`${fleet.resources} resources, questions`, ask)) ?? [];
  fleet.stop(Math.ceil(fleet.resources / 100));
  await scan("changed", sweepAlone);
  // A daily scan of more is the same, so much longer.
  if (resources <= mostScannedDaily) await scan("daily", scanOnce);
  const fleets: Fleets = { resources: fleet.resources, scans };
  return { fleets, queries };
};

const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));

const changesTable = ({ single, bursts }: Measured): string => {
  const latency = latencyOf(single);
  return aligned(
    ["changes", "p50", "p99", "ours p50", "ours p99", "describe calls each", "invocations each", "write units each"],
    [
      ["one by one", round(latency.p50 / 1_000), round(latency.p99 / 1_000), "", "", "", "", ""],
      ...bursts.map(({ instances, p50, p99, own, perInstance }) => [
        String(instances),
        round(p50 / 1_000),
        round(p99 / 1_000),
        round(own.p50 / 1_000),
        round(own.p99 / 1_000),
        round(perInstance.describeCalls),
        round(perInstance.invocations),
        round(perInstance.writeUnits),
      ]),
    ],
  );
};

const scansTable = ({ fleets }: Measured): string =>
  aligned(
    ["resources", "scan", "calls", "written", "write units", "read units", "cost", "seconds", "MB"],
    fleets.flatMap(({ resources, scans }) =>
      Object.entries(scans).map(([name, scan]) => [
        String(resources),
        name,
        String(scan.describeCalls),
        String(scan.written),
        String(scan.table.writeUnits + scan.table.indexWriteUnits),
        round(scan.table.readUnits),
        `$${scanCost(scan).toFixed(5)}`,
        round(scan.seconds),
        round(scan.peakMegabytes),
      ]),
    ),
  );

const questionsTable = ({ queries }: Measured): string =>
  aligned(
    ["resources", "question", "seconds", "of the processor", "requests", "read units"],
    queries.map(({ resources, question, seconds, cpuSeconds, requests, readUnits }) => [
      String(resources),
      question,
      round(seconds),
      round(cpuSeconds),
      String(requests),
      round(readUnits),
    ]),
  );

const ratiosTable = (measured: Measured): string =>
  aligned(
    ["resources", "ratio", "times"],
    ratiosOf(measured).map(({ resources, what, times }) => [String(resources), what, round(times)]),
  );

const budgetsTable = (measured: Measured): string =>
  aligned(
    ["budget", "measured", "at most", ""],
    figuresOf(measured).map(({ what, measured: found, unit, budget, ok }) => [
      what,
      `${round(found)} ${unit}`,
      budget === null ? "-" : `${budget} ${unit}`,
      budget === null ? "told" : ok ? "met" : "MISSED",
    ]),
  );

const reportText = (measured: Measured): string =>
  [changesTable, scansTable, questionsTable, ratiosTable, budgetsTable].map((table) => table(measured)).join("\n\n");

const numbersIn = (text: string): readonly number[] =>
  text
    .split(",")
    .map(Number)
    .filter((each) => Number.isInteger(each) && each > 0);

const { values } = parseArgs({
  options: {
    changes: { type: "string", default: "1,100,10000" },
    resources: { type: "string", default: "10000,100000" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const main = async (): Promise<number> => {
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  const { stage, failures } = stages(tell);
  const swept: Awaited<ReturnType<typeof sweepsOf>>[] = [];
  for (const resources of numbersIn(values.resources)) swept.push(await sweepsOf(resources, stage));
  const changes = numbersIn(values.changes);
  const measured: Measured = {
    ...(changes.length === 0 ? { single: [], bursts: [] } : await changesThroughTheWorld(changes, stage, tell)),
    fleets: swept.map(({ fleets }) => fleets),
    queries: swept.flatMap(({ queries }) => queries),
  };
  const figures = figuresOf(measured);
  if (values.json) {
    const latency = latencyOf(measured.single);
    const { bursts, fleets, queries } = measured;
    const found = { latency, bursts, fleets, queries, ratios: ratiosOf(measured), budgets: figures };
    process.stdout.write(`${JSON.stringify({ ...found, standIns, failures }, undefined, 2)}\n`);
  } else {
    const notes = [
      ...standIns.map((each) => `Stand-ins, ${each}.`),
      ...failures.map(({ stage: name, why }) => `NOT MEASURED, ${name}: ${why}`),
    ];
    process.stdout.write(`${reportText(measured)}\n\n${notes.join("\n")}\n`);
  }
  if (failures.length > 0) return 2;
  return figures.every(({ ok }) => ok) ? 0 : 1;
};

process.exitCode = await main();
