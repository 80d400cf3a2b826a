/** How soon the console shows what happens, and what it asks of AWS for that: looked at as often as its poller looks, in virtual time. */
import {
  type Action,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
  ModifyListenerCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { sarcelleHandlers } from "../../command/rehearsal/functions.ts";
import { environmentPage } from "../../console/server/pages.ts";
import { pollerTick } from "../../console/server/poller.ts";
import { consoleOf } from "../../console/server/start.ts";
import type { EnvironmentSnapshot, ShownSide } from "../../console/snapshot.ts";
import { budgets, mostInAMinute, ninetyFifth } from "../../proof/bench/console/budgets.ts";
import { environment, type Sarcelle, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const minute = 60_000;

let sarcelle: Sarcelle;
let page: ReturnType<typeof environmentPage>;

beforeAll(async () => {
  sarcelle = await startSarcelle({
    ...{ seed: 1, template: inject("template"), handlers: sarcelleHandlers, pages: "aws", bakeSeconds: 60 },
    // As in a region.
    callTakes: 30,
  });
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const server = await sarcelle.simulation.asOperator(() => consoleOf({ stack: service, readOnly: false }));
  page = environmentPage(server, environment);
}, 120_000);

afterAll(() => sarcelle?.simulation.stop());

const now = () => sarcelle.simulation.now();

const snapshot = (): EnvironmentSnapshot => {
  const shown = page.shows(1);
  if ("gone" in shown || shown.snapshot.page !== "environment") throw new Error(JSON.stringify(shown));
  return shown.snapshot;
};

/** Looks until it is over, and tells what is new. */
const watched = async (isOver: () => boolean, tell: (shown: EnvironmentSnapshot) => void = () => {}) => {
  while (!isOver()) {
    if ((await sarcelle.simulation.asOperator(() => page.look())) && page.isWhole()) tell(snapshot());
    await sarcelle.simulation.advance(pollerTick);
  }
};

const watchedFor = (duration: number) => {
  const end = now() + duration;
  return watched(() => now() >= end);
};

const calls = () => sarcelle.simulation.calls.list();

/** What the console asked for since then. */
const asked = (from: number) =>
  calls().filter(({ principal, time }) => time >= from && principal?.includes(":assumed-role/") !== true);

/** Runs it to its end on the page, and answers how long each thing took to be there. */
const lagsOf = async (input: object, name: string) => {
  const began = now();
  await sarcelle.start(input, name);
  const [changes, moves] = [new Map<number, number>(), new Map<number, number>()];
  const activeIn = ({ sides }: EnvironmentSnapshot) => sides.value?.find(({ share }) => share === 100)?.side;
  const before = activeIn(snapshot());
  let end = 0;
  let sides = Number.NaN;
  await watched(
    () => end > 0,
    (told) => {
      const { deployment, history } = told;
      const shown = deployment.value?.id === name ? deployment.value.changes : [];
      for (const { n, at, kind } of shown.filter((change) => !changes.has(change.n))) {
        changes.set(n, now() - Date.parse(at));
        if (kind === "listener") moves.set(n, now() - Date.parse(at));
      }
      const movedAt = calls().findLast(({ operation, time }) => operation === "ModifyListener" && time >= began)?.time;
      if (Number.isNaN(sides) && movedAt !== undefined && activeIn(told) !== before) sides = now() - movedAt;
      const [last] = history.value ?? [];
      if (last?.id === name) end = now() - Date.parse(last.endedAt);
    },
  );
  return { changes: [...changes.values()], moves: [...moves.values()], sides, end, calls: mostInAMinute(asked(began)) };
};

it("shows what a deployment does within three seconds, from its first change to its end, in at most 120 calls a minute", async () => {
  // So long that the page has asked for all that it may before the traffic moves.
  const all = [await lagsOf({ action: "release", release: sampleRelease("2", "START_DELAY=40") }, "release-2")];
  for (const [index, to] of ["blue", "green", "blue", "green"].entries()) {
    // Each begins at another time of the page's quiet round.
    await watchedFor(minute + index * 760);
    all.push(await lagsOf({ action: "switch", to }, `switch-${index}`));
  }
  expect(all.map(({ changes }) => changes.length > 3)).toEqual(all.map(() => true));
  expect(all.map(({ moves }) => moves.length)).toEqual(all.map(() => 2));
  const { changeToScreen, running } = budgets;
  expect(ninetyFifth(all.flatMap(({ changes }) => changes))).toBeLessThanOrEqual(changeToScreen);
  expect(ninetyFifth(all.map(({ changes: [first = Number.NaN] }) => first))).toBeLessThanOrEqual(changeToScreen);
  expect(ninetyFifth(all.flatMap(({ moves }) => moves))).toBeLessThanOrEqual(changeToScreen);
  expect(ninetyFifth(all.map(({ sides }) => sides))).toBeLessThanOrEqual(changeToScreen);
  expect(ninetyFifth(all.map(({ end }) => end))).toBeLessThanOrEqual(changeToScreen);
  expect(Math.max(...all.map(({ calls }) => calls.all))).toBeLessThanOrEqual(running.all);
  expect(Math.max(...all.map(({ calls }) => calls.balancing))).toBeLessThanOrEqual(running.balancing);
});

it("asks AWS at most 20 times a minute while nothing happens, and reads everything anew all the same", async () => {
  await sarcelle.unheld();
  await watchedFor(3 * minute);
  const from = now();
  // The sides are read once in that time, though nothing tells of them.
  await watchedFor(16 * minute);
  const calls = asked(from);
  expect(mostInAMinute(calls).all).toBeLessThanOrEqual(budgets.idle);
  const counts = Object.groupBy(calls, ({ operation }) => operation);
  expect(Object.keys(counts).toSorted()).toEqual([
    "BatchGetItem",
    "DescribeAutoScalingGroups",
    "DescribeListeners",
    "DescribeTargetHealth",
    "GetMetricData",
    "Query",
  ]);
  expect(mostInAMinute(calls).balancing).toBeLessThanOrEqual(6);
});

/** How long until the page shows it. */
const shownAfter = async (isShown: (sides: readonly ShownSide[]) => boolean, longest: number) => {
  const began = now();
  const isOver = () => isShown(snapshot().sides.value ?? []) || now() - began > longest;
  await watched(isOver);
  return now() - began;
};

it("shows soon what changes though nothing runs: who gets the traffic, as the inventory hears, and a target that fails, as it is measured", async () => {
  const { simulation } = sarcelle;
  const [blue, green] = snapshot().sides.value ?? [];
  expect([blue?.share, green?.share]).toEqual([0, 100]);
  await simulation.asOperator(async (connection) => {
    const client = new ElasticLoadBalancingV2Client(connection);
    const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({ Names: ["web"] }));
    const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn;
    const { Listeners = [] } = await client.send(new DescribeListenersCommand({ LoadBalancerArn }));
    const { TargetGroups } = await client.send(new DescribeTargetGroupsCommand({ Names: ["web-http"] }));
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
    const ListenerArn = Listeners.find(({ Port }) => Port === 8080)?.ListenerArn;
    const DefaultActions: Action[] = [{ Type: "forward", TargetGroupArn }];
    await client.send(new ModifyListenerCommand({ ListenerArn, DefaultActions }));
  });
  expect(await shownAfter((sides) => sides.every(({ share }) => share === null), 5 * minute)).toBeLessThan(minute);
  simulation.faults.add({ target: "instance:sarcelle:version=2", fault: "status-500" });
  const isUnwell = (sides: readonly ShownSide[]) =>
    sides.some(({ targetGroups }) => targetGroups.some(({ healthy, targets }) => healthy < targets.length));
  expect(await shownAfter(isUnwell, 15 * minute)).toBeLessThan(5 * minute);
});
