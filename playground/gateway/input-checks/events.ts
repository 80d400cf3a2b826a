import type { ServiceConstraints } from "./constraint.ts";

/** How many entries there may be the service says itself, in the words recorded on AWS, which print them in full. */
export const eventsConstraints: ServiceConstraints = {
  PutEvents: { Entries: { length: [null, null] } },
};
