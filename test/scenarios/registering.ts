/** What an operator changes of a registered environment. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { environment, type Sarcelle, service } from "../../proof/simulation/sarcelle.ts";
import { readEnvironment, writeEnvironment } from "../../src/aws/environment-store.ts";
import type { Environment } from "../../src/deployment/environment.ts";

/** Registers the environment anew, with what is said of how it is registered. */
export const registering = (
  { simulation }: Pick<Sarcelle, "simulation">,
  said: (registered: Environment) => Partial<Environment>,
  name = environment,
) =>
  simulation.asOperator(async (connection) => {
    const table = { client: new DynamoDBClient(connection), name: service };
    const registered = await readEnvironment(table, name);
    await writeEnvironment(table, { ...registered, ...said(registered) });
  });

/** Makes an alarm of that name, which has no data yet, and has the bake watch it. */
export const watching = async (world: Pick<Sarcelle, "simulation">, alarm: string) => {
  await world.simulation.operate("monitoring", "PutMetricAlarm", {
    AlarmName: alarm,
    Namespace: "Shop",
    MetricName: "Errors",
    Statistic: "Sum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    TreatMissingData: "ignore",
    ComparisonOperator: "GreaterThanThreshold",
  });
  await registering(world, ({ bake }) => ({ bake: { ...bake, alarms: [alarm] } }));
};
