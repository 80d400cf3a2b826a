/** Releases that are bad, each under load until it is undone, in the world's time. */
import { fileURLToPath } from "node:url";
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { type ServedFleet, servedRelease } from "./fleet.ts";
import type { BenchPart } from "./part.ts";
import { awaitThat, pause } from "./patience.ts";
import { fast } from "./world.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));

/** What an environment has that is to notice them: its bake watches an alarm of answers of 500 and more. */
const watchful = {
  timeouts: { empty: 600, healthy: 180, rollback: 1800 },
  bake: { seconds: 240, alarms: ["web-errors"] },
};

interface LostRequests {
  readonly release: string;
  readonly status: string;
  readonly cause: string | undefined;
  readonly sent: number;
  readonly failed: number;
}

const canary = { type: "canary", percent: 10, wait: 240 };

const bad: readonly (readonly [release: string, line: string, strategy?: object])[] = [
  ["never healthy", "HEALTH=never"],
  ["healthy until it has traffic", "HEALTH=fail-after-requests:50"],
  ["a fifth of its answers 500, all at once", "FAIL_EVERY=5"],
  ["a fifth of its answers 500, a canary of 10 %", "FAIL_EVERY=5", canary],
];

const alarmOf = async (stage: ServedFleet) => {
  const client = new CloudWatchClient(stage.connection);
  const { LoadBalancers: [web] = [] } = await stage.loadBalancing.send(
    new DescribeLoadBalancersCommand({ Names: ["web"] }),
  );
  await client.send(
    new PutMetricAlarmCommand({
      ...{ AlarmName: "web-errors", Namespace: "AWS/ApplicationELB", MetricName: "HTTPCode_Target_5XX_Count" },
      Dimensions: [{ Name: "LoadBalancer", Value: web?.LoadBalancerArn?.split(":loadbalancer/")[1] }],
      ...{ Statistic: "Sum", Period: 60, EvaluationPeriods: 1, Threshold: 1 },
      ...{ ComparisonOperator: "GreaterThanOrEqualToThreshold", TreatMissingData: "notBreaching" },
    }),
  );
  return {
    /** What goes off refuses the next release. */
    quiet: () =>
      awaitThat("the alarm was quiet", 600, async () => {
        const { MetricAlarms: [alarm] = [] } = await client.send(
          new DescribeAlarmsCommand({ AlarmNames: ["web-errors"] }),
        );
        return alarm?.StateValue === "OK" ? true : undefined;
      }),
    stop: () => client.destroy(),
  };
};

/** Deploys each, and tells what was lost of the load until it was undone. */
const badReleases = async (
  stage: ServedFleet,
  rate: number,
  say: BenchPart["say"],
): Promise<readonly LostRequests[]> => {
  const alarm = await alarmOf(stage);
  await stage.blueGreen();
  const lost: LostRequests[] = [];
  for (const [release, line, strategy] of bad) {
    await alarm.quiet();
    const load = await stage.load(rate);
    await pause(1_000);
    const { status, cause } = await stage.attempt({
      ...{ action: "release", release: servedRelease(String(lost.length + 3), line) },
      ...(strategy !== undefined && { strategy }),
    });
    await load.drain();
    const { sent, outcomes } = await load.window(0, machineNow());
    const answered = Object.entries(outcomes).filter(([key]) => / 200 \d+$/.test(key));
    const failed = sent - answered.reduce((sum, [, { count }]) => sum + count, 0);
    await load.stop();
    lost.push({ release, status, cause: cause?.slice(0, 300), sent, failed });
    say(JSON.stringify(lost.at(-1)));
  }
  alarm.stop();
  return lost;
};

/** With a third of the load: at ten times the clock the machine has ten times as much else to do. */
export const measureBadReleases = async ({ rate, template, say, found, judge, open }: BenchPart): Promise<void> => {
  const stage = await open({ checkout: repository, template, without: [], speed: fast, registered: watchful });
  const lost = await badReleases(stage, rate / 3, say);
  found({ bad: lost });
  for (const { release, status, failed, sent } of lost)
    judge(`${failed} of ${sent} requests failed with a release that was ${release}: ${status}`, status === "FAILED");
  const [never, until, atOnce, canaried] = lost.map(({ failed }) => failed);
  judge("none failed with those that health checks notice", never === 0 && until === 0);
  judge(
    `a canary of 10 % lost ${canaried} requests where all at once lost ${atOnce}: at most a fifth`,
    (canaried ?? 1) <= (atOnce ?? 0) / 5,
  );
};
