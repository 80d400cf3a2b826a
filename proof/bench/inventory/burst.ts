/**
 * Changes through the whole way, in the simulated world: instances stop, EC2 tells EventBridge, whose packaged rules fill the queue,
 * Lambda polls it, and the collector describes and writes. Each service takes its time: EventBridge 50 to 500 ms, each API call 5 to
 * 25 ms, and EC2's descriptions trail by up to 500 ms.
 */
import type { DescribeSubnetsCommandOutput, RunInstancesCommandOutput, Subnet } from "@aws-sdk/client-ec2";
import type { Simulation } from "@sarcelle/playground/simulation";
import { rowOf } from "../../../src/aws/inventory/table.ts";
import { isExisting } from "../../../src/inventory/attributes.ts";
import { percentile } from "../../../src/inventory/percentile.ts";
import { itemSize, type StoredItem, writeUnits } from "./item-size.ts";

const tableName = "sarcelle-live-inventory";
const image = "ami-00000000000000001";
/** "A maximum of 1000" ids in one call. */
const mostInCall = 1_000;
/** From `stopping` to `stopped`, and for all that follows. */
const longest = 600_000;

export interface Burst {
  readonly instances: number;
  /** From the moment that an instance began to stop to the row that says so, in milliseconds of the world. */
  readonly p50: number;
  readonly p99: number;
  /**
   * Of it from the start of the read that saw the change to the row: our part. The rest is the world's: delivery, the queue, and reads
   * that trail.
   */
  readonly own: { readonly p50: number; readonly p99: number };
  /** In which all of this was simulated, the world included, on this machine's clock. */
  readonly wallSeconds: number;
  readonly describeCalls: number;
  readonly invocations: number;
  /** Of the table and its indexes. */
  readonly writeUnits: number;
  readonly perInstance: { readonly describeCalls: number; readonly invocations: number; readonly writeUnits: number };
  /** Instances whose stopping was seen while it lasted. */
  readonly revisions: number;
}

const chunks = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));

const subnetsOf = async (simulation: Simulation): Promise<readonly Subnet[]> => {
  const subnets: Subnet[] = [];
  let page: DescribeSubnetsCommandOutput | undefined;
  do {
    const input = page === undefined ? {} : { NextToken: page.NextToken };
    page = (await simulation.operate("ec2", "DescribeSubnets", input)) as DescribeSubnetsCommandOutput;
    subnets.push(...(page.Subnets ?? []));
  } while (page.NextToken !== undefined);
  return subnets;
};

/** Instances of nobody's, running and recorded. */
const launch = async (simulation: Simulation, count: number): Promise<readonly string[]> => {
  const ids: string[] = [];
  // Earlier instances keep their addresses.
  for (const { SubnetId, AvailableIpAddressCount = 0 } of await subnetsOf(simulation)) {
    const some = Math.min(count - ids.length, AvailableIpAddressCount);
    if (some === 0) continue;
    const launched = await simulation.operate("ec2", "RunInstances", {
      ImageId: image,
      InstanceType: "t4g.small",
      MinCount: some,
      MaxCount: some,
      SubnetId,
    });
    ids.push(...((launched as RunInstancesCommandOutput).Instances ?? []).map(({ InstanceId = "" }) => InstanceId));
  }
  if (ids.length < count) throw new Error(`The subnets have addresses for ${ids.length} of ${count} instances.`);
  return ids;
};

const rowsOf = async (simulation: Simulation) =>
  ((await simulation.items(tableName)) as readonly StoredItem[]).filter(
    ({ pk, outline }) => outline !== undefined && pk?.S?.includes(":instance/"),
  );

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

/** Launches so many instances, has all of them stop at once, and measures until every row says so. */
export const measureBurst = async (
  simulation: Simulation,
  count: number,
  invocations: () => number,
): Promise<Burst> => {
  const began = performance.now();
  const ids = await launch(simulation, count);
  await recorded(simulation, new Set(ids), "running");
  await simulation.advance(60_000);

  const [callsBefore, invokedBefore, at] = [simulation.calls.list().length, invocations(), simulation.now()];
  for (const some of chunks(ids, mostInCall)) await simulation.operate("ec2", "StopInstances", { InstanceIds: some });
  await recorded(simulation, new Set(ids), "stopped");
  await simulation.advance(60_000);

  const stopped = new Set(ids);
  const items = (await rowsOf(simulation)).filter(({ pk }) =>
    stopped.has(pk?.S?.slice(pk.S.lastIndexOf("/") + 1) ?? ""),
  );
  const stopping = items.map(rowOf).filter((row) => isExisting(row) && row.facts.details.state === "stopping");
  const late = stopping.map(({ recordedAt }) => recordedAt - at);
  const own = stopping.map(({ recordedAt, observedAt }) => recordedAt - observedAt);
  const calls = simulation.calls
    .list({ since: callsBefore })
    .filter(({ principal }) => /collectInventory/.test(principal ?? ""));
  const size = writeUnits(Math.max(...items.map(itemSize)));
  const writes = calls.filter(
    ({ service, operation }) => service === "dynamodb" && /^(Put|Update)Item$/.test(operation),
  );
  /** Where a resource is is in one index, whose it is and its release in the other: of what changes neither, each write is the table's alone. */
  const places = writes.filter(({ input }) => JSON.stringify(input).includes('"IN#'));
  const outlines = items.flatMap(({ pk, outline }) => (outline?.S === undefined ? [] : `${pk?.S} ${outline.S}`));
  if (new Set(outlines).size > count)
    throw new Error("The instances' outlines change with their state: the index is written too.");
  const describes = calls.filter(({ operation }) => operation.startsWith("Describe"));
  const units = size * (writes.length - places.length) + 2 * places.length;
  const invoked = invocations() - invokedBefore;
  return {
    instances: count,
    p50: percentile(late, 50),
    p99: percentile(late, 99),
    own: { p50: percentile(own, 50), p99: percentile(own, 99) },
    wallSeconds: (performance.now() - began) / 1_000,
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
