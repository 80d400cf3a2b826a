/** Our own moves and what one would use instead, in one world and under one load; and a deploy whose server boots slowly, which takes as long. */
import { fileURLToPath } from "node:url";
import { AutoScalingClient, UpdateAutoScalingGroupCommand } from "@aws-sdk/client-auto-scaling";
import { ModifyTargetGroupCommand, paginateDescribeTargetGroups } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Turned } from "./deployments.ts";
import { type ServedFleet, servedRelease } from "./fleet.ts";
import type { SteadyLoad } from "./load.ts";
import { measureMove } from "./measure-move.ts";
import { bareCalls, oneTargetGroup } from "./others.ts";
import type { BenchPart } from "./part.ts";
import { slowBoot } from "./slow-boot.ts";
import { median } from "./switching.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** One call of ours, in milliseconds: what two moves may differ by. */
export const oneCall = 25;

/** Has targets checked so often, and waited for so long, as a server that boots slowly needs it. */
const awaitSlowBoot = async ({ connection, loadBalancing: client }: ServedFleet): Promise<void> => {
  const HealthCheckIntervalSeconds = slowBoot.intervalSeconds;
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups(
    { client },
    { Names: ["web-http", "web-https"] },
  ))
    for (const { TargetGroupArn } of TargetGroups)
      await client.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckIntervalSeconds }));
  const groups = new AutoScalingClient(connection);
  const HealthCheckGracePeriod = slowBoot.graceSeconds;
  await groups.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: "web", HealthCheckGracePeriod }));
  groups.destroy();
};

/** The move of a deployment, which took so many milliseconds in all. */
const measured = async (load: SteadyLoad, leaving: string, run: () => Promise<Turned>) => {
  let turned: Turned | undefined;
  const moved = await measureMove(load, leaving, async () => {
    turned = await run();
    if (turned.turnedAt.length === 0) throw new Error(`${turned.name} moved nothing: ${turned.cause}`);
    return Math.min(...turned.turnedAt);
  });
  return { ...moved, took: turned?.took ?? 0, name: turned?.name };
};

/** A switch and its rollback, which ends as a failure: what was undone did not succeed. */
const thereAndBack = async (stage: ServedFleet, load: SteadyLoad) => {
  const there = await measured(load, "1", () => stage.run({ action: "switch" }));
  const back = await measured(load, "2", () => stage.attempt({ deployment: there.name }, "rollback"));
  return { there, back };
};

const judgeMoves = (
  { found, judge }: BenchPart,
  own: readonly Awaited<ReturnType<typeof thereAndBack>>[],
  other: Awaited<ReturnType<typeof oneTargetGroup>>,
): void => {
  const middle = (way: "there" | "back", what: "moved" | "took") => median(own.map((each) => each[way][what]));
  const [there, back] = [middle("there", "moved"), middle("back", "moved")];
  const whole = { there: middle("there", "took"), back: middle("back", "took") };
  found({ ownMoves: { there, back, whole, all: own } });
  const lost = own.reduce((sum, each) => sum + each.there.failed + each.back.failed, 0);
  judge(`${lost} requests failed in ${own.length} switches and their rollbacks: none`, lost === 0);
  for (const [way, moved, by] of [["there", there, other.there] as const, ["back", back, other.back] as const])
    judge(
      `${way} in ${Math.round(moved)} ms, by registering in one target group in ${Math.round(by.moved)} ms: at most a fiftieth`,
      moved <= by.moved / 50,
    );
  judge(
    `the traffic was back in ${Math.round(back)} ms, and there in ${Math.round(there)} ms: no more, but for one call of ${oneCall} ms`,
    back <= there + oneCall,
  );
};

/** Onto the side that is empty since the upgrade. */
const deploySlowly = async ({ quick, found, judge }: BenchPart, stage: ServedFleet): Promise<void> => {
  const { bootSeconds, leastSeconds } = slowBoot;
  const lines = quick ? [] : [`START_DELAY=${bootSeconds}`];
  const { took, states } = await stage.run({ action: "deploy", release: servedRelease("2", ...lines) });
  const seconds = took / 1_000;
  found({ deploy: { seconds, leastSeconds, states } });
  if (quick) return;
  judge(
    `a deploy took ${seconds.toFixed(1)} s where booting and checks take ${leastSeconds} s: at most 1.1 times`,
    seconds <= 1.1 * leastSeconds,
  );
};

/** What waits most of its time runs at once; what is measured to the millisecond runs alone, under as much load. */
export const moveBesideOthers = async (part: BenchPart): Promise<void> => {
  const { quick, rate, template, say, found } = part;
  const each = rate / 2;
  const registered = { timeouts: slowBoot.timeouts };
  const stage = await part.open({ checkout: repository, template, without: [], registered });
  await awaitSlowBoot(stage);
  await stage.upgrade();
  say("upgraded; deploys what boots slowly, and does what others do meanwhile");
  const other = async () => {
    const a = await oneTargetGroup(stage, each);
    found({ oneTargetGroup: a });
    found({ bareCalls: await bareCalls(stage, each) });
    return a;
  };
  const [registering] = await Promise.all([other(), deploySlowly(part, stage)]);
  const load = await stage.load(each);
  const own: Awaited<ReturnType<typeof thereAndBack>>[] = [];
  for (let n = 0; n < (quick ? 1 : 5); n++) {
    own.push(await thereAndBack(stage, load));
    say(`there and back ${n + 1}: ${JSON.stringify(own.at(-1))}`);
  }
  judgeMoves(part, own, registering);
};
