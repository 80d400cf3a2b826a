import { expect, it } from "vitest";
import { twinPolicies } from "../../../../src/deployment/upgrade/twin-policies.ts";
import { live, twins } from "./described-live.ts";

const requestsOf = (targetGroup: string) => [
  {
    TargetValue: 40,
    PredefinedLoadMetricSpecification: {
      PredefinedMetricType: "ALBTargetGroupRequestCount" as const,
      ResourceLabel: `app/shop/50dc6c495c0c9188/targetgroup/${targetGroup}`,
    },
  },
];
const own = "it follows the twin's own metrics";

it.each([
  ["ForecastAndScale", "ForecastOnly", `${own}, and without traffic only forecasts`],
  ["ForecastOnly", "ForecastOnly", own],
] as const)("a twin's policy that predicts with %s has %s, since the twin has no traffic", (Mode, wanted, why) => {
  const predictive = {
    AutoScalingGroupName: "shop",
    PolicyName: "tomorrow",
    PolicyType: "PredictiveScaling",
    PredictiveScalingConfiguration: {
      MetricSpecifications: requestsOf("shop-http/73e2d6bc24d8a067"),
      Mode,
      SchedulingBufferTime: 300,
    },
    Enabled: true,
  };
  const { changes, report } = twinPolicies({ ...live, policies: [predictive] }, twins);
  expect(changes.map(({ after }) => after?.PredictiveScalingConfiguration)).toEqual([
    {
      MetricSpecifications: requestsOf("shop-http-green/aaaaaaaaaaaaaaaa"),
      Mode: wanted,
      SchedulingBufferTime: 300,
    },
  ]);
  expect(report.find(({ field }) => field === "PredictiveScalingConfiguration")?.why).toBe(why);
});
