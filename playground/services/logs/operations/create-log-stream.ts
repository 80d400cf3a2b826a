import type { CreateLogStreamCommandInput, CreateLogStreamCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { operation } from "../../../world/service.ts";
import type { LogsContext } from "../context.ts";
import { logNameIsTaken } from "../group.ts";
import { groupOf, logsNeed } from "../lookup.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogStream.html */
export const createLogStream = (logs: LogsContext) =>
  operation<CreateLogStreamCommandInput, CreateLogStreamCommandOutput>({
    accepts: ["logGroupName", "logStreamName"],
    needs: ({ logGroupName, logStreamName }) => logsNeed(logs, "CreateLogStream", { logGroupName }, logStreamName),
    run({ logGroupName, logStreamName: name = "" }) {
      const { streams } = groupOf(logs, { logGroupName }).contents;
      if (streams.has(name)) throw logNameIsTaken("stream");
      streams.set(name, { name, createdAt: logs.surroundings.clock.now(), isOfFunction: false });
      return {};
    },
  });
