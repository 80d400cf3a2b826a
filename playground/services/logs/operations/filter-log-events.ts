import type { FilterLogEventsCommandInput, FilterLogEventsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { operation } from "../../../world/service.ts";
import { searchable } from "../contents.ts";
import type { LogsContext } from "../context.ts";
import { inMegabyte, mostEventsInPage } from "../event-page.ts";
import { readFilterPattern } from "../filter-pattern.ts";
import { doesNotExist, invalidLogsParameter, type LogGroup } from "../group.ts";
import { groupOf, logsNeed } from "../lookup.ts";
import { invalidToken } from "../named-page.ts";

const afterEvent = (token: string): string => {
  const [, id] = /^after (\d{56})$/.exec(Buffer.from(token, "base64").toString()) ?? [];
  if (id === undefined) throw invalidToken();
  return id;
};

/** Whether events of a stream are asked for. */
const streamChoice = (
  { contents }: LogGroup,
  { logStreamNames, logStreamNamePrefix }: FilterLogEventsCommandInput,
): ((stream: string) => boolean) => {
  if (logStreamNames !== undefined && logStreamNamePrefix !== undefined)
    throw invalidLogsParameter("Only one of logStreamNames and logStreamNamePrefix may be specified.");
  if (logStreamNames?.some((name) => !contents.streams.has(name))) throw doesNotExist("stream");
  return (stream) => logStreamNames?.includes(stream) ?? stream.startsWith(logStreamNamePrefix ?? "");
};

/**
 * Events of all streams together, by time. A page is what so many searched events yield: it may be empty, and others follow all the same.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
 */
export const filterLogEvents = (logs: LogsContext) =>
  operation<FilterLogEventsCommandInput, FilterLogEventsCommandOutput>({
    accepts: [
      "logGroupName",
      "logGroupIdentifier",
      "logStreamNames",
      "logStreamNamePrefix",
      "startTime",
      "endTime",
      "filterPattern",
      "nextToken",
      "limit",
      // "this parameter is ignored and the value is assumed to be true"
      "interleaved",
    ],
    needs: (input) => logsNeed(logs, "FilterLogEvents", input),
    run(input) {
      const { logGroupName, logGroupIdentifier, startTime = 0, endTime = Number.POSITIVE_INFINITY } = input;
      const { filterPattern = "", nextToken, limit = mostEventsInPage } = input;
      const group = groupOf(logs, { logGroupName, logGroupIdentifier });
      const isChosen = streamChoice(group, input);
      const matches = readFilterPattern(filterPattern);
      const after = nextToken === undefined ? "" : afterEvent(nextToken);
      const left = searchable(group, logs.surroundings.clock.now()).filter(
        ({ id, stream, time }) => id > after && isChosen(stream) && time >= startTime && time <= endTime,
      );
      const searched = inMegabyte(left.slice(0, Math.min(limit, logs.surroundings.pageSize)));
      const last = searched.at(-1);
      return {
        events: searched
          .filter(({ message }) => matches(message))
          .map(({ id, stream, time, message, ingestedAt }) => ({
            ...{ logStreamName: stream, timestamp: time, message, ingestionTime: ingestedAt, eventId: id },
          })),
        // "this parameter is deprecated": always empty.
        searchedLogStreams: [],
        ...(last === undefined || searched.length === left.length
          ? {}
          : { nextToken: Buffer.from(`after ${last.id}`).toString("base64") }),
      };
    },
  });
