import type { AutoScalingClient, ScalingPolicy } from "@aws-sdk/client-auto-scaling";
import { describe, expect, it } from "vitest";
import { NotYet } from "../../../src/errors.ts";
import { predictiveMode } from "../../../src/resources/predictive-mode.ts";
import { fakeClient, writes } from "./fake-client.ts";

const MetricSpecifications = [
  { TargetValue: 40, PredefinedMetricPairSpecification: { PredefinedMetricType: "ASGCPUUtilization" as const } },
];
const policy = (PredictiveScalingConfiguration: ScalingPolicy["PredictiveScalingConfiguration"]): ScalingPolicy => ({
  AutoScalingGroupName: "team/web",
  PolicyName: "to/morrow",
  PolicyARN: "arn:policy",
  PolicyType: "PredictiveScaling",
  StepAdjustments: [],
  Alarms: [],
  Enabled: false,
  PredictiveScalingConfiguration,
});
const id = "team%2Fweb/to/morrow";

const withPolicy = (described: ScalingPolicy | undefined) => {
  const { client, calls } = fakeClient<AutoScalingClient>({
    DescribePolicies: () => ({ ScalingPolicies: described === undefined ? [] : [described] }),
    PutScalingPolicy: () => ({}),
  });
  return { kind: predictiveMode(client), written: () => writes(calls) };
};

describe("predictive-mode", () => {
  it.each([
    ["as it is said", policy({ MetricSpecifications, Mode: "ForecastAndScale" }), { mode: "ForecastAndScale" }],
    ["AWS's default where none is", policy({ MetricSpecifications }), { mode: "ForecastOnly" }],
    ["absent of a policy that predicts nothing", { PolicyType: "StepScaling" }, null],
    ["absent where there is no policy", undefined, null],
  ])("is %s", async (_, described, state) => {
    expect(await withPolicy(described).kind.read(id)).toEqual(state);
  });

  it("is written with all other settings of the policy as they are", async () => {
    const { kind, written } = withPolicy(
      policy({ MetricSpecifications, Mode: "ForecastOnly", SchedulingBufferTime: 300, MaxCapacityBuffer: 0 }),
    );
    await kind.write(id, { mode: "ForecastOnly" }, { mode: "ForecastAndScale" });
    expect(written()).toEqual([
      {
        operation: "PutScalingPolicy",
        input: {
          AutoScalingGroupName: "team/web",
          PolicyName: "to/morrow",
          PolicyType: "PredictiveScaling",
          Enabled: false,
          PredictiveScalingConfiguration: {
            MetricSpecifications,
            Mode: "ForecastAndScale",
            SchedulingBufferTime: 300,
            MaxCapacityBuffer: 0,
          },
        },
      },
    ]);
  });

  it("never makes a policy that does not show, nor takes one away", async () => {
    const { kind, written } = withPolicy(undefined);
    await expect(kind.write(id, { mode: "ForecastOnly" }, { mode: "ForecastAndScale" })).rejects.toThrow(NotYet);
    await expect(kind.write(id, { mode: "ForecastOnly" }, null)).rejects.toThrow(TypeError);
    expect(written()).toEqual([]);
  });

  it("is a part of its group", () => {
    expect(withPolicy(undefined).kind.belongsTo?.(id)).toEqual({ kind: "auto-scaling-group", id: "team/web" });
  });
});
