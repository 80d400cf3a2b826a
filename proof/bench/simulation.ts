/**
 * How fast the simulated world is: whole releases, and starts of worlds, in a second, with every core at work as in the crash matrix
 * and in chaos. On a machine with other work the processor's time says more than the wall's.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { aligned } from "../../command/formats/table.ts";
import { packagedTemplate } from "../../scripts/packaged-template.ts";
import { inWorkers } from "../simulation/workers.ts";
import { type Speed, speedOf } from "./simulation/speed.ts";
import type { Rounds, RoundsDone } from "./simulation/worker.ts";

const help = `Usage: npm run bench:simulation -- [--rounds N] [--warm-up N] [--json]

  --rounds N    how many worlds each core starts, upgrades and gives a release; by default 15. The median counts
  --warm-up N   how many before those, since the code gets faster as it runs; by default 10
  --json        print one JSON document

Exit codes: 0 the budget was kept, 1 not, 2 the options are wrong.
`;

/** Whole releases in a second, by all cores together. */
const budget = 20;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    "warm-up": { type: "string", default: "10" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

interface Figures {
  readonly rounds: number;
  readonly processes: number;
  readonly release: Speed & { readonly apiCalls: number; readonly worldSeconds: number };
  readonly worldStart: Speed;
}

const measure = async (template: string, rounds: number, warmUp: number): Promise<Figures> => {
  const processes = availableParallelism();
  const script = new URL("simulation/worker.ts", import.meta.url);
  const each = warmUp + rounds;
  const jobs = Array.from({ length: processes }, (_, index) => ({ seed: 1 + index * each, rounds: each }));
  const done = await inWorkers<Rounds, RoundsDone>({
    script,
    args: [template],
    jobs,
    processes,
    tell: () => {},
  });
  const counted = (of: "starts" | "releases") =>
    speedOf(
      done.flatMap((one) => one[of].slice(warmUp)),
      processes,
    );
  const { apiCalls = 0, worldSeconds = 0 } = done[0] ?? {};
  return {
    rounds,
    processes,
    release: { ...counted("releases"), apiCalls, worldSeconds: Math.round(worldSeconds) },
    worldStart: counted("starts"),
  };
};

const reportText = ({ rounds, processes, release: released, worldStart }: Figures): string => {
  const row = (name: string, { perSecondOfCpu, perSecond, median }: Speed) => [
    name,
    perSecondOfCpu.toFixed(1),
    perSecond.toFixed(1),
    `${median.cpu.toFixed(0)} ms`,
    `${median.wall.toFixed(0)} ms`,
  ];
  return [
    aligned(
      [`median of ${rounds * processes}`, "per s of CPU", "per s", "CPU each", "wall each"],
      [row("whole releases", released), row("world starts", worldStart)],
    ),
    "",
    `A release is ${released.apiCalls} API calls in ${released.worldSeconds} s of the world's time. ${processes} processes at once.`,
    `Budget: ${budget} releases a second. ${released.perSecond >= budget ? "Kept." : "MISSED."}`,
  ].join("\n");
};

const count = (text: string, least: number): number | undefined =>
  /^\d+$/.test(text) && Number(text) >= least ? Number(text) : undefined;

const main = async (): Promise<number> => {
  const [rounds, warmUp] = [count(values.rounds, 1), count(values["warm-up"], 0)];
  if (values.help || rounds === undefined || warmUp === undefined) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  const template = await packagedTemplate((line) => void process.stderr.write(`${line}\n`));
  const figures = await measure(template, rounds, warmUp);
  process.stdout.write(`${values.json ? JSON.stringify(figures, undefined, 2) : reportText(figures)}\n`);
  return figures.release.perSecond >= budget ? 0 : 1;
};

process.exitCode = await main();
