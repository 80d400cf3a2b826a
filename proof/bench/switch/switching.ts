/** Switches under load: what fails, how late the answers are around each, how soon the traffic moves, and what share each side gets. */
import { fileURLToPath } from "node:url";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { countedSince, minuteEnds } from "./balancer-count.ts";
import type { Turned } from "./deployments.ts";
import type { ServedFleet } from "./fleet.ts";
import type { SteadyLoad, Window } from "./load.ts";
import type { BenchPart } from "./part.ts";
import { pause } from "./patience.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

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
  const quietFrom = machineNow();
  await pause(2 * around);
  const done: Turned = await stage.run({ action: "switch" }, around);
  const first = Math.min(...done.turnedAt);
  // The load does not send while it answers questions: they are asked when nothing is measured.
  const quiet = await load.window(quietFrom, quietFrom + 2 * around);
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
const switches = async (stage: ServedFleet, load: SteadyLoad, count: number, say: BenchPart["say"]) => {
  const all: Awaited<ReturnType<typeof switchOnce>>[] = [];
  for (let n = 0; n < count; n++) {
    const { states, ...each } = await switchOnce(stage, load, releases[n % 2] ?? "1");
    all.push({ states, ...each });
    say(`switch ${n + 1} of ${count}: ${JSON.stringify(each)}`);
  }
  return all;
};

const strategies = (wait: number) => [
  { type: "canary", percent: 10, wait },
  { type: "linear", percent: 50, wait },
  { type: "steps", steps: [{ percent: 25, wait }, { percent: 100 }] },
];

/** One of each strategy, and the share that each part had of the requests between two moves. */
const inParts = async (stage: ServedFleet, load: SteadyLoad, { rate, quick, say }: BenchPart) => {
  const requests = quick ? 2_000 : 10_000;
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
    say(JSON.stringify(shares.at(-1)));
  }
  return shares;
};

/** Sends no more, and tells how many of all requests had no answer with the expected status and release. */
const failedOf = async (load: SteadyLoad): Promise<{ readonly sent: number; readonly failed: number }> => {
  await load.drain();
  const all = await load.window(0, machineNow());
  return { sent: all.sent, failed: all.sent - expectedIn(all) };
};

/** Many at 60 % of the rate carried, and one by each strategy. */
export const measureSwitches = async (part: BenchPart): Promise<void> => {
  const { quick, rate, template, say, found, judge, open } = part;
  const stage = await open({ checkout: repository, template, without: [], idleFunctions: true });
  await stage.blueGreen();
  const from = await minuteEnds(stage);
  say(`blue and green; now ${rate} requests a second`);
  const load = await stage.load(rate);
  const all = await switches(stage, load, quick ? 2 : 20, say);
  const shares = await inParts(stage, load, part);
  const { sent, failed } = await failedOf(load);
  const p99 = {
    around: median(all.map(({ movingP99 }) => movingP99)),
    without: median(all.map(({ quietP99 }) => quietP99)),
  };
  const [moved, skew] = [median(all.map((each) => each.moved)), median(all.map((each) => each.skew))];
  found({ rate, sent, failed, p99, moved, skew, shares, switches: all });
  judge(`${failed} of ${sent} requests failed: none`, failed === 0);
  judge(
    `p99 of ${p99.around.toFixed(1)} ms around a switch, ${p99.without.toFixed(1)} ms without: at most 1.2 times`,
    p99.around <= 1.2 * p99.without,
  );
  for (const { type, percent, found: share, of } of shares)
    judge(`${type}: ${share} % of ${of} requests at ${percent} %: within 2 points`, Math.abs(share - percent) <= 2);
  const balancer = await countedSince(stage, from);
  found({ balancer });
  judge(
    `the load balancer counted ${balancer.requests} requests and ${balancer.errors} errors: as many as were sent and failed`,
    balancer.requests === sent && balancer.errors === failed,
  );
};
