import * as z from "zod";
import { machineTimeoutSeconds } from "./execution-limits.ts";
import { strictObject } from "./schema.ts";

/** What a registration asks for before production traffic moves. */
export const approvalSchema = strictObject({
  /** How many people must approve. */
  approvers: z.int().min(1).max(10).default(1),
  /** Whether whoever asked for the deployment may not approve it. */
  notByRequester: z.boolean().default(false),
  /** How long is waited, in seconds; then the deployment is undone. */
  deadline: z.int().min(60).max(machineTimeoutSeconds),
});

/** How often people are looked for at first, in seconds. */
export const approvalChangesEverySeconds = 15;
