/**
 * The one shape of every finding and every alert: what goes out as an event and to subscribers. Published as
 * `docs/finding.schema.json`; members may be added, none is renamed or removed within a schema version.
 */
import * as z from "zod";

export const levels = ["info", "warning", "critical"] as const;
export type Level = (typeof levels)[number];

const instant = z.iso.datetime();

export const findingSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    id: z.string().describe("The same for as long as the finding is open: what to de-duplicate by"),
    status: z.enum(["open", "closed"]),
    rule: z.string().describe("What was checked, such as 'two-releases'"),
    level: z.enum(levels),
    environment: z.string().nullable().describe("Null: nobody's"),
    side: z.enum(["blue", "green"]).nullable(),
    project: z
      .string()
      .nullable()
      .describe("The resource's tag 'project', else the environment's name without its stage"),
    stage: z.string().nullable().describe("The stage of the environment, as registered"),
    resource: z.strictObject({ type: z.string(), arn: z.string(), name: z.string() }),
    threshold: z.string().describe("Beyond what this is a finding, in words"),
    found: z.string().describe("What was found, in words"),
    openedAt: instant,
    seenAt: instant.describe("When it was last found"),
    closedAt: instant.nullable(),
    links: z.strictObject({
      logs: z.url().describe("The log of the function that found it"),
      resource: z.url().describe("The resource in the AWS console"),
    }),
  })
  .meta({ id: "Finding", title: "Sarcelle finding" });

export type Finding = Readonly<z.infer<typeof findingSchema>>;
