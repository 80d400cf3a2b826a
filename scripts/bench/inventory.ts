/**
 * What the inventory costs and how quick it is, beside the daily scan that it replaces, in one run: changes through the simulated
 * world, sweeps and questions over fleets too large for it, with AWS and DynamoDB answered in memory. No network.
 */
import { parseArgs } from "node:util";
import { startSimulation } from "../../playground/simulation/simulation.ts";
import { systemClock } from "../../src/clock.ts";
import { packagedTemplate } from "../packaged-template.ts";
import { table as aligned } from "../sarcelle/output.ts";
import { type Burst, measureBurst } from "./inventory/burst.ts";
import { type Fleets, figuresOf, latencyOf, type Measured, ratiosOf, scanCost } from "./inventory/figures.ts";
import { fleetOf } from "./inventory/fleet.ts";
import { countedHandlers } from "./inventory/handlers.ts";
import { memoryTable } from "./inventory/memory-table.ts";
import { type Answered, askAll } from "./inventory/queries.ts";
import { scanOnce, sweepOnce } from "./inventory/sweeps.ts";

const help = `Usage: npm run bench:inventory -- [--changes N,N] [--resources N,N] [--json]

  --changes N,N     how many instances change at once, in the simulated world; by default 1,100,10000
  --resources N,N   how large the fleets are that are swept; by default 10000,100000. The last one is asked questions
  --json            print one JSON document

Exit codes: 0 every budget was kept, 1 not.
`;

/** Changes that come one by one: enough for the slowest of a hundred. */
const alone = 100;

const changesThroughTheWorld = async (counts: readonly number[], tell: (line: string) => void) => {
  const { handlers, invocations } = countedHandlers("functions/inventory/collect.handler");
  const simulation = await startSimulation({ seed: 1, template: await packagedTemplate(tell), handlers });
  const measure = (count: number) => measureBurst(simulation, count, invocations);
  const [single, bursts]: [Burst[], Burst[]] = [[], []];
  tell(`${alone} changes, one at a time …`);
  for (let n = 0; n < alone; n++) single.push(await measure(1));
  for (const count of counts) {
    tell(`${count} changes at once …`);
    bursts.push(await measure(count));
  }
  await simulation.stop();
  return { single, bursts };
};

const sweepsOf = async (resources: number, tell: (line: string) => void) => {
  tell(`Sweeps and daily scan of ${resources} resources …`);
  const [fleet, table] = [fleetOf(resources), memoryTable()];
  const filling = await sweepOnce(fleet, table);
  const filled = Math.floor(systemClock.now()) + 1;
  const unchanged = await sweepOnce(fleet, table);
  const queries: readonly Answered[] = await askAll(table, filled);
  fleet.stop(Math.ceil(fleet.resources / 100));
  const changed = await sweepOnce(fleet, table);
  const fleets: Fleets = {
    resources: fleet.resources,
    filling,
    unchanged,
    changed,
    daily: await scanOnce(fleet, table),
  };
  return { fleets, queries };
};

const round = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(2));

const reportText = (measured: Measured): string => {
  const { single, bursts, fleets, queries } = measured;
  const latency = latencyOf(single);
  const scans = fleets.flatMap(({ resources, ...each }) =>
    Object.entries(each).map(([name, scan]) => [
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
  );
  return [
    aligned(
      ["changes", "p50", "p99", "describe calls each", "invocations each", "write units each"],
      [
        ["one by one", round(latency.p50 / 1_000), round(latency.p99 / 1_000), "", "", ""],
        ...bursts.map(({ instances, p50, p99, perInstance }) => [
          String(instances),
          round(p50 / 1_000),
          round(p99 / 1_000),
          round(perInstance.describeCalls),
          round(perInstance.invocations),
          round(perInstance.writeUnits),
        ]),
      ],
    ),
    "",
    aligned(["resources", "scan", "calls", "written", "write units", "read units", "cost", "seconds", "MB"], scans),
    "",
    aligned(
      ["question", "seconds", "requests", "read units"],
      queries.map((each) => [each.question, round(each.seconds), String(each.requests), round(each.readUnits)]),
    ),
    "",
    aligned(
      ["resources", "ratio", "times"],
      ratiosOf(measured).map(({ resources, what, times }) => [String(resources), what, round(times)]),
    ),
    "",
    aligned(
      ["budget", "measured", "at most", ""],
      figuresOf(measured).map(({ what, measured: found, unit, budget, ok }) => [
        what,
        `${round(found)} ${unit}`,
        `${budget} ${unit}`,
        ok ? "ok" : "MISSED",
      ]),
    ),
  ].join("\n");
};

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
  const swept: Awaited<ReturnType<typeof sweepsOf>>[] = [];
  for (const resources of numbersIn(values.resources)) swept.push(await sweepsOf(resources, tell));
  const measured: Measured = {
    ...(await changesThroughTheWorld(numbersIn(values.changes), tell)),
    fleets: swept.map(({ fleets }) => fleets),
    queries: swept.at(-1)?.queries ?? [],
  };
  const figures = figuresOf(measured);
  if (values.json) {
    const latency = latencyOf(measured.single);
    const { bursts, fleets, queries } = measured;
    const document = { latency, bursts, fleets, queries, ratios: ratiosOf(measured), budgets: figures };
    process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  } else process.stdout.write(`${reportText(measured)}\n`);
  return figures.every(({ ok }) => ok) ? 0 : 1;
};

process.exitCode = await main();
