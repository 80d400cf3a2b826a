/** Hears Sarcelle's own events: what it changed, so that nobody waits for CloudTrail, and what the collector wants to see once more. */

import * as z from "zod";
import { explain } from "../../deployment/schema.ts";
import { parseArn } from "../arn.ts";
import { type Hint, hintSchema } from "../hint.ts";
import { actorOf } from "../own-actor.ts";
import { ownSource, resourcesChanged } from "./announced.ts";
import type { Envelope } from "./envelope.ts";
import { type Heard, heardOf, ignored, rejected } from "./heard.ts";

export const lookAgainDetailType = "Sarcelle Look Again";

const changed = z.object({
  environment: z.string(),
  deployment: z.string(),
  requestedBy: z.string().optional(),
  /** ARNs; a group's may have `*` for the part that AWS makes up. */
  resources: z.array(z.string()),
});

const again = z.object({ hints: z.array(hintSchema) });

/** An event that asks for another look. Hints are carried whole, so that what is found then is put down to what caused it. */
export const lookAgainEvent = (hints: readonly Hint[], now: number) => ({
  source: ownSource,
  "detail-type": lookAgainDetailType,
  time: new Date(now).toISOString(),
  detail: { hints },
});

/** What one of Sarcelle's own events says. */
export const hearOwn = (event: Envelope): Heard => {
  if (event["detail-type"] === lookAgainDetailType) {
    const parsed = again.safeParse(event.detail);
    if (!parsed.success) return rejected(`not a request to look again: ${explain(parsed.error)}`);
    return heardOf(parsed.data.hints, "nothing to look at again");
  }
  if (event["detail-type"] !== resourcesChanged) return ignored(`'${event["detail-type"]}' is not about resources`);
  const parsed = changed.safeParse(event.detail);
  if (!parsed.success) return rejected(`not a list of changed resources: ${explain(parsed.error)}`);
  const { deployment, resources } = parsed.data;
  const hints = resources.flatMap((arn): readonly Hint[] => {
    const ref = parseArn(arn)?.ref;
    return ref === undefined
      ? []
      : [{ ref, occurredAt: event.time, eventId: event.id, event: resourcesChanged, actor: actorOf(deployment) }];
  });
  return heardOf(hints, "no resource that the inventory holds");
};
