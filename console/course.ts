/** What the history of an execution says of how it stands: whether it runs, what it waits for, and why it ended. */
import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { type ToldVerdict, verdictIn } from "../command/deployments/verdict.ts";
import type { Driver } from "../command/questions/status.ts";
import type { Journal } from "../src/changes/journal.ts";
import { isoTime } from "../src/clock.ts";
import { isLeftBehind } from "../src/deployment/left-behind.ts";
import { drivingExecution, type ExecutionEvents } from "./environment-facts.ts";
import type { Rail } from "./rail.ts";
import { railOf } from "./rail-of-events.ts";

const endings = /^Execution(Succeeded|Failed|TimedOut|Aborted)$/;

/** The event with which an execution ended; undefined while it runs. */
export const endOfCourse = (events: readonly HistoryEvent[]): HistoryEvent | undefined =>
  events.findLast(({ type }) => endings.test(type ?? ""));

/** What the last look said, if that was to wait. */
const waitsIn = (events: readonly HistoryEvent[]): ToldVerdict | undefined => {
  const exited = events.findLast(({ type }) => type === "TaskStateExited");
  const last = verdictIn(exited?.stateExitedEventDetails?.output);
  return last?.verdict === "not ready" ? last : undefined;
};

/**
 * Whether what holds the journal still runs, by its history. An execution that nobody finds yet was started a moment ago. `readAt` is when the
 * journal was read, in ISO 8601: what ended since then may have closed it, and left nothing to anybody.
 */
export const driverIn = (journal: Journal, course: ExecutionEvents | null, readAt: string | null): Driver => {
  const name = drivingExecution(journal);
  const isOwn = name === journal.deployment.id;
  const events = course?.deployment !== journal.deployment.id ? [] : isOwn ? course.own : course.rollback;
  const end = endOfCourse(events);
  // What succeeded has closed its journal before: the lock was read before that.
  if (end?.type === "ExecutionSucceeded") return "runs";
  if (end === undefined) return events.length === 0 ? "runs" : { waits: waitsIn(events) };
  if (end.timestamp !== undefined && readAt !== null && end.timestamp.getTime() >= Date.parse(readAt)) return "runs";
  return {
    endedAt: end.timestamp === undefined ? null : isoTime(end.timestamp.getTime()),
    followed: isLeftBehind({ name, deployment: journal.deployment.id }, journal),
  };
};

/** Where a deployment stands, by what happened in its executions; nothing is met of one whose histories are not known. */
export const railIn = ({ deployment }: Pick<Journal, "deployment">, course: ExecutionEvents | null): Rail =>
  railOf({
    action: deployment.action,
    events: course?.deployment === deployment.id ? [...course.own, ...course.rollback] : [],
  });
