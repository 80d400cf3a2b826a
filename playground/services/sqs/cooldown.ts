import type { SqsContext } from "./context.ts";

/** "You must wait 60 seconds after deleting a queue before you can create another with the same name"; the same for purging. */
const cooldownMilliseconds = 60_000;

/** Whether a queue was deleted or purged, at `moment` if ever, so short a time ago that it may not be done again. */
export const isTooSoon = ({ surroundings }: SqsContext, moment: number | undefined): boolean =>
  moment !== undefined && surroundings.clock.now() - moment < cooldownMilliseconds;
