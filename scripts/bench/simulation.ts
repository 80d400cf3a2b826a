/**
 * How fast the simulated world is: whole releases, and starts of worlds, in a second. One process; on a machine with other work the
 * processor's time says more than the wall's.
 */
import { parseArgs } from "node:util";
import { packagedTemplate } from "../packaged-template.ts";
import { table as aligned } from "../sarcelle/output.ts";
import { releaseOf, type Sarcelle, startSarcelle } from "../simulation/sarcelle.ts";
import { type Speed, speedOf, type Taken } from "./simulation/speed.ts";

const help = `Usage: npm run bench:simulation -- [--rounds N] [--warm-up N] [--json]

  --rounds N    how many worlds are started, upgraded and given a release; by default 15. The median counts
  --warm-up N   how many before those, since the code gets faster as it runs; by default 10
  --json        print one JSON document
`;

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
  /** A `release` with scaledown in an upgraded world, from its start until the world is at rest. */
  readonly release: Speed & { readonly apiCalls: number; readonly worldSeconds: number };
  /** A world with the service deployed and a stack in service under traffic. */
  readonly worldStart: Speed;
}

const timed = async <Result>(taken: Taken[], work: () => Promise<Result>): Promise<Result> => {
  const [cpuBefore, wallBefore] = [process.cpuUsage(), performance.now()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  taken.push({ cpu: (user + system) / 1_000, wall: performance.now() - wallBefore });
  return result;
};

const release = { action: "release", release: releaseOf("2"), strategy: { scaledown: true } };

const measure = async (template: string, rounds: number, warmUp: number): Promise<Figures> => {
  const [starts, releases]: [Taken[], Taken[]] = [[], []];
  let [apiCalls, worldSeconds] = [0, 0];
  for (let round = 0; round < warmUp + rounds; round++) {
    const sarcelle: Sarcelle = await timed(starts, () => startSarcelle({ seed: round, template }));
    const { simulation } = sarcelle;
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    const [since, from] = [simulation.calls.list().length, simulation.now()];
    await timed(releases, () => sarcelle.deploy(release, "release"));
    apiCalls = simulation.calls.list().length - since;
    worldSeconds = (simulation.now() - from) / 1_000;
    await simulation.stop();
  }
  return {
    rounds,
    release: { ...speedOf(releases.slice(warmUp)), apiCalls, worldSeconds: Math.round(worldSeconds) },
    worldStart: speedOf(starts.slice(warmUp)),
  };
};

const reportText = ({ rounds, release: released, worldStart }: Figures): string => {
  const row = (name: string, { perSecondOfCpu, perSecond, median }: Speed) => [
    name,
    perSecondOfCpu.toFixed(1),
    perSecond.toFixed(1),
    `${median.cpu.toFixed(0)} ms`,
    `${median.wall.toFixed(0)} ms`,
  ];
  return [
    aligned(
      [`median of ${rounds}`, "per s of CPU", "per s", "CPU each", "wall each"],
      [row("whole releases", released), row("world starts", worldStart)],
    ),
    "",
    `A release is ${released.apiCalls} API calls in ${released.worldSeconds} s of the world's time. One process, so one core.`,
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
  return 0;
};

process.exitCode = await main();
