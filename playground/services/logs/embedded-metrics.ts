/**
 * CloudWatch's embedded metric format: what CloudWatch Logs makes metrics of.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
import type { StandardUnit } from "@aws-sdk/client-cloudwatch";
import * as z from "zod";
import type { Metrics } from "../../world/neighbours.ts";

/** "Numeric array metric targets MUST NOT have more than 100 members", "A DimensionSet … MUST NOT have more than 30 dimensions". */
const most = { values: 100, dimensions: 30, metrics: 100 };

const document = z.looseObject({
  _aws: z.object({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string().min(1),
        Dimensions: z.array(z.array(z.string()).max(most.dimensions)),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string().optional() })).max(most.metrics),
      }),
    ),
  }),
});

const values = z.union([z.number(), z.array(z.number()).max(most.values)]);

const parsed = (message: string): z.infer<typeof document> | undefined => {
  try {
    return document.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined;
  }
};

/** The dimensions of a set, with their values; undefined if one of them has none: such a line is no metric. */
const dimensionsOf = (line: z.infer<typeof document>, names: readonly string[]) => {
  const found = names.map((name) => [name, line[name]] as const);
  return found.every((entry): entry is readonly [string, string] => typeof entry[1] === "string")
    ? Object.fromEntries(found)
    : undefined;
};

/** Publishes what a line holds; a line that is no such document, or breaks its rules, is a line and nothing else. */
export const publishEmbedded = (metrics: Metrics | undefined, message: string): void => {
  if (metrics === undefined || !message.includes('"_aws"')) return;
  const line = parsed(message);
  if (line === undefined) return;
  for (const { Namespace, Dimensions, Metrics: named } of line._aws.CloudWatchMetrics)
    for (const names of Dimensions) {
      const dimensions = dimensionsOf(line, names);
      if (dimensions === undefined) continue;
      for (const { Name, Unit } of named)
        for (const value of [values.safeParse(line[Name]).data ?? []].flat())
          metrics.publish(Namespace, Name, dimensions, value, Unit as StandardUnit | undefined, line._aws.Timestamp);
    }
};
