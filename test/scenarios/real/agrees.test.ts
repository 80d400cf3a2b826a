/**
 * The same deployments with the same faults in the real world (processes, sockets, traffic) and in the simulated one: they end the same
 * way, by the same calls, and no request fails. What the crash matrix and the tests in virtual time show is true of the real thing.
 */
import { DescribeExecutionCommand, RedriveExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { ApiCall } from "@sarcelle/playground/calls";
import type { FaultRule } from "@sarcelle/playground/faults";
import { expect, inject, it, onTestFinished } from "vitest";
import { mutatingCalls } from "../../../proof/crash-matrix/cases.ts";
import { comparableState, differences } from "../../../proof/dump/comparable-state.ts";
import { sampleRelease, startSarcelle, withoutThrottling } from "../../../proof/simulation/sarcelle.ts";
import type { Journal } from "../../../src/changes/journal.ts";
import { until } from "./until.ts";
import { startWorld } from "./world.ts";

type Machine = "blue-green" | "rollback";

/** Whether AWS finds at once what was just made is chance, and so is how often one tries: calls could not be compared. */
const without: typeof withoutThrottling = [...withoutThrottling, "created-is-not-found"];

/** A world, real or simulated, with the stack `web` in service under traffic, registered as `web-live`. */
interface Either {
  start(input: object, name: string): Promise<void>;
  ended(
    name: string,
    machine?: Machine,
  ): Promise<{ readonly status?: string | undefined; readonly error?: string | undefined }>;
  stop(name: string): Promise<void>;
  redrive(name: string): Promise<void>;
  fault(rule: FaultRule): Promise<void>;
  /** How often each fault struck; they are taken back. How often a call is made that fails each time, is a matter of time. */
  takeFaults(): Promise<readonly number[]>;
  lock(): Promise<Journal | undefined>;
  until(isSo: () => Promise<boolean>): Promise<void>;
  /** Everything there is, once nothing is on its way any more. */
  settled(): Promise<unknown>;
  calls(): Promise<readonly ApiCall[]>;
  failedRequests(): Promise<number>;
  end(): Promise<void>;
}

const real = async (): Promise<Either> => {
  const world = await startWorld(without);
  const web = await world.stack("web");
  await world.inService(web);
  await world.startTraffic(web, 20);
  const arn = (name: string) => world.arn("execution", "blue-green", `:${name}`);
  return {
    start: async (input, name) => void (await world.start({ environment: web.name, ...input }, { name })),
    ended: world.ended,
    stop: async (name) => void (await world.machines.send(new StopExecutionCommand({ executionArn: arn(name) }))),
    async redrive(name) {
      await world.machines.send(new RedriveExecutionCommand({ executionArn: arn(name) }));
      await until("the redrive shows", async () => {
        const { redriveCount } = await world.machines.send(new DescribeExecutionCommand({ executionArn: arn(name) }));
        return redriveCount === 1 ? true : undefined;
      });
    },
    fault: async (rule) => void (await world.fault(rule)),
    takeFaults: world.takeFaults,
    lock: () => world.lock(web),
    until: async (isSo) => void (await until("it is so", async () => (await isSo()) || undefined)),
    settled: world.settled,
    async calls() {
      const all: ApiCall[] = [];
      for (let since: number | undefined = 0; since !== undefined; ) {
        const page: { readonly calls: readonly ApiCall[]; readonly next?: number } = await world.admin(
          `GET calls?since=${since}`,
        );
        all.push(...page.calls);
        since = page.next;
      }
      return all;
    },
    failedRequests: async () => (await world.stopTraffic()).failed,
    end: world.stop,
  };
};

const simulated = async (): Promise<Either> => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), without });
  const { simulation } = sarcelle;
  const arn = (name: string, machine: Machine = "blue-green") =>
    `arn:aws:states:${simulation.region}:${simulation.account}:execution:sarcelle-live-${machine}:${name}`;
  const waitUntil = (isSo: () => Promise<boolean>) => simulation.until(isSo, 3_600_000, 100);
  const exists = (executionArn: string) =>
    sarcelle.execution(executionArn).then(
      () => true,
      () => false,
    );
  return {
    start: async (input, name) => void (await sarcelle.start(input, name)),
    async ended(name, machine) {
      await waitUntil(() => exists(arn(name, machine)));
      return sarcelle.ended(arn(name, machine));
    },
    stop: async (name) => void (await simulation.operate("states", "StopExecution", { executionArn: arn(name) })),
    async redrive(name) {
      await simulation.operate("states", "RedriveExecution", { executionArn: arn(name) });
      await waitUntil(async () => (await sarcelle.execution(arn(name))).redriveCount === 1);
    },
    fault: async (rule) => void simulation.faults.add(rule),
    async takeFaults() {
      const fired = simulation.faults.list().map((fault) => fault.fired);
      simulation.faults.removeAll();
      return fired;
    },
    lock: sarcelle.lock,
    until: waitUntil,
    async settled() {
      await sarcelle.rest();
      return comparableState(await simulation.state());
    },
    calls: async () => simulation.calls.list(),
    failedRequests: async () => simulation.traffic().failed,
    end: simulation.stop,
  };
};

/** What is told of a deployment: how it and its rollback ended, whether all was restored, and the calls that changed something. */
interface Told {
  readonly name: string;
  readonly endings: readonly (string | undefined)[];
  readonly struck: readonly boolean[];
  readonly restored: boolean;
  readonly calls: readonly string[];
}

/** By which calls AWS was changed, beside Sarcelle's own records. How often one is tried is a matter of time: a slow function tries again. */
const changesBy = (calls: readonly ApiCall[]): readonly string[] =>
  mutatingCalls(calls)
    .filter(({ operation }) => !/^(dynamodb|events):/.test(operation))
    .map(({ caller, operation }) => `${caller} ${operation}`)
    .filter((call, index, all) => call !== all[index - 1]);

/** One deployment after another, each with its trouble. */
const tell = async (world: Either): Promise<readonly Told[]> => {
  const told: Told[] = [];
  let before: unknown = await world.settled();
  let seen = (await world.calls()).length;

  const deployment = async (name: string, input: object, trouble: FaultRule | undefined, rest = async () => {}) => {
    if (trouble !== undefined) await world.fault(trouble);
    await world.start(input, name);
    await rest();
    const { status, error } = await world.ended(name);
    const undo = status === "ABORTED" ? (await world.ended(`undo-${name}`, "rollback")).error : undefined;
    const now = await world.settled();
    const calls = await world.calls();
    told.push({
      name,
      endings: [status, error, undo],
      struck: (await world.takeFaults()).map((fired) => fired > 0),
      restored: differences(before, now).length === 0,
      calls: changesBy(calls.slice(seen)),
    });
    before = now;
    seen = calls.length;
  };
  const once = (fault: FaultRule["fault"], target: string): FaultRule => ({
    fault,
    target,
    nth: 1,
    principal: "assumed-role",
  });
  const modifyListener = "elasticloadbalancing:ModifyListener";
  const launched = () =>
    world.until(async () => {
      const last = (await world.lock())?.entries.at(-1);
      return last?.step === "LaunchRelease" && last.status === "applied";
    });

  await deployment("upgrade", { action: "upgrade" }, once("lost-response", "autoscaling:CreateAutoScalingGroup"));
  const release = sampleRelease("2");
  await deployment("deploy", { action: "deploy", release }, once("crash", "autoscaling:UpdateAutoScalingGroup"));
  const secondForGood = { target: modifyListener, fault: "error", nth: 2, times: 1_000 } as const;
  await deployment("half-way", { action: "switch" }, { ...secondForGood, principal: "moveTraffic" });
  await deployment("crash", { action: "switch" }, once("crash", modifyListener));
  await deployment("lost", { action: "switch" }, once("lost-response", modifyListener));
  await deployment("throttle", { action: "switch" }, once("throttle", modifyListener));
  const slow = sampleRelease("3", "START_DELAY=30");
  await deployment("stopped", { action: "deploy", release: slow }, undefined, async () => {
    await launched();
    await world.stop("stopped");
  });
  await world.redrive("stopped");
  const { status, error } = await world.ended("stopped");
  told.push({
    name: "redriven",
    endings: [status, error],
    struck: [],
    restored: differences(before, await world.settled()).length === 0,
    calls: changesBy((await world.calls()).slice(seen)),
  });
  return told;
};

it("the real and the simulated world agree on how deployments in trouble end, and by which calls", async () => {
  const worlds = [await real(), await simulated()] as const;
  onTestFinished(async () => {
    for (const world of worlds) await world.end();
  });
  const [inReal, inSimulation] = [await tell(worlds[0]), await tell(worlds[1])];
  const summary = inReal.map(({ name, endings, struck, restored }) => [name, endings, struck, restored]);
  expect(summary).toEqual([
    ["upgrade", ["SUCCEEDED", undefined, undefined], [true], false],
    ["deploy", ["SUCCEEDED", undefined, undefined], [true], false],
    ["half-way", ["FAILED", "RolledBack", undefined], [true], true],
    ["crash", ["SUCCEEDED", undefined, undefined], [true], false],
    ["lost", ["SUCCEEDED", undefined, undefined], [true], false],
    ["throttle", ["SUCCEEDED", undefined, undefined], [true], false],
    ["stopped", ["ABORTED", undefined, "RolledBack"], [], true],
    ["redriven", ["FAILED", "LockLost"], [], true],
  ]);
  expect(inReal).toEqual(inSimulation);
  expect(await Promise.all(worlds.map((world) => world.failedRequests()))).toEqual([0, 0]);
}, 240_000);
