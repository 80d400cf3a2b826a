import type {
  InputLogEvent,
  PutLogEventsCommandInput,
  PutLogEventsCommandOutput,
  RejectedLogEventsInfo,
} from "@aws-sdk/client-cloudwatch-logs";
import { operation } from "../../../world/service.ts";
import { append, bytesOfEvent } from "../contents.ts";
import type { LogsContext } from "../context.ts";
import { publishEmbedded } from "../embedded-metrics.ts";
import { invalidLogsParameter } from "../group.ts";
import { groupWithStream, logsNeed } from "../lookup.ts";
import { sequenceToken } from "../sequence-token.ts";

const hour = 3_600_000;
const day = 24 * hour;
const largestBatch = 1_048_576;

const timeOf = ({ timestamp = 0 }: InputLogEvent): number => timestamp;

const checkBatch = (events: readonly InputLogEvent[]): void => {
  const bytes = events.reduce((sum, { message = "" }) => sum + bytesOfEvent(message), 0);
  if (bytes > largestBatch)
    throw invalidLogsParameter(`Upload too large: ${bytes} bytes exceeds limit of ${largestBatch}`);
  if (events.some((event, index) => index > 0 && timeOf(event) < timeOf(events[index - 1] as InputLogEvent)))
    throw invalidLogsParameter("Log events in a single PutLogEvents request must be in chronological order.");
};

/** Of events in order, where those end that are older than a time. */
const endOfOlder = (events: readonly InputLogEvent[], time: number): number => {
  const index = events.findIndex((event) => timeOf(event) >= time);
  return index === -1 ? events.length : index;
};

/** "The time span in a single batch cannot exceed 24 hours", of those that are neither too old nor too new. */
const checkSpan = (valid: readonly InputLogEvent[]): void => {
  const [first, last] = [valid[0], valid.at(-1)];
  if (first !== undefined && last !== undefined && timeOf(last) - timeOf(first) > day)
    throw invalidLogsParameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.",
    );
};

/**
 * Of a batch, what is older than 14 days or than the group keeps, or two hours in the future, is left out and told; the rest is taken.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export const putLogEvents = (logs: LogsContext) =>
  operation<PutLogEventsCommandInput, PutLogEventsCommandOutput>({
    accepts: ["logGroupName", "logStreamName", "logEvents", "sequenceToken"],
    needs: ({ logGroupName, logStreamName }) => logsNeed(logs, "PutLogEvents", { logGroupName }, logStreamName),
    run({ logGroupName, logStreamName = "", logEvents = [] }) {
      const { contents, retentionInDays } = groupWithStream(logs, { logGroupName }, logStreamName);
      checkBatch(logEvents);
      const now = logs.surroundings.clock.now();
      const tooOld = endOfOlder(logEvents, now - 14 * day);
      const expired = retentionInDays === undefined ? 0 : endOfOlder(logEvents, now - retentionInDays * day);
      const tooNew = endOfOlder(logEvents, now + 2 * hour + 1);
      const valid = logEvents.slice(Math.max(tooOld, expired), tooNew);
      checkSpan(valid);
      for (const event of valid) {
        append(contents, { stream: logStreamName, time: timeOf(event), message: event.message ?? "" }, now);
        publishEmbedded(logs.metrics, event.message ?? "");
      }
      const rejectedLogEventsInfo: RejectedLogEventsInfo = {
        ...(tooNew < logEvents.length ? { tooNewLogEventStartIndex: tooNew } : {}),
        ...(tooOld > 0 ? { tooOldLogEventEndIndex: tooOld } : {}),
        ...(expired > tooOld ? { expiredLogEventEndIndex: expired } : {}),
      };
      const isWhole = valid.length === logEvents.length;
      return { nextSequenceToken: sequenceToken, ...(isWhole ? {} : { rejectedLogEventsInfo }) };
    },
  });
