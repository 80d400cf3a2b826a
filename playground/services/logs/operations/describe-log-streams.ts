import type { DescribeLogStreamsCommandInput, DescribeLogStreamsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { operation } from "../../../world/service.ts";
import { type LogEvent, type LogStream, searchable } from "../contents.ts";
import type { LogsContext } from "../context.ts";
import { invalidLogsParameter, logGroupArn } from "../group.ts";
import { groupOf, logsNeed } from "../lookup.ts";
import { namedPage } from "../named-page.ts";
import { sequenceToken } from "../sequence-token.ts";

interface Shown extends LogStream {
  readonly events: readonly LogEvent[];
}

const shownStream = ({ name, createdAt, events }: Shown, groupArn: string) => {
  const [first, last] = [events[0], events.at(-1)];
  return {
    logStreamName: name,
    creationTime: createdAt,
    ...(first === undefined || last === undefined
      ? {}
      : {
          firstEventTimestamp: first.time,
          lastEventTimestamp: last.time,
          lastIngestionTime: Math.max(...events.map(({ ingestedAt }) => ingestedAt)),
          uploadSequenceToken: sequenceToken,
        }),
    arn: `${groupArn}:log-stream:${name}`,
    // "Starting on June 17, 2019, this parameter is no longer supported for log streams, and is always reported as zero."
    storedBytes: 0,
  };
};

const byName = (a: Shown, b: Shown) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
const byLastEvent = (a: Shown, b: Shown) => (a.events.at(-1)?.time ?? 0) - (b.events.at(-1)?.time ?? 0) || byName(a, b);

/**
 * By name or by last event, in pages of 50 at most.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogStreams.html
 */
export const describeLogStreams = (logs: LogsContext) =>
  operation<DescribeLogStreamsCommandInput, DescribeLogStreamsCommandOutput>({
    accepts: [
      "logGroupName",
      "logGroupIdentifier",
      "logStreamNamePrefix",
      "orderBy",
      "descending",
      "limit",
      "nextToken",
    ],
    needs: (input) => logsNeed(logs, "DescribeLogStreams", input),
    run({ logStreamNamePrefix, orderBy = "LogStreamName", descending = false, limit, nextToken, ...reference }) {
      const group = groupOf(logs, reference);
      if (orderBy === "LastEventTime" && logStreamNamePrefix !== undefined)
        throw invalidLogsParameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
      const events = Map.groupBy(searchable(group, logs.surroundings.clock.now()), ({ stream }) => stream);
      const found = [...group.contents.streams.values()]
        .filter(({ name }) => name.startsWith(logStreamNamePrefix ?? ""))
        .map((stream) => ({ ...stream, events: events.get(stream.name) ?? [] }));
      const compare = orderBy === "LastEventTime" ? byLastEvent : byName;
      const { pageSize } = logs.surroundings;
      const asked = { limit, nextToken };
      const page = namedPage(found, asked, pageSize, (a, b) => (descending ? compare(b, a) : compare(a, b)));
      const arn = logGroupArn(logs.surroundings, group.name);
      return { logStreams: page.items.map((stream) => shownStream(stream, arn)), ...page.nextToken };
    },
  });
