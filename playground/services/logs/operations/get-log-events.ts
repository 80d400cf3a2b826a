import type { GetLogEventsCommandInput, GetLogEventsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { type LogEvent, searchable } from "../contents.ts";
import type { LogsContext } from "../context.ts";
import { inMegabyte, mostEventsInPage } from "../event-page.ts";
import { groupWithStream, logsNeed } from "../lookup.ts";
import { invalidToken } from "../named-page.ts";

/** Between which events a page ended: behind one id, before another. */
interface Place {
  readonly direction: "forward" | "backward";
  readonly id: string;
}

const placeOf = (token: string): Place => {
  const [, direction, id = ""] = /^([fb])\/(\d{56})\/s$/.exec(token) ?? [];
  if (direction === undefined) throw invalidToken();
  return { direction: direction === "f" ? "forward" : "backward", id };
};

/** Before all events, and after all. */
const ends = { first: "0".repeat(56), last: "9".repeat(56) };

const pageAt = (events: readonly LogEvent[], { direction, id }: Place, size: number): readonly LogEvent[] =>
  direction === "forward"
    ? inMegabyte(events.filter((event) => event.id > id).slice(0, size))
    : inMegabyte(
        events
          .filter((event) => event.id < id)
          .slice(-size)
          .reverse(),
      ).toReversed();

/**
 * A page of one stream's events, with tokens both ways; the one that leads nowhere yet is the one that was given.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
 */
export const getLogEvents = (logs: LogsContext) =>
  operation<GetLogEventsCommandInput, GetLogEventsCommandOutput>({
    accepts: [
      "logGroupName",
      "logGroupIdentifier",
      "logStreamName",
      "startTime",
      "endTime",
      "nextToken",
      "limit",
      "startFromHead",
    ],
    needs: ({ logStreamName, ...reference }) => logsNeed(logs, "GetLogEvents", reference, logStreamName),
    run({ logStreamName = "", startTime = 0, endTime = Number.POSITIVE_INFINITY, startFromHead = false, ...rest }) {
      const { nextToken, limit = mostEventsInPage, ...reference } = rest;
      const group = groupWithStream(logs, reference, logStreamName);
      const start: Place = startFromHead
        ? { direction: "forward", id: ends.first }
        : { direction: "backward", id: ends.last };
      const place = nextToken === undefined ? start : placeOf(nextToken);
      // "you must specify true for startFromHead": what comes otherwise is said nowhere.
      if (place.direction === "forward" && !startFromHead)
        throw new NotEmulated("a nextForwardToken without startFromHead");
      const events = searchable(group, logs.surroundings.clock.now()).filter(
        ({ stream, time }) => stream === logStreamName && time >= startTime && time < endTime,
      );
      const page = pageAt(events, place, Math.min(limit, logs.surroundings.pageSize));
      const [first, last] = [page[0]?.id ?? place.id, page.at(-1)?.id ?? place.id];
      return {
        events: page.map(({ time, message, ingestedAt }) => ({ timestamp: time, message, ingestionTime: ingestedAt })),
        nextForwardToken: `f/${last === ends.last ? ends.first : last}/s`,
        nextBackwardToken: `b/${first}/s`,
      };
    },
  });
