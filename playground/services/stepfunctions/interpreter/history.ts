import type { HistoryEvent } from "@aws-sdk/client-sfn";
import type { Clock } from "../../../world/clock.ts";
import { StateFailure } from "./failure.ts";

export type EventType = NonNullable<HistoryEvent["type"]>;
export type EventDetails = Omit<HistoryEvent, "id" | "type" | "timestamp" | "previousEventId">;

/** The events of one execution, over all its redrives. */
export interface History {
  readonly events: readonly HistoryEvent[];
  /** Adds an event and answers its id. Throws a StateFailure when only the event that closes the execution has room. */
  add(type: EventType, previousEventId: number, details?: EventDetails): number;
  /** Adds the event that ends the execution. */
  close(type: EventType, previousEventId: number, details: EventDetails): void;
}

/** "Maximum execution history size: 25,000 events in a single state machine execution history." Then the execution fails. */
export const largestHistory = 25_000;

/** No events yet; they are numbered from 1. */
export const createHistory = (clock: Clock): History => {
  const events: HistoryEvent[] = [];
  const add = (type: EventType, previousEventId: number, details: EventDetails) => {
    const id = events.length + 1;
    events.push({ timestamp: new Date(clock.now()), type, id, previousEventId, ...details });
    return id;
  };
  return {
    events,
    add(type, previousEventId, details = {}) {
      if (events.length >= largestHistory - 1) {
        const cause = `The execution reached the maximum number of history events (${largestHistory}).`;
        throw new StateFailure("States.Runtime", cause);
      }
      return add(type, previousEventId, details);
    },
    close: add,
  };
};

const isEntered = (type: EventType | undefined) => type?.endsWith("StateEntered") ?? false;

/** The events with which an attempt at a state begins. */
const attempts: ReadonlySet<EventType | undefined> = new Set<EventType>([
  "TaskScheduled",
  "LambdaFunctionScheduled",
  "ParallelStateStarted",
  "MapStateStarted",
]);

/**
 * The state transitions that AWS bills for these events: one for every state entered, and one for every retry, which shows as
 * an attempt that does not follow the entering of its state. (A retry of arguments that fail to evaluate shows as nothing.)
 */
export const countTransitions = (events: readonly HistoryEvent[]): number => {
  const types = new Map(events.map(({ id, type }) => [id, type]));
  const isRetry = ({ type, previousEventId }: HistoryEvent) =>
    attempts.has(type) && !isEntered(types.get(previousEventId));
  return events.filter((event) => isEntered(event.type) || isRetry(event)).length;
};
