/**
 * What is told of deployments: the one shape of the event "Sarcelle Deployment State Change". Published as
 * `docs/deployment-event.schema.json`; members may be added, none is renamed or removed within a schema version.
 */
import * as z from "zod";
import { levels } from "../inventory/findings/schema.ts";

export const deploymentStateChange = "Sarcelle Deployment State Change";

/** What may become of a deployment, and is told once each. */
export const deploymentStates = [
  "started",
  "awaiting-approval",
  "approved",
  "moved",
  "stalled",
  "rolling-back",
  "stopped",
  "succeeded",
  "refused",
  "rolled-back",
  "rollback-failed",
  "accepted",
] as const;
export type DeploymentState = (typeof deploymentStates)[number];

const instant = z.iso.datetime();

const releaseInEvent = z
  .strictObject({ version: z.string(), commit: z.string(), imageId: z.string() })
  .describe("Without user data and overrides");

export const deploymentEventSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    id: z.string().describe("What to de-duplicate by: an event may be delivered more than once"),
    thread: z.string().describe("The deployment that it began with: that which a rollback undoes, or else this one"),
    state: z.enum(deploymentStates),
    level: z.enum(levels),
    at: instant,
    environment: z.string().nullable().describe("Null: the execution's input names none"),
    service: z.string().nullable().describe("As registered, or the environment's name without its stage"),
    stage: z.string().nullable(),
    account: z.string(),
    region: z.string(),
    deployment: z.string().describe("Its id: the name of its execution"),
    action: z.string().nullable(),
    undoes: z
      .string()
      .nullable()
      .describe("The deployment that it undoes, where it is a rollback of one that succeeded"),
    release: releaseInEvent.nullable(),
    requestedBy: z.string().nullable(),
    caller: z.string().nullable().describe("The ARN of whoever asked, as far as that was said"),
    startedAt: instant.nullable(),
    what: z.string().describe("What happened, in words"),
    next: z.string().nullable().describe("What is next, or what to do, in words"),
    until: instant.nullable().describe("Until when it waits, or goes on by itself"),
    percent: z.int().nullable().describe("Of a move: how much of the traffic the side has that gets it"),
    side: z.enum(["blue", "green"]).nullable().describe("Of a move: the side that gets the traffic"),
    left: z.array(z.string()).describe("Of one that succeeded: what was not done with when it ended"),
    links: z.strictObject({
      execution: z.url().describe("The execution in the AWS console"),
      logs: z.url().describe("The logs of the stack's functions"),
      commit: z.url().nullable().describe("The release's commit, where a repository is registered"),
    }),
  })
  .meta({ id: "DeploymentStateChange", title: "Sarcelle deployment state change" });

export type DeploymentEvent = Readonly<z.infer<typeof deploymentEventSchema>>;
