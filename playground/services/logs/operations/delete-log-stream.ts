import type { DeleteLogStreamCommandInput, DeleteLogStreamCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { operation } from "../../../world/service.ts";
import { removeStream } from "../contents.ts";
import type { LogsContext } from "../context.ts";
import { groupWithStream, logsNeed } from "../lookup.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogStream.html */
export const deleteLogStream = (logs: LogsContext) =>
  operation<DeleteLogStreamCommandInput, DeleteLogStreamCommandOutput>({
    accepts: ["logGroupName", "logStreamName"],
    needs: ({ logGroupName, logStreamName }) => logsNeed(logs, "DeleteLogStream", { logGroupName }, logStreamName),
    run({ logGroupName, logStreamName = "" }) {
      removeStream(groupWithStream(logs, { logGroupName }, logStreamName).contents, logStreamName);
      return {};
    },
  });
