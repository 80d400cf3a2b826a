/**
 * What `--output ndjson` writes while an execution is followed: one of these a line. Published as `docs/followed-line.schema.json`; members may be
 * added, none is renamed or removed within a schema version.
 */
import * as z from "zod";

const common = {
  schemaVersion: z.literal(1),
  at: z.iso.datetime().describe("When it was told"),
  environment: z.string(),
  action: z
    .string()
    .describe("What was asked for; 'deployment' or 'rollback' where something is watched that others started"),
  execution: z.string().describe("Its ARN"),
  elapsedSeconds: z.int().nullable().describe("Since the execution began; null where that is not known"),
};

const lines = [
  z.strictObject({ ...common, type: z.literal("started") }),
  z.strictObject({ ...common, type: z.literal("state"), state: z.string().describe("The state that began") }),
  z.strictObject({
    ...common,
    type: z.literal("verdict"),
    verdict: z.string().describe("What a look at the world came to: 'ready', 'not ready' …"),
    reason: z.string(),
    until: z.iso.datetime().optional().describe("Until when it is waited for"),
  }),
  z.strictObject({ ...common, type: z.literal("failure"), error: z.string(), reason: z.string() }),
  z.strictObject({
    ...common,
    type: z.literal("note"),
    reason: z.string().describe("Of the looks themselves: AWS does not answer …"),
  }),
  z.strictObject({
    ...common,
    type: z.literal("waiting"),
    reason: z.string().describe("A sign of life after a minute of silence: what was told last"),
    seconds: z.int().describe("For how long nothing else was told"),
  }),
  z.strictObject({
    ...common,
    type: z.literal("ended"),
    status: z.string().describe("As Step Functions says it"),
    succeeded: z.boolean().describe("Whether what was asked for is done: a rollback's execution never ends in success"),
    error: z.string().nullable(),
    cause: z.string().nullable(),
    output: z.unknown(),
  }),
] as const;

export const followedLineSchema = z
  .discriminatedUnion("type", lines)
  .meta({ id: "FollowedLine", title: "A line of sarcelle --output ndjson" });
export type FollowedLine = Readonly<z.infer<typeof followedLineSchema>>;
