/** When an environment's freeze windows are: from cron, on the wall clock of a time zone, to instants. */
import { Cron } from "croner";
import { InvalidInput } from "../errors.ts";
import type { AnyEnvironment } from "./environment.ts";
import { machineTimeoutSeconds } from "./execution-limits.ts";
import type { Freeze } from "./freeze.ts";
import { type FreezeWindow, judgeFreeze } from "./frozen.ts";
import type { AnyRequest } from "./request.ts";
import { type WallClock, wallClockIn } from "./wall-clock.ts";

/** So many at most travel with an execution, from state to state. */
export const mostWindows = 200;

const day = 86_400_000;

const clockOf = ({ timeZone }: Freeze, where: string): WallClock => {
  try {
    return wallClockIn(timeZone);
  } catch {
    throw new InvalidInput(
      `${where}.timeZone: found '${timeZone}'; expected the name of a time zone, such as Europe/London, or UTC.`,
    );
  }
};

/**
 * When it begins, on a clock that never changes: given a time zone, croner leaves out some beginnings of the days on which an hour is missing
 * or comes twice.
 */
const beginningsOf = ({ cron }: Freeze, where: string): Cron => {
  let beginnings: Cron;
  try {
    beginnings = new Cron(cron, { mode: "5-part", timezone: "UTC" });
  } catch (error) {
    throw new InvalidInput(
      `${where}.cron: '${cron}' does not parse: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (beginnings.nextRun(new Date(0)) === null) throw new InvalidInput(`${where}.cron: '${cron}' never begins.`);
  return beginnings;
};

/** All between two moments, and at most one too many. */
const shownBetween = (beginnings: Cron, first: number, last: number): readonly number[] => {
  const shown: number[] = [];
  let next = beginnings.nextRun(new Date(first));
  while (next !== null && next.getTime() <= last && shown.length <= mostWindows) {
    shown.push(next.getTime());
    next = beginnings.nextRun(next);
  }
  return shown;
};

const lasting = (seconds: number): string =>
  seconds % 3_600 === 0 ? `${seconds / 3_600} h` : `${Math.ceil(seconds / 60)} min`;

const nameOf = ({ cron, timeZone, duration, reason }: Freeze): string =>
  `${reason === undefined ? "" : `'${reason}' `}(${cron}, ${timeZone}, ${lasting(duration)})`;

/**
 * The freeze windows that are open, or open within the time that an execution may take; each lasts just as long as is written, whatever the
 * clocks do meanwhile. Throws `InvalidInput` for a cron that does not parse or never begins, for a time zone that there is not, and for too
 * many windows.
 */
export const freezeWindowsOf = (
  { name, freeze }: Pick<AnyEnvironment, "name" | "freeze">,
  now: number,
): readonly FreezeWindow[] => {
  const end = now + machineTimeoutSeconds * 1_000;
  const windows = freeze.flatMap((each, index) => {
    const where = `The freeze windows of '${name}' are wrong: freeze.${index}`;
    const clock = clockOf(each, where);
    const lasts = each.duration * 1_000;
    // A day more: the clock may have been changed since.
    const shown = shownBetween(beginningsOf(each, where), clock.at(now) - lasts - day, clock.at(end));
    if (shown.length > mostWindows)
      throw new InvalidInput(
        `${where}.cron: '${each.cron}' begins more than ${mostWindows} times in ${Math.round((end - now + lasts) / day)} days. Let it begin less often, and last longer.`,
      );
    return shown.map((at) => clock.instantOf(at)).map((from) => ({ from, until: from + lasts, name: nameOf(each) }));
  });
  const near = windows.filter(({ until }) => until > now).toSorted((a, b) => a.from - b.from);
  if (near.length > mostWindows)
    throw new InvalidInput(
      `The freeze windows of '${name}' begin ${near.length} times within ${machineTimeoutSeconds / 86_400} days; expected at most ${mostWindows}. Let them begin less often, and last longer.`,
    );
  return near;
};

/**
 * What goes with an execution of its environment's freeze windows, and what is to be known of them before. Throws as `freezeWindowsOf` and
 * `judgeFreeze` do. What Sarcelle starts by itself is never refused.
 */
export const clearOfFreeze = (
  request: AnyRequest,
  environment: AnyEnvironment,
  now: number,
): { readonly notices: readonly string[]; readonly freeze?: readonly FreezeWindow[] } => {
  if (request.action === "end-hold") return { notices: [] };
  const windows = freezeWindowsOf(environment, now);
  const notices = judgeFreeze(request, environment, windows, now);
  return windows.length === 0 || request.override !== undefined ? { notices } : { notices, freeze: windows };
};
