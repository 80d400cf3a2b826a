/** What a world stored, as a fixture. */

import { type Item, itemKey, lockKey } from "../../src/aws/table.ts";
import type { Sarcelle } from "../simulation/sarcelle.ts";
import { service } from "../simulation/sarcelle.ts";

interface State {
  readonly elasticloadbalancing: {
    readonly listeners: Readonly<Record<string, { readonly Port: number }>>;
    readonly targetGroups: Readonly<Record<string, { readonly TargetGroupName: string }>>;
    readonly loadBalancers: Readonly<Record<string, { readonly LoadBalancerName: string }>>;
  };
  readonly ec2: Readonly<
    Record<"launch-template" | "security-group", Readonly<Record<string, { readonly name: string }>>>
  >;
}

/** What AWS named by itself in a world, by what it is: `listener 8080`. So a test can put another world's names in their place. */
export const namesIn = async ({
  simulation,
}: Pick<Sarcelle, "simulation">): Promise<Readonly<Record<string, string>>> => {
  const { elasticloadbalancing, ec2 } = (await simulation.state()) as unknown as State;
  const { listeners, targetGroups, loadBalancers } = elasticloadbalancing;
  return Object.fromEntries([
    ...Object.entries(loadBalancers).map(([arn, one]) => [`load balancer ${one.LoadBalancerName}`, arn]),
    ...Object.entries(targetGroups).map(([arn, one]) => [`target group ${one.TargetGroupName}`, arn]),
    ...Object.entries(listeners).map(([arn, one]) => [`listener ${one.Port}`, arn]),
    ...Object.entries(ec2["launch-template"]).map(([id, one]) => [`launch template ${one.name}`, id]),
    ...Object.entries(ec2["security-group"]).map(([id, one]) => [`security group ${one.name}`, id]),
  ]);
};

/** The lock of an environment as it is, and what AWS named by then. */
export const lockNow = async (sarcelle: Sarcelle, environment: string): Promise<object> => {
  const { simulation } = sarcelle;
  const lock = await simulation.item(service, lockKey(environment));
  return { at: simulation.now(), names: await namesIn(sarcelle), lock };
};

const byKey = (items: readonly object[]) =>
  (items as readonly Item[]).toSorted((a, b) => (itemKey(a) < itemKey(b) ? -1 : 1));

/** Both tables as they are. */
export const tablesNow = async ({ simulation }: Sarcelle): Promise<object> => ({
  at: simulation.now(),
  main: byKey(await simulation.items(service)),
  inventory: byKey(await simulation.items(`${service}-inventory`)),
});

/** Its text, an item a line. */
export const keptIn = (fixture: object): string => {
  const lines = Object.entries(fixture).map(([name, value]) =>
    Array.isArray(value)
      ? `  "${name}": [\n${value.map((item) => `    ${JSON.stringify(item)}`).join(",\n")}\n  ]`
      : `  "${name}": ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(",\n")}\n}\n`;
};
