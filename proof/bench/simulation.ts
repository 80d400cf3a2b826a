/**
 * How fast the simulated world is: whole releases, chaos runs and cases of the crash matrix in a second, beside version 0.1, each version by
 * its own programs and on its own playground. Or this version alone: whole releases, and starts of worlds, with every core at work as in the
 * crash matrix and in chaos; on a machine with other work the processor's time says more than the wall's.
 */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { aligned } from "../../command/formats/table.ts";
import { packagedTemplate } from "../../scripts/packaged-template.ts";
import { inWorkers } from "../simulation/workers.ts";
import { measureInTurns, type PaceCompared, wanted } from "./simulation/against.ts";
import { type Speed, speedOf } from "./simulation/speed.ts";
import type { Rounds, RoundsDone } from "./simulation/worker.ts";
import { checkOutVersionOne, packagedIn } from "./version-one.ts";

const help = `Usage: npm run bench:simulation -- [--against WORKTREE | --alone] [--rounds N] [--warm-up N] [--json]

  --against WORKTREE  a worktree of version 0.1 with its packages; by default one is made, and kept for the next run
  --alone             this version, and releases, alone
  --rounds N          how often each version is measured, in turns; by default 3. With --alone: how many worlds each core starts, upgrades
                      and gives a release; by default 15. The median counts
  --warm-up N         with --alone: how many worlds before those, since the code gets faster as it runs; by default 10
  --json              print one JSON document

Exit codes: 0 the targets are met, 1 not, 2 the options are wrong.
`;

/** Whole releases in a second, by all cores together. */
const budget = 20;

const { values } = parseArgs({
  options: {
    against: { type: "string" },
    alone: { type: "boolean", default: false },
    rounds: { type: "string" },
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

const comparedText = (compared: readonly PaceCompared[], rounds: number): string =>
  [
    aligned(
      [`a second, median of ${rounds}`, "0.1", "now", "times", ""],
      compared.map(({ what, ratio, met, now, "0.1": before }) => [
        what,
        before.median.toFixed(1),
        now.median.toFixed(1),
        ratio.toFixed(2),
        met ? "met" : "MISSED",
      ]),
    ),
    "",
    `Wanted: ${wanted} times version 0.1's.`,
  ].join("\n");

const count = (text: string, least: number): number | undefined =>
  /^\d+$/.test(text) && Number(text) >= least ? Number(text) : undefined;

const say = (line: string) => void process.stderr.write(`${line}\n`);

const print = (document: object, text: string) =>
  void process.stdout.write(`${values.json ? JSON.stringify(document, undefined, 2) : text}\n`);

const measureAlone = async (rounds: number, warmUp: number): Promise<boolean> => {
  const figures = await measure(await packagedTemplate(say), rounds, warmUp);
  print(figures, reportText(figures));
  return figures.release.perSecond >= budget;
};

const measureAgainst = async (rounds: number): Promise<boolean> => {
  const checkout = values.against ?? checkOutVersionOne(say);
  packagedIn(checkout);
  await packagedTemplate(say);
  const here = { checkout: join(import.meta.dirname, "../.."), programs: "proof" };
  const compared = await measureInTurns({ checkout, programs: "scripts" }, here, rounds, say);
  print({ rounds, wanted, compared }, comparedText(compared, rounds));
  return compared.every(({ met }) => met);
};

const main = async (): Promise<number> => {
  const { alone } = values;
  const [rounds, warmUp] = [count(values.rounds ?? (alone ? "15" : "3"), 1), count(values["warm-up"], 0)];
  if (values.help || rounds === undefined || warmUp === undefined || (alone && values.against !== undefined)) {
    process.stdout.write(help);
    return values.help ? 0 : 2;
  }
  return (await (alone ? measureAlone(rounds, warmUp) : measureAgainst(rounds))) ? 0 : 1;
};

process.exitCode = await main();
