/**
 * How a switch is for the users of a service: under a load in open loop, beside version 0.1 of Sarcelle and beside what one would use
 * instead, in the same run.
 */
import { parseArgs } from "node:util";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { packagedTemplate } from "../../scripts/packaged-template.ts";
import { measureAgainst } from "./switch/against.ts";
import { measureBadReleases } from "./switch/bad-releases.ts";
import { moveBesideOthers } from "./switch/beside.ts";
import { type BenchFindings, type PartWork, runPart } from "./switch/part.ts";
import { findRate } from "./switch/rate.ts";
import { measureRefreshes } from "./switch/refresh.ts";
import { measureSimulated } from "./switch/simulated.ts";
import { measureSwitches } from "./switch/switching.ts";

/** In this order: the first finds the rate that the others load with. */
const parts: Readonly<Record<string, PartWork>> = {
  rate: { minutes: 10, run: findRate },
  switches: { minutes: 16, run: measureSwitches },
  others: { minutes: 12, run: moveBesideOthers },
  against: { minutes: 8, run: measureAgainst },
  bad: { minutes: 10, run: measureBadReleases },
  refresh: { minutes: 8, run: measureRefreshes },
  simulated: { minutes: 2, run: measureSimulated },
};

/** Of all parts together: what would end later fails. */
const mostMinutes = 45;

const help = `Usage: npm run bench:switch -- [--only PARTS] [--quick] [--json]

  --only PARTS  some of ${Object.keys(parts).join(", ")}; commas between
  --quick       fewer and shorter: to see that it works, not for figures
  --json        print one JSON document

Progress and figures as they come go to standard error. A part that fails is told, and the next goes on. All of it takes ${mostMinutes} minutes
at most.

Exit codes: 0 the targets are met, 1 not or a part failed, 2 the options are wrong.
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(parts).join(",") },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

/** What is carried if nobody finds it. */
const presumed = 1_000;
/** The load, of what is carried. */
const share = 0.6;

const begun = machineNow();
const tell = (line: string) => {
  const seconds = Math.round((machineNow() - begun) / 1_000);
  process.stderr.write(
    `${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")} ${line}\n`,
  );
};

const carriedIn = ({ figures }: BenchFindings): number =>
  (figures.carried as Readonly<Record<string, number>> | undefined)?.now ?? presumed;

const text = ({ targets, failures }: BenchFindings): string =>
  [
    ...targets.map(({ says, met }) => `${met ? "met   " : "missed"} ${says}`),
    ...Object.entries(failures).map(([part, why]) => `failed ${part}: ${why}`),
  ].join("\n");

const main = async (only: readonly string[]): Promise<number> => {
  const template = await packagedTemplate(tell);
  const findings: BenchFindings = { figures: {}, targets: [], failures: {} };
  for (const [name, work] of Object.entries(parts)) {
    if (!only.includes(name)) continue;
    const rate = Math.floor(share * carriedIn(findings));
    const minutes = Math.min(work.minutes, mostMinutes - (machineNow() - begun) / 60_000);
    await runPart(name, { ...work, minutes }, { quick: values.quick, rate, template }, findings, tell);
  }
  const { figures, targets, failures } = findings;
  process.stdout.write(
    `${values.json ? JSON.stringify({ ...figures, targets, failures }, undefined, 2) : text(findings)}\n`,
  );
  return targets.every(({ met }) => met) && Object.keys(failures).length === 0 ? 0 : 1;
};

const only = values.only.split(",");
if (values.help) process.stdout.write(help);
else if (only.some((part) => !(part in parts))) {
  process.stderr.write(help);
  process.exitCode = 2;
} else process.exitCode = await main(only);
