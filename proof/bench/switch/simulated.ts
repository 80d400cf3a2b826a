/** What needs no load, in the simulation: how long a slow boot lets a deploy last, the way back beside the way there, and a release's cost. */
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { type Sarcelle, sampleRelease, startSarcelle } from "../../simulation/sarcelle.ts";
import { prices } from "../prices.ts";
import { oneCall } from "./beside.ts";
import type { BenchPart } from "./part.ts";
import { slowBoot } from "./slow-boot.ts";

/** Each invocation is billed as if it began with a cold start of as long as a bundle may take. */
const coldMilliseconds = 150;
const gigabytes = 0.25;

const slowToBoot = (version: string) => sampleRelease(version, `START_DELAY=${slowBoot.bootSeconds}`);

interface TargetGroups {
  readonly TargetGroups?: readonly { readonly TargetGroupArn?: string }[];
}

/** A world whose health checks are 10 s apart, upgraded. */
const begin = async (template: string): Promise<Sarcelle> => {
  const { timeouts, intervalSeconds, graceSeconds } = slowBoot;
  const sarcelle = await startSarcelle({ seed: 1, template, bakeSeconds: 90, more: { timeouts } });
  const { world } = sarcelle;
  const { TargetGroups = [] } = (await world.operate("elasticloadbalancing", "DescribeTargetGroups", {
    Names: ["web-http", "web-https"],
  })) as TargetGroups;
  for (const { TargetGroupArn } of TargetGroups)
    await world.operate("elasticloadbalancing", "ModifyTargetGroup", {
      ...{ TargetGroupArn, HealthCheckIntervalSeconds: intervalSeconds },
    });
  await world.operate("autoscaling", "UpdateAutoScalingGroup", {
    ...{ AutoScalingGroupName: "web", HealthCheckGracePeriod: graceSeconds },
  });
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  return sarcelle;
};

/** Runs to the end; when it began and ended, and when listeners were moved, in the world's milliseconds. */
const ran = async (sarcelle: Sarcelle, input: object, name: string, machine?: string) => {
  const arn = await sarcelle.start(input, name, machine);
  const { status, cause, startDate, stopDate } = await sarcelle.ended(arn);
  if (status !== "SUCCEEDED" && machine === undefined) throw new Error(`${name} ended as ${status}: ${cause}`);
  const [begun, over] = [startDate?.getTime() ?? 0, stopDate?.getTime() ?? 0];
  const moved = sarcelle.simulation.calls
    .list({ operation: "ModifyListener" })
    .filter(({ time, outcome }) => time >= begun && time <= over && outcome === "ok")
    .map(({ time }) => time - begun);
  await sarcelle.rest();
  return {
    ...{ arn, begun, over, took: over - begun },
    traffic: { first: Math.min(...moved), last: Math.max(...moved), skew: Math.max(...moved) - Math.min(...moved) },
  };
};

/** How long the functions of an execution took, in milliseconds: from when one was asked for until it had ended. */
const functionMilliseconds = (events: readonly HistoryEvent[]): readonly number[] => {
  const byId = new Map(events.map((event) => [event.id, event]));
  const asked = (event: HistoryEvent | undefined): HistoryEvent | undefined =>
    event === undefined || event.type?.endsWith("Scheduled") ? event : asked(byId.get(event.previousEventId ?? 0));
  return events
    .filter(({ type }) => /^(LambdaFunction|Task)(Succeeded|Failed)$/.test(type ?? ""))
    .map((event) => (event.timestamp?.getTime() ?? 0) - (asked(event)?.timestamp?.getTime() ?? 0));
};

const costOf = async (sarcelle: Sarcelle, { arn, begun, over }: Awaited<ReturnType<typeof ran>>) => {
  const events = await sarcelle.history(arn);
  const functions = functionMilliseconds(events);
  const transitions = events.filter(({ type }) => type?.endsWith("StateEntered")).length;
  const calls = sarcelle.simulation.calls.list().filter(({ time }) => time >= begun && time <= over);
  const count = (...operations: readonly string[]) =>
    calls.filter(({ operation }) => operations.includes(operation)).length;
  // Each write of the journal costs what the whole item has, as it is in the end.
  const kilobytes = Math.ceil(JSON.stringify((await sarcelle.journals()).at(-1)).length / 1_024);
  const use = {
    transitions,
    invocations: functions.length,
    gigabyteSeconds: (functions.reduce((sum, each) => sum + each + coldMilliseconds, 0) / 1_000) * gigabytes,
    writeUnits: count("UpdateItem", "PutItem", "DeleteItem") * kilobytes,
    readUnits: count("GetItem", "BatchGetItem", "Query") * 2 * Math.ceil(kilobytes / 4),
    events: count("PutEvents"),
    metrics: count("DescribeAlarms", "GetMetricData", "GetMetricStatistics"),
  };
  const dollars =
    use.transitions * prices.transition +
    use.invocations * prices.invocation +
    use.gigabyteSeconds * prices.gigabyteSecond +
    use.writeUnits * prices.writeUnit +
    use.readUnits * prices.readUnit +
    use.events * prices.event +
    use.metrics * prices.metric;
  return { ...use, dollars };
};

/** Runs it all in one world from the packaged `template`; milliseconds are the world's. */
const simulated = async (template: string) => {
  const sarcelle = await begin(template);
  const deploy = await ran(sarcelle, { action: "deploy", release: slowToBoot("2") }, "deploy");
  const there = await ran(sarcelle, { action: "switch" }, "switch");
  const back = await ran(sarcelle, { deployment: "switch" }, "back", "rollback");
  const release = { action: "release", release: slowToBoot("3"), scaledown: true };
  const released = await ran(sarcelle, release, "release");
  const cost = await costOf(sarcelle, released);
  await sarcelle.simulation.stop();
  return {
    deploySeconds: deploy.took / 1_000,
    there: { took: there.took, traffic: there.traffic },
    back: { took: back.took, traffic: back.traffic },
    releaseSeconds: released.took / 1_000,
    cost,
  };
};

/** The same on any machine. */
export const measureSimulated = async ({ template, found, judge }: BenchPart): Promise<void> => {
  const all = await simulated(template);
  found({ simulated: all });
  const { deploySeconds, there, back, cost } = all;
  const { leastSeconds } = slowBoot;
  judge(
    `in the simulation a deploy took ${deploySeconds.toFixed(1)} s where booting and checks take ${leastSeconds} s: at most 1.1 times`,
    deploySeconds <= 1.1 * leastSeconds,
  );
  judge(
    `in the simulation the traffic was back within ${back.traffic.skew} ms, and there within ${there.traffic.skew} ms: no more, but for one call of ${oneCall} ms`,
    back.traffic.skew <= there.traffic.skew + oneCall,
  );
  judge(`a release cost ${(cost.dollars * 100).toFixed(2)} cents: at most one`, cost.dollars <= 0.01);
};
