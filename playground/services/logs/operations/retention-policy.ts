import type {
  DeleteRetentionPolicyCommandInput,
  DeleteRetentionPolicyCommandOutput,
  PutRetentionPolicyCommandInput,
  PutRetentionPolicyCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { operation } from "../../../world/service.ts";
import type { LogsContext } from "../context.ts";
import { invalidLogsParameter } from "../group.ts";
import { groupOf, logsNeed } from "../lookup.ts";

/** "Possible values are" */
const possibleDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * Events older than that are gone at once; AWS takes up to 72 hours.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const putRetentionPolicy = (logs: LogsContext) =>
  operation<PutRetentionPolicyCommandInput, PutRetentionPolicyCommandOutput>({
    accepts: ["logGroupName", "retentionInDays"],
    needs: ({ logGroupName }) => logsNeed(logs, "PutRetentionPolicy", { logGroupName }),
    run({ logGroupName, retentionInDays = 0 }) {
      if (!possibleDays.includes(retentionInDays))
        throw invalidLogsParameter(
          `1 validation error detected: Value '${retentionInDays}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${possibleDays.join(", ")}]`,
        );
      const group = groupOf(logs, { logGroupName });
      logs.groups.set(group.name, { ...group, retentionInDays });
      return {};
    },
  });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteRetentionPolicy.html */
export const deleteRetentionPolicy = (logs: LogsContext) =>
  operation<DeleteRetentionPolicyCommandInput, DeleteRetentionPolicyCommandOutput>({
    accepts: ["logGroupName"],
    needs: ({ logGroupName }) => logsNeed(logs, "DeleteRetentionPolicy", { logGroupName }),
    run({ logGroupName }) {
      const { retentionInDays: _, ...group } = groupOf(logs, { logGroupName });
      logs.groups.set(group.name, group);
      return {};
    },
  });
