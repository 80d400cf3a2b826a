import { dynamoDb, sqs, wideDynamoDb } from "../../src/aws/clients.ts";
import { describeResources } from "../../src/aws/inventory/describe.ts";
import { observed, observers, retentionMilliseconds } from "../../src/aws/inventory/observed.ts";
import { askToAssess, deleteAll, fullBatch, sendBack, takeMore } from "../../src/aws/inventory/queue.ts";
import { inventoryStore } from "../../src/aws/inventory/store.ts";
import { inventoryTable, mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { environmentVariable } from "../../src/env.ts";
import { collect } from "../../src/inventory/collect.ts";
import { scopeOf } from "../../src/inventory/findings/scope.ts";
import { embeddedMetrics } from "../../src/inventory/metrics.ts";
import { log, logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const inventory = inventoryTable(wideDynamoDb());
const queue = sqs();
const clients = observers();

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/**
 * How many messages one invocation takes at most: as many instances as two DescribeInstances describe. Lambda begins with five functions, which
 * so take 10,000 at one go: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const most = 2_000;

/** Takes events from the queue; those that must come back are the batch's failures. */
export const handler = logged(async ({ Records }: Batch) => {
  const world = observed(clients, table);
  const queueUrl = environmentVariable("INVENTORY_QUEUE_URL");
  // A full batch means that there is more.
  const waiting = Records.length < fullBatch ? [] : await takeMore(queue, queueUrl, most - Records.length);
  const { outcomes, recorded } = await collect(
    [...Records, ...waiting].map(({ messageId, body }) => ({ id: messageId, body })),
    {
      store: inventoryStore(inventory, retentionMilliseconds(), systemClock),
      describe: (refs) => describeResources(world, refs),
      lookAgain: sendBack(queue, queueUrl, world.now),
      pause: systemClock.sleep,
      now: world.now,
      here: world.here,
    },
  );
  const returning = new Set(outcomes.filter(({ kind }) => kind === "again").map(({ id }) => id));
  await deleteAll(
    queue,
    queueUrl,
    waiting.filter(({ messageId }) => !returning.has(messageId)),
  );
  for (const { id, kind, why } of outcomes)
    if (kind === "rejected" || kind === "again") log("warn", `event ${kind}`, { id, why });
  const counted = (kind: string) => ({
    unit: "Count" as const,
    value: outcomes.filter((each) => each.kind === kind).length,
  });
  const [measured, ...more] = embeddedMetrics(world.now(), {
    Recorded: counted("recorded"),
    Unchanged: counted("unchanged"),
    Ignored: counted("ignored"),
    Rejected: counted("rejected"),
    Again: counted("again"),
    EventToRow: { unit: "Milliseconds", value: recorded.map(({ after }) => after.recordedAt - after.trueFrom) },
  });
  log("info", "events collected", { rows: recorded.length, ...measured });
  for (const rest of more) log("info", "events collected: more measurements", rest);
  // Last: whatever comes of it, the rows are written and the messages done. What is not asked for now is at the next sweep.
  await askToAssess(queue, environmentVariable("FINDINGS_QUEUE_URL"), scopeOf(recorded));
  const failures = Records.filter(({ messageId }) => returning.has(messageId));
  return { batchItemFailures: failures.map(({ messageId }) => ({ itemIdentifier: messageId })) };
});
