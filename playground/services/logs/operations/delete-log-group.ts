import type { DeleteLogGroupCommandInput, DeleteLogGroupCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { operation } from "../../../world/service.ts";
import type { LogsContext } from "../context.ts";
import { groupOf, logsNeed } from "../lookup.ts";

/**
 * With all that it holds.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html
 */
export const deleteLogGroup = (logs: LogsContext) =>
  operation<DeleteLogGroupCommandInput, DeleteLogGroupCommandOutput>({
    accepts: ["logGroupName"],
    needs: ({ logGroupName }) => logsNeed(logs, "DeleteLogGroup", { logGroupName }),
    run({ logGroupName }) {
      logs.groups.delete(groupOf(logs, { logGroupName }).name);
      return {};
    },
  });
