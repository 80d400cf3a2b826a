/** What belongs to nobody's environment stays as it is, whatever names it. */
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const minute = 60_000;

const inSarcelle = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  onTestFinished(sarcelle.simulation.stop);
  return sarcelle;
};

describe("an alarm that also scales another group", () => {
  it("has a twin that does not: that group keeps its size, while the idle side has nothing to do", async () => {
    const { simulation, ...sarcelle } = await inSarcelle();
    const ask = async <Answer>(service: string, operation: string, input: object) =>
      (await simulation.operate(service, operation, input)) as Answer;
    await simulation.buildStack("worker", { instances: 4, ports: { http: 8081, https: 8444 } });
    await sarcelle.rest();
    const policies = async (AutoScalingGroupName: string) =>
      (
        await ask<{ readonly ScalingPolicies: readonly { readonly PolicyName: string; readonly PolicyARN: string }[] }>(
          "autoscaling",
          "DescribePolicies",
          { AutoScalingGroupName },
        )
      ).ScalingPolicies.flatMap(({ PolicyName, PolicyARN }) => (PolicyName === "scale-in" ? [PolicyARN] : []));
    await simulation.operate("monitoring", "PutMetricAlarm", {
      AlarmName: "web-quiet",
      Namespace: "Shop",
      MetricName: "Load",
      Dimensions: [{ Name: "AutoScalingGroupName", Value: "web" }],
      Statistic: "Average",
      Period: 60,
      EvaluationPeriods: 2,
      ComparisonOperator: "LessThanThreshold",
      Threshold: 10,
      AlarmActions: [...(await policies("web")), ...(await policies("worker"))],
    });
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
    for (let passed = 0; passed < 6; passed++) {
      for (const [group, load] of [
        ["web", 60],
        ["web-green", 0],
      ] as const)
        await simulation.operate("monitoring", "PutMetricData", {
          Namespace: "Shop",
          MetricData: [
            { MetricName: "Load", Dimensions: [{ Name: "AutoScalingGroupName", Value: group }], Value: load },
          ],
        });
      await simulation.advance(minute);
    }
    const { MetricAlarms } = await ask<{ readonly MetricAlarms: readonly { readonly StateValue: string }[] }>(
      "monitoring",
      "DescribeAlarms",
      { AlarmNames: ["web-quiet-green"] },
    );
    const { AutoScalingGroups } = await ask<{
      readonly AutoScalingGroups: readonly { readonly DesiredCapacity: number }[];
    }>("autoscaling", "DescribeAutoScalingGroups", { AutoScalingGroupNames: ["worker"] });
    expect([MetricAlarms[0]?.StateValue, AutoScalingGroups[0]?.DesiredCapacity]).toEqual(["ALARM", 4]);
  });
});
