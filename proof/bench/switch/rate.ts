/** How many requests a second a playground answers, this one and that of version 0.1, when more are due. */
import { fileURLToPath } from "node:url";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { checkOutVersionOne } from "../version-one.ts";
import type { ServedFleet } from "./fleet.ts";
import type { BenchPart } from "./part.ts";
import { pause } from "./patience.ts";
import { median } from "./switching.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

const offered = 5_000;
/** More than either answers: what is carried then is as much as it can. */
const tooMany = 10_000;
/** What the original served. */
const least = 1_700;

const carriedOnce = async (stage: ServedFleet, rate: number, seconds: number) => {
  const load = await stage.load(rate);
  await pause(3_000);
  const from = machineNow();
  await pause(seconds * 1_000);
  const { answered, p99 } = await load.window(from, machineNow());
  await load.stop();
  await pause(1_000);
  return { carried: Math.round(answered / seconds), p99: Math.round(p99) };
};

/** In turns, so that what the machine does beside it strikes both. */
const inTurns = async (
  { say }: BenchPart,
  stages: Readonly<Record<string, ServedFleet>>,
  { rate, seconds, rounds }: { readonly rate: number; readonly seconds: number; readonly rounds: number },
): Promise<Readonly<Record<string, number>>> => {
  const carried = Object.fromEntries(Object.keys(stages).map((version): [string, number[]] => [version, []]));
  for (let round = 1; round <= rounds; round++)
    for (const [version, stage] of Object.entries(stages)) {
      const once = await carriedOnce(stage, rate, seconds);
      say(`round ${round} of ${rounds}, ${version}: ${JSON.stringify({ of: rate, ...once })}`);
      carried[version]?.push(once.carried);
    }
  return Object.fromEntries(Object.entries(carried).map(([version, each]) => [version, median(each)]));
};

/** Version 0.1 carries nearly all that is offered first, so that as much can be seen there, and half as much again only where more is. */
export const findRate = async (part: BenchPart): Promise<void> => {
  const { quick, open, found, judge } = part;
  const without = ["calls-are-throttled"] as const;
  const [before, now] = await Promise.all([
    open({ checkout: checkOutVersionOne(part.say), without }),
    open({ checkout: repository, without }),
  ]);
  const stages = { "0.1": before, now };
  const carried = await inTurns(part, stages, { rate: offered, seconds: quick ? 5 : 30, rounds: quick ? 1 : 3 });
  found({ offered, carried });
  const most = await inTurns(part, stages, { rate: tooMany, seconds: quick ? 5 : 20, rounds: 1 });
  found({ tooMany, most });
  const [old = 0, own = 0] = [carried["0.1"], carried.now];
  judge(`carries ${own} requests a second of ${offered}: at least ${least}`, own >= least);
  judge(`carries ${own} requests a second of ${offered}, version 0.1 ${old}: at least as many`, own >= old);
  const [oldMost = 0, ownMost = 0] = [most["0.1"], most.now];
  judge(
    `carries ${ownMost} requests a second of ${tooMany}, version 0.1 ${oldMost}: at least 1.5 times as many`,
    ownMost >= 1.5 * oldMost,
  );
};
