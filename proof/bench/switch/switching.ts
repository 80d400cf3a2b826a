/** Switches under load: what fails, how late the answers are around each, how soon the traffic moves, and what share each side gets. */
import { machineNow } from "@sarcelle/playground/wall-clock";
import type { Turned } from "./deployments.ts";
import type { ServedFleet } from "./fleet.ts";
import type { SteadyLoad, Window } from "./load.ts";
import { pause } from "./patience.ts";

/** The middle one. */
export const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

const releases = ["1", "2"] as const;

/** Answers with the expected status and one of the releases. */
const expectedIn = ({ outcomes }: Window): number =>
  Object.entries(outcomes)
    .filter(([key]) => releases.some((release) => key.endsWith(` 200 ${release}`)))
    .reduce((sum, [, { count }]) => sum + count, 0);

/** The last moment at which a request was due that a release answered. */
const lastOf = ({ outcomes }: Window, release: string): number =>
  Math.max(
    0,
    ...Object.entries(outcomes).flatMap(([key, { last }]) => (key.endsWith(` 200 ${release}`) ? [last] : [])),
  );

const around = 5_000;

const switchOnce = async (stage: ServedFleet, load: SteadyLoad, leaving: string) => {
  await pause(2 * around);
  const quietFrom = machineNow() - 2 * around;
  const quiet = await load.window(quietFrom, machineNow());
  const done: Turned = await stage.run({ action: "switch" });
  await pause(around);
  const [first = 0] = done.turnedAt;
  const moving = await load.window(first - around, first + around);
  return {
    quietP99: quiet.p99,
    movingP99: moving.p99,
    toLastListener: Math.max(...done.turns),
    skew: Math.max(...done.turns) - Math.min(...done.turns),
    moved: Math.max(0, lastOf(await load.window(first, first + around), leaving) - first),
    states: done.states,
  };
};

/** Switches back and forth so many times. */
export const switches = async (stage: ServedFleet, load: SteadyLoad, count: number) => {
  const all: Awaited<ReturnType<typeof switchOnce>>[] = [];
  for (let n = 0; n < count; n++) all.push(await switchOnce(stage, load, releases[n % 2] ?? "1"));
  return all;
};

const strategies = (wait: number) => [
  { type: "canary", percent: 10, wait },
  { type: "linear", percent: 50, wait },
  { type: "steps", steps: [{ percent: 25, wait }, { percent: 100 }] },
];

/** One of each strategy, and the share that each part had of the requests between two moves. */
export const inParts = async (stage: ServedFleet, load: SteadyLoad, rate: number, requests: number) => {
  const wait = Math.ceil(requests / rate) + 5;
  const shares: { readonly type: string; readonly percent: number; readonly found: number; readonly of: number }[] = [];
  for (const strategy of strategies(wait)) {
    const begun = machineNow();
    const { turnedAt } = await stage.run({ action: "switch", strategy });
    const percent = strategy.type === "steps" ? 25 : (strategy.percent ?? 100);
    // Two listeners are turned by each move.
    const window = await load.window((turnedAt[1] ?? begun) + 1_000, (turnedAt[2] ?? begun) - 500);
    const counts = releases.map((release) =>
      Object.entries(window.outcomes).reduce(
        (sum, [key, { count }]) => sum + (key.endsWith(` 200 ${release}`) ? count : 0),
        0,
      ),
    );
    const of = counts.reduce((sum, count) => sum + count, 0);
    // The side that gets the traffic is the other one each time.
    const got = counts[shares.length % 2 === 0 ? 1 : 0] ?? 0;
    shares.push({ type: strategy.type, percent, found: Math.round((got / of) * 1000) / 10, of });
  }
  return shares;
};

/** Sends no more, and tells how many of all requests had no answer with the expected status and release. */
export const failedOf = async (load: SteadyLoad): Promise<{ readonly sent: number; readonly failed: number }> => {
  await load.drain();
  const all = await load.window(0, machineNow());
  return { sent: all.sent, failed: all.sent - expectedIn(all) };
};
