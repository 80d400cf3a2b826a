/** Predictive policies scale the side that has the traffic, and no other. */
import { expect, inject, it, onTestFinished } from "vitest";
import { plannedAction } from "../../command/deployments/plan.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { environment, type Sarcelle, sampleRelease, service, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { dynamoDb } from "../../src/aws/clients.ts";
import { readEnvironment } from "../../src/aws/environment-store.ts";
import { parseRequest } from "../../src/deployment/request.ts";

const started = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  onTestFinished(sarcelle.simulation.stop);
  return sarcelle;
};

const predict = ({ simulation }: Sarcelle, PolicyName: string, Mode: string) =>
  simulation.operate("autoscaling", "PutScalingPolicy", {
    AutoScalingGroupName: "web",
    PolicyName,
    PolicyType: "PredictiveScaling",
    PredictiveScalingConfiguration: {
      MetricSpecifications: [
        { TargetValue: 40, PredefinedMetricPairSpecification: { PredefinedMetricType: "ASGCPUUtilization" } },
      ],
      Mode,
      SchedulingBufferTime: 300,
    },
  });

interface Described {
  readonly ScalingPolicies: readonly {
    readonly PolicyName: string;
    readonly PredictiveScalingConfiguration?: { readonly Mode: string; readonly SchedulingBufferTime: number };
  }[];
}

/** By policy, the modes of both sides; that all else of it is as it was is seen by the buffer. */
const modes = async ({ simulation }: Sarcelle) => {
  const of = async (AutoScalingGroupName: string) => {
    const { ScalingPolicies } = (await simulation.operate("autoscaling", "DescribePolicies", {
      AutoScalingGroupName,
      PolicyTypes: ["PredictiveScaling"],
    })) as Described;
    return ScalingPolicies.flatMap(({ PolicyName, PredictiveScalingConfiguration: predicts }) => {
      if (predicts === undefined) return [];
      expect(predicts.SchedulingBufferTime).toBe(300);
      return [`${PolicyName}: ${predicts.Mode}`];
    }).toSorted();
  };
  return { blue: await of("web"), green: await of("web-green") };
};

const scales = ["by-day: ForecastAndScale", "watched: ForecastOnly"];
const forecasts = ["by-day: ForecastOnly", "watched: ForecastOnly"];
const [onBlue, onGreen] = [
  { blue: scales, green: forecasts },
  { blue: forecasts, green: scales },
];

it("a twin only forecasts until it has the traffic, then it scales as the other side did, which only forecasts; a rollback is exact", async () => {
  const sarcelle = await started();
  const { simulation } = sarcelle;
  await predict(sarcelle, "by-day", "ForecastAndScale");
  await predict(sarcelle, "watched", "ForecastOnly");
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  expect(await modes(sarcelle)).toEqual(onBlue);
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  expect(await modes(sarcelle)).toEqual(onBlue);
  const before = comparableState(await simulation.state());

  const input = { action: "switch" };
  const planned = await simulation.asOperator(async () => {
    const table = { client: dynamoDb(), name: service };
    const request = parseRequest({ environment, requestedBy: "test", ...input });
    const registration = await readEnvironment(table, environment);
    return (await plannedAction(request, registration, { table, firstFunction: `${service}-preflight` })).changes;
  });
  await sarcelle.deploy(input, "switch");
  expect(await modes(sarcelle)).toEqual(onGreen);
  const written = (await sarcelle.journals()).find(({ deployment }) => deployment.id === "switch");
  expect(written?.entries.map(({ change }) => change)).toEqual(planned);

  const undone = await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"));
  expect(undone).toMatchObject({ error: "RolledBack" });
  await sarcelle.rest();
  expect(await modes(sarcelle)).toEqual(onBlue);
  expect(differences(before, comparableState(await simulation.state()))).toEqual([]);
});

it("there and back, each side's policies get the modes that those of the other side have then", async () => {
  const sarcelle = await started();
  await predict(sarcelle, "by-day", "ForecastAndScale");
  await predict(sarcelle, "watched", "ForecastOnly");
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "there");
  expect(await modes(sarcelle)).toEqual(onGreen);
  await sarcelle.deploy({ action: "release", release: sampleRelease("3") }, "back");
  expect(await modes(sarcelle)).toEqual(onBlue);
});

it("where nothing predicts, one look at the policies is all that it costs", async () => {
  const sarcelle = await started();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  await sarcelle.deploy({ action: "switch" }, "switch");
  const calls = sarcelle.simulation.calls
    .list()
    .filter(({ operation, principal }) => /Polic(y|ies)$/.test(operation) && principal?.includes("moveTraffic"));
  expect(calls.map(({ operation }) => operation)).toEqual(["DescribePolicies"]);
});
