/** Freeze windows: times in which an environment takes no deployment, as a registration says them, and what lets one through. */
import * as z from "zod";
import { reasonSchema } from "./reason.ts";
import { strictObject } from "./schema.ts";

/** Of what every cron knows. croner takes more: a `?` would be the time at which it is read, `2026-12-24T00:00:00Z` begins just once. */
const fiveFields = /^[0-9A-Za-z*,/#-]+( +[0-9A-Za-z*,/#-]+){4}$/;

/** What a registration says of them. Whether the cron parses, and there is such a time zone, is asked where that is registered, and judged. */
export const freezeSchema = z
  .array(
    strictObject({
      /** When it begins, on the wall clock of its time zone. */
      cron: z
        .string()
        .regex(
          fiveFields,
          "expected five fields of cron (minute, hour, day of the month, month, day of the week), such as 0 18 * * 5",
        ),
      /** By its name, such as Europe/London, or UTC. */
      timeZone: z.string().min(1).max(64),
      /** How long it lasts, in seconds. */
      duration: z.int().min(60).max(2_678_400),
      /** What for; a refusal says it. */
      reason: z.string().min(1).max(100).optional(),
    }),
  )
  .max(10);

/** A freeze window as it is registered. */
export type Freeze = Readonly<z.infer<typeof freezeSchema>[number]>;

/** What lets a deployment through in spite of them; it stays in the journal. */
export const overrideSchema = strictObject({ reason: reasonSchema });
