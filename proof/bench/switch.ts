/**
 * How a switch is for the users of a service: under a load in open loop, beside version 0.1 of Sarcelle and beside what one would use
 * instead, in the same run.
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { traitNames } from "@sarcelle/playground/traits";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { packagedTemplate } from "../../scripts/packaged-template.ts";
import { badReleases, watchful } from "./switch/bad-releases.ts";
import { countedSince, minuteEnds } from "./switch/balancer-count.ts";
import { type FleetOptions, openFleet } from "./switch/fleet.ts";
import { bareCalls, oneTargetGroup } from "./switch/others.ts";
import { pause } from "./switch/patience.ts";
import { type Healthy, refreshedThereAndBack } from "./switch/refresh.ts";
import { leastSeconds, simulated } from "./switch/simulated.ts";
import { failedOf, inParts, median, switches } from "./switch/switching.ts";
import { checkOutVersionOne, packagedIn } from "./version-one.ts";

const allParts = ["rate", "switches", "others", "refresh", "bad", "against", "simulated"];

const help = `Usage: npm run bench:switch -- [--only PARTS] [--quick] [--json]

  --only PARTS  some of ${allParts.join(", ")}; commas between
  --quick       fewer and shorter: to see that it works, not for figures
  --json        print one JSON document

Exit codes: 0 the targets are met, 1 not, 2 the options are wrong.
`;

const { values } = parseArgs({
  options: {
    only: { type: "string", default: allParts.join(",") },
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const { quick } = values;
const only = values.only.split(",");

const repository = fileURLToPath(new URL("../../", import.meta.url));
const say = (line: string) => void process.stderr.write(`${line}\n`);

const offered = 5_000;

/** How many requests a second a playground answers when 5,000 are due, and what its p99 is then. */
const carriedBy = async (stages: readonly FleetOptions[]) => {
  const seconds = quick ? 8 : 30;
  const open = await Promise.all(stages.map(openFleet));
  const carried: number[][] = stages.map(() => []);
  for (let round = 0; round < (quick ? 1 : 3); round++)
    for (const [index, stage] of open.entries()) {
      const load = await stage.load(offered);
      await pause(3_000);
      const from = machineNow();
      await pause(seconds * 1_000);
      carried[index]?.push((await load.window(from, machineNow())).answered / seconds);
      await load.stop();
      await pause(1_000);
    }
  await Promise.all(open.map((stage) => stage.stop()));
  return carried.map((each) => Math.round(median(each)));
};

interface Target {
  readonly says: string;
  readonly met: boolean;
}

const figures: Record<string, unknown> = {};
const targets: Target[] = [];
const judge = (says: string, met: boolean) => {
  targets.push({ says, met });
  say(`${met ? "met   " : "missed"} ${says}`);
};
const rounded = (milliseconds: number) => Math.round(milliseconds);

const ofRate = async (): Promise<number> => {
  const without = ["calls-are-throttled"] as const;
  const [before = 0, now = 0] = await carriedBy([
    { checkout: checkOutVersionOne(say), without },
    { checkout: repository, without },
  ]);
  figures.carried = { "0.1": before, now };
  judge(`carries ${now} requests a second: at least 1,700`, now >= 1_700);
  judge(`carries ${now} requests a second, version 0.1 ${before}: at least 1.5 times as many`, now >= 1.5 * before);
  return now;
};

const ofSwitches = async (rate: number, template: string): Promise<void> => {
  const stage = await openFleet({ checkout: repository, template, without: [] });
  await stage.blueGreen();
  const from = await minuteEnds(stage);
  const load = await stage.load(rate);
  const all = await switches(stage, load, quick ? 2 : 20);
  const shares = await inParts(stage, load, rate, quick ? 2_000 : 10_000);
  const { sent, failed } = await failedOf(load);
  const balancer = await countedSince(stage, from);
  const p99 = {
    around: median(all.map(({ movingP99 }) => movingP99)),
    without: median(all.map(({ quietP99 }) => quietP99)),
  };
  const moved = median(all.map((each) => each.moved));
  const skew = median(all.map((each) => each.skew));
  Object.assign(figures, { rate, sent, failed, balancer, p99, moved, skew, shares, switches: all });
  judge(`${failed} of ${sent} requests failed: none`, failed === 0);
  judge(
    `the load balancer counted ${balancer.requests} requests and ${balancer.errors} errors: as many as were sent and failed`,
    balancer.requests === sent && balancer.errors === failed,
  );
  judge(
    `p99 of ${rounded(p99.around)} ms around a switch, ${rounded(p99.without)} ms without: at most 1.2 times`,
    p99.around <= 1.2 * p99.without,
  );
  for (const { type, percent, found, of } of shares)
    judge(`${type}: ${found} % of ${of} requests at ${percent} %: within 2 points`, Math.abs(found - percent) <= 2);
  await load.stop();
  await stage.stop();
};

/** What one would use instead, side by side in one world. */
const ofOthers = async (rate: number): Promise<void> => {
  const stage = await openFleet({ checkout: repository, without: [] });
  const each = Math.min(rate / 2, 250);
  const [a, c] = await Promise.all([oneTargetGroup(stage, each), bareCalls(stage, each)]);
  Object.assign(figures, { oneTargetGroup: a, bareCalls: c });
  const { moved } = figures;
  if (typeof moved === "number")
    for (const [way, other] of [["there", a.there] as const, ["back", a.back] as const])
      judge(
        `${way} in ${rounded(moved)} ms, by registering in one target group in ${rounded(other.moved)} ms: at most a fiftieth`,
        moved <= other.moved / 50,
      );
  await stage.stop();
};

/** From StartExecution to the last listener, in one playground without the traits that version 0.1 does not know. */
const ofAgainst = async (template: string): Promise<void> => {
  const checkout = checkOutVersionOne(say);
  const without = traitNames;
  const before = await openFleet({ checkout: repository, template: packagedIn(checkout), without, of01: true });
  const now = await openFleet({ checkout: repository, template, without });
  await before.blueGreen();
  await now.blueGreen();
  const took: { readonly before: number[]; readonly now: number[] } = { before: [], now: [] };
  let states: unknown;
  for (let n = 0; n < (quick ? 2 : 6); n++) {
    took.before.push(Math.max(...(await before.run({ action: "switch" })).turns));
    const own = await now.run({ action: "switch" });
    took.now.push(Math.max(...own.turns));
    ({ states } = own);
  }
  Object.assign(figures, { toLastListener: { "0.1": median(took.before), now: median(took.now), without, states } });
  judge(
    `${rounded(median(took.now))} ms from StartExecution to the last listener, version 0.1 ${rounded(median(took.before))} ms: at most half`,
    median(took.now) <= 0.5 * median(took.before),
  );
  await Promise.all([before.stop(), now.stop()]);
};

/** The world's clock, faster than the machine's, where what is measured takes hours. */
const fast = 10;

/** An instance refresh, which is as long as its instances take to come and go. */
const ofRefresh = async (): Promise<void> => {
  const found: unknown[] = [];
  const ways: readonly Healthy[] = [
    { MinHealthyPercentage: 90, MaxHealthyPercentage: 100 },
    { MinHealthyPercentage: 100, MaxHealthyPercentage: 200 },
  ];
  for (const way of quick ? ways.slice(1) : ways) {
    const stage = await openFleet({ checkout: repository, without: [], speed: fast });
    found.push(await refreshedThereAndBack(stage, 200, way));
    await stage.stop();
  }
  Object.assign(figures, { refresh: found });
};

const ofBadReleases = async (template: string): Promise<void> => {
  const options = { checkout: repository, template, without: [], speed: fast, registered: watchful };
  const stage = await openFleet(options);
  const lost = await badReleases(stage, 200);
  Object.assign(figures, { bad: lost });
  for (const { release, status, failed, sent } of lost)
    judge(`${failed} of ${sent} requests failed with a release that was ${release}: ${status}`, status === "FAILED");
  const [never, until, atOnce, canary] = lost.map(({ failed }) => failed);
  judge("none failed with those that health checks notice", never === 0 && until === 0);
  judge(
    `a canary of 10 % lost ${canary} requests where all at once lost ${atOnce}: at most a fifth`,
    (canary ?? 1) <= (atOnce ?? 0) / 5,
  );
  await stage.stop();
};

/** How long a call takes in the simulation at most, in milliseconds. */
const oneCall = 25;

const ofSimulated = async (template: string): Promise<void> => {
  const found = await simulated(template);
  Object.assign(figures, { simulated: found });
  const { deploySeconds, there, back, cost } = found;
  judge(
    `a deploy took ${deploySeconds.toFixed(1)} s where booting and a check take ${leastSeconds} s: at most 1.1 times`,
    deploySeconds <= 1.1 * leastSeconds,
  );
  judge(
    `the traffic was back within ${back.traffic.skew} ms, and there within ${there.traffic.skew} ms: no more, but for one call of ${oneCall} ms`,
    back.traffic.skew <= there.traffic.skew + oneCall,
  );
  judge(`a release cost ${(cost.dollars * 100).toFixed(2)} cents: at most one`, cost.dollars <= 0.01);
};

const main = async (): Promise<number> => {
  const template = await packagedTemplate(say);
  const carried = only.includes("rate") ? await ofRate() : 1_000;
  const rate = Math.floor(0.6 * carried);
  const parts: Readonly<Record<string, () => Promise<void>>> = {
    switches: () => ofSwitches(rate, template),
    others: () => ofOthers(rate),
    refresh: ofRefresh,
    bad: () => ofBadReleases(template),
    against: () => ofAgainst(template),
    simulated: () => ofSimulated(template),
  };
  for (const [name, part] of Object.entries(parts)) if (only.includes(name)) await part();
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...figures, targets }, undefined, 2)}\n`
      : `${targets.map(({ says, met }) => `${met ? "met   " : "missed"} ${says}`).join("\n")}\n`,
  );
  return targets.every(({ met }) => met) ? 0 : 1;
};

if (values.help) process.stdout.write(help);
else if (only.some((part) => !allParts.includes(part))) {
  process.stderr.write(help);
  process.exitCode = 2;
} else process.exitCode = await main();
