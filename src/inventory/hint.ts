import * as z from "zod";
import { resourceTypes } from "./model.ts";

/**
 * What an event says: look at this resource. Times are milliseconds since the epoch. A schema, since a hint that has to come back travels
 * through the queue, and comes back whole.
 */
export const hintSchema = z.object({
  ref: z.object({ type: z.enum(resourceTypes), arn: z.string() }),
  occurredAt: z.number(),
  /** EventBridge's id, or CloudTrail's `eventID`. */
  eventId: z.string(),
  /** `detail-type`, or the API call's name. */
  event: z.string(),
  /** Who did it, where CloudTrail says so: an ARN, or the service that acted. */
  actor: z.string().exactOptional(),
  /** The event says that the resource is gone. Not believed by itself, but reason enough to believe a look that finds nothing. */
  removed: z.boolean().exactOptional(),
  /** What a tag event says of itself: its version, growing with each change of the resource's tags, and all tags. */
  tagged: z.object({ version: z.number(), tags: z.record(z.string(), z.string()) }).exactOptional(),
  /** How many looks this hint has had that settled nothing. */
  looks: z.number().exactOptional(),
});
export type Hint = Readonly<z.infer<typeof hintSchema>>;
