/** What the inventory's table says, and what the world is. */
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Sarcelle } from "../../proof/simulation/sarcelle.ts";
import { registeredEnvironments } from "../../src/aws/environment-store.ts";
import { listings } from "../../src/aws/inventory/listings.ts";
import { currentRows, rowsAsOf } from "../../src/aws/inventory/query.ts";
import { rowOf } from "../../src/aws/inventory/table.ts";
import type { Item, Table } from "../../src/aws/table.ts";
import { asOf } from "../../src/inventory/as-of.ts";
import { type Existing, forwardsTo, isExisting, number, text } from "../../src/inventory/attributes.ts";
import type { Facts, Revision } from "../../src/inventory/model.ts";

const service = "sarcelle-live";

/** Runs `ask` with the inventory's table, as the operator. */
export const askTable = <T>({ simulation }: Sarcelle, ask: (inventory: Table) => Promise<T>): Promise<T> =>
  simulation.asOperator((connection) => ask({ client: new DynamoDBClient(connection), name: `${service}-inventory` }));

/** What the table says, and what AWS says, by ARN. */
export const compared = (sarcelle: Sarcelle) =>
  sarcelle.simulation.asOperator(async (connection) => {
    const { account, region } = sarcelle.simulation;
    const client = new DynamoDBClient(connection);
    const world: Record<string, Facts> = {};
    const lists = await listings({
      autoScaling: new AutoScalingClient(connection),
      ec2: new EC2Client(connection),
      loadBalancing: new ElasticLoadBalancingV2Client(connection),
      registered: () => registeredEnvironments({ client, name: service }),
      here: { account, region },
      now: () => 0,
    });
    for (const { pages } of lists)
      for await (const { items } of pages())
        for (const { ref, facts } of items) if (facts !== null) world[ref.arn] = facts;
    const rows = await currentRows({ client, name: `${service}-inventory` });
    return { world, table: Object.fromEntries(rows.map(({ ref, facts }) => [ref.arn, facts])) };
  });

/** What moves in a world: instances with their state, groups with their size, listeners with where they forward to. */
export type Moving = Readonly<Record<string, string>>;

interface Dump {
  readonly ec2: { readonly instance: Readonly<Record<string, { readonly state: string }>> };
  readonly autoscaling: {
    readonly groups: Readonly<Record<string, Readonly<Record<"MinSize" | "MaxSize" | "DesiredCapacity", number>>>>;
  };
  readonly elasticloadbalancing: {
    readonly listeners: Readonly<
      Record<string, { readonly DefaultActions: readonly { readonly TargetGroupArn?: string }[] }>
    >;
  };
}

/** From the world's own dump, which knows nothing of the inventory. */
export const worldNow = async ({ simulation }: Sarcelle): Promise<Moving> => {
  const dump = (await simulation.state()) as unknown as Dump;
  return Object.fromEntries([
    ...Object.entries(dump.ec2.instance)
      .filter(([, { state }]) => state !== "terminated")
      .map(([id, { state }]) => [id, state]),
    ...Object.entries(dump.autoscaling.groups).map(([name, { MinSize, MaxSize, DesiredCapacity }]) => [
      name,
      [MinSize, DesiredCapacity, MaxSize].join(),
    ]),
    ...Object.entries(dump.elasticloadbalancing.listeners).map(([arn, { DefaultActions }]) => [
      arn,
      DefaultActions.map(({ TargetGroupArn }) => TargetGroupArn).join(),
    ]),
  ]);
};

const moved = (row: Existing): readonly (readonly [string, string])[] => {
  const { ref, facts } = row;
  if (ref.type === "instance") return [[ref.arn.replace(/.*\//, ""), text(facts, "state") ?? ""]];
  if (ref.type === "listener") return [[ref.arn, forwardsTo(row).join()]];
  return ref.type === "auto-scaling-group"
    ? [[facts.name, ["min", "desired", "max"].map((size) => number(facts, size)).join()]]
    : [];
};

const movingIn = (revisions: readonly Revision[]): Moving =>
  Object.fromEntries(revisions.filter(isExisting).flatMap(moved));

/** The same from the table, as of a moment, as it answers a question. */
export const tableAsOf = (sarcelle: Sarcelle, time: number): Promise<Moving> =>
  askTable(sarcelle, async (inventory) => movingIn(await rowsAsOf(inventory, time, sarcelle.simulation.now())));

/** The same for many moments: the table is read once, whole. */
export const tableThen = async ({ simulation }: Sarcelle): Promise<(time: number) => Moving> => {
  const items = (await simulation.items(`${service}-inventory`)) as readonly Item[];
  const revisions: readonly Revision[] = items.filter(({ outline }) => outline !== undefined).map(rowOf);
  const histories = [...Map.groupBy(revisions, ({ ref }) => ref.arn).values()];
  return (time) => movingIn(histories.flatMap((history) => asOf(history, time) ?? []));
};
