import { isoTime } from "../../src/clock.ts";
import { type Existing, isExisting } from "../../src/inventory/attributes.ts";
import type { Revision } from "../../src/inventory/model.ts";
import { UsageError } from "../usage-error.ts";
import type { InventoryReader } from "./reader.ts";

/** A moment of the past, in milliseconds. Without a zone it is UTC, as all times that are printed. */
const timeOf = (option: string, given: string, now: number): number => {
  const isTime = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.test(given);
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(given.slice(10)) || given.length === 10 ? given : `${given}Z`;
  const time = isTime ? Date.parse(zoned.replace(" ", "T")) : Number.NaN;
  if (!Number.isFinite(time)) throw new UsageError(`${option} ${given}: expected a time such as 2026-01-31T15:04:05Z.`);
  if (time > now) throw new UsageError(`${option} ${given} is in the future; it is now ${isoTime(now)}.`);
  return time;
};

/** The moment that is asked about; neither of them is now, and both at once are refused with the command line. */
export interface Moment {
  /** What was true then. */
  readonly asOf?: string | undefined;
  /** What the inventory said then. */
  readonly believedAt?: string | undefined;
}

/** Whether another moment than now is asked about. */
export const isOfThePast = ({ asOf, believedAt }: Moment): boolean => (asOf ?? believedAt) !== undefined;

/** What exists now, or what did at the moment asked for; throws `UsageError` if that is no moment of the past. */
export const resourcesAt = async (
  { asOf, believedAt }: Moment,
  reader: InventoryReader,
  environment?: string,
): Promise<readonly Existing[]> => {
  const revisions: readonly Revision[] =
    asOf !== undefined
      ? await reader.asOf(timeOf("--as-of", asOf, reader.now()), environment)
      : believedAt !== undefined
        ? await reader.believedAt(timeOf("--believed-at", believedAt, reader.now()), environment)
        : await reader.current(environment);
  return revisions.filter(isExisting);
};
