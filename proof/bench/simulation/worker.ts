/** A process of the benchmark of the simulation: starts one world after another, upgrades it and gives it a release. */
import { sampleRelease, startSarcelle } from "../../simulation/sarcelle.ts";
import { serveJobs } from "../../simulation/workers.ts";
import type { TimeTaken } from "./speed.ts";

export interface Rounds {
  /** The seed of the first round. */
  readonly seed: number;
  readonly rounds: number;
}

export interface RoundsDone {
  /** A world with the service deployed and a stack in service under traffic. */
  readonly starts: readonly TimeTaken[];
  /** A `release` with scaledown in an upgraded world, from its start until the world is at rest. */
  readonly releases: readonly TimeTaken[];
  readonly apiCalls: number;
  readonly worldSeconds: number;
}

const template = process.argv[2] ?? "";
const release = { action: "release", release: sampleRelease("2"), strategy: { scaledown: true } };

const timed = async <Result>(taken: TimeTaken[], work: () => Promise<Result>): Promise<Result> => {
  const [cpuBefore, wallBefore] = [process.cpuUsage(), performance.now()];
  const result = await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  taken.push({ cpu: (user + system) / 1_000, wall: performance.now() - wallBefore });
  return result;
};

const work = async ({ seed, rounds }: Rounds): Promise<RoundsDone> => {
  const [starts, releases]: [TimeTaken[], TimeTaken[]] = [[], []];
  let [apiCalls, worldSeconds] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const sarcelle = await timed(starts, () => startSarcelle({ seed: seed + round, template }));
    const { simulation } = sarcelle;
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    const [since, from] = [simulation.calls.list().length, simulation.now()];
    await timed(releases, () => sarcelle.deploy(release, "release"));
    apiCalls = simulation.calls.list().length - since;
    worldSeconds = (simulation.now() - from) / 1_000;
    await simulation.stop();
  }
  return { starts, releases, apiCalls, worldSeconds };
};

serveJobs(work);
