/**
 * Changes through the whole way, in the simulated world: instances stop, EC2 tells EventBridge, whose packaged rules fill the queue,
 * Lambda polls it, and the collector describes and writes. Each service takes its time: EventBridge 50 to 500 ms, each API call 5 to
 * 25 ms, and EC2's descriptions trail by up to 500 ms.
 */
import type { RunInstancesCommandOutput } from "@aws-sdk/client-ec2";
import type { Simulation } from "../../../playground/simulation/simulation.ts";
import { rowOf } from "../../../src/aws/inventory/table.ts";
import { isExisting } from "../../../src/inventory/attributes.ts";
import { percentile } from "../../../src/inventory/sweep.ts";
import { type Item, itemSize, writeUnits } from "./item-size.ts";

const tableName = "sarcelle-live-inventory";
const image = "ami-00000000000000001";
/** A subnet of the default VPC has 4,091 addresses; earlier instances keep theirs. */
const mostInSubnet = 3_500;
/** "A maximum of 1000" ids in one call. */
const mostInCall = 1_000;
/** From `stopping` to `stopped`, and for all that follows. */
const longest = 600_000;

export interface Burst {
  readonly instances: number;
  /** From the moment that an instance began to stop to the row that says so, in milliseconds of the world. */
  readonly p50: number;
  readonly p99: number;
  readonly describeCalls: number;
  readonly invocations: number;
  /** Of the table and its index. */
  readonly writeUnits: number;
  readonly perInstance: { readonly describeCalls: number; readonly invocations: number; readonly writeUnits: number };
  /** What a scan for each of these changes would not see in time aside: the lag is the world's, the rest is ours. */
  readonly revisions: number;
}

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));

/** Instances of nobody's, running and recorded. */
const launch = async (simulation: Simulation, count: number): Promise<readonly string[]> => {
  const { Subnets } = (await simulation.operate("ec2", "DescribeSubnets", { MaxResults: 100 })) as {
    readonly Subnets: readonly { readonly SubnetId: string }[];
  };
  const ids: string[] = [];
  for (const [at, some] of chunks(Array.from({ length: count }), mostInSubnet).entries()) {
    const launched = await simulation.operate("ec2", "RunInstances", {
      ImageId: image,
      InstanceType: "t4g.small",
      MinCount: some.length,
      MaxCount: some.length,
      SubnetId: Subnets[at]?.SubnetId,
    });
    ids.push(...((launched as RunInstancesCommandOutput).Instances ?? []).map(({ InstanceId = "" }) => InstanceId));
  }
  return ids;
};

const rowsOf = async (simulation: Simulation) =>
  ((await simulation.items(tableName)) as readonly Item[]).filter(({ pk }) => pk?.S?.includes(":instance/"));

/** Waits until the rows of `ids` say `state`, and nothing is under way any more. */
const recorded = (simulation: Simulation, ids: ReadonlySet<string>, state: string) =>
  simulation.until(
    async () => {
      const rows = (await rowsOf(simulation)).filter(({ sk }) => sk?.S === "CUR").map(rowOf);
      const said = rows.filter((row) => isExisting(row) && row.facts.details.state === state);
      return said.filter(({ ref }) => ids.has(ref.arn.slice(ref.arn.lastIndexOf("/") + 1))).length === ids.size;
    },
    longest,
    10_000,
  );

export const measureBurst = async (
  simulation: Simulation,
  count: number,
  invocations: () => number,
): Promise<Burst> => {
  const ids = await launch(simulation, count);
  await recorded(simulation, new Set(ids), "running");
  await simulation.advance(60_000);

  const [callsBefore, invokedBefore, at] = [simulation.calls.list().length, invocations(), simulation.now()];
  for (const some of chunks(ids, mostInCall)) await simulation.operate("ec2", "StopInstances", { InstanceIds: some });
  await recorded(simulation, new Set(ids), "stopped");
  await simulation.advance(60_000);

  const own = new Set(ids);
  const items = (await rowsOf(simulation)).filter(({ pk }) => own.has(pk?.S?.slice(pk.S.lastIndexOf("/") + 1) ?? ""));
  const stopping = items.map(rowOf).filter((row) => isExisting(row) && row.facts.details.state === "stopping");
  const late = stopping.map(({ recordedAt }) => recordedAt - at);
  const calls = simulation.calls
    .list({ since: callsBefore })
    .filter(({ principal }) => /collectInventory/.test(principal ?? ""));
  const size = writeUnits(Math.max(...items.map(itemSize)));
  const writes = calls.filter(
    ({ service, operation }) => service === "dynamodb" && /^(Put|Update)Item$/.test(operation),
  );
  /** What is is in the index, and what was is not. */
  const indexed = writes.filter(({ input }) => JSON.stringify(input).includes('"CUR"'));
  const describes = calls.filter(({ operation }) => operation.startsWith("Describe"));
  const units = size * (writes.length + indexed.length);
  const invoked = invocations() - invokedBefore;
  return {
    instances: count,
    p50: percentile(late, 50),
    p99: percentile(late, 99),
    describeCalls: describes.length,
    invocations: invoked,
    writeUnits: units,
    perInstance: {
      describeCalls: describes.length / count,
      invocations: invoked / count,
      writeUnits: units / count,
    },
    revisions: stopping.length,
  };
};
