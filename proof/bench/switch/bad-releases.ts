/** Releases that are bad, each under load until it is undone, in the world's time. */
import { CloudWatchClient, DescribeAlarmsCommand, PutMetricAlarmCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { machineNow } from "@sarcelle/playground/wall-clock";
import { type ServedFleet, servedRelease } from "./fleet.ts";
import { awaitThat, pause } from "./patience.ts";

/** What an environment has that is to notice them: its bake watches an alarm of answers of 500 and more. */
export const watchful = {
  timeouts: { empty: 600, healthy: 180, rollback: 1800 },
  bake: { seconds: 240, alarms: ["web-errors"] },
};

export interface LostRequests {
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
export const badReleases = async (stage: ServedFleet, rate: number): Promise<readonly LostRequests[]> => {
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
  }
  alarm.stop();
  return lost;
};
