import type { CreateLogGroupCommandInput, CreateLogGroupCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { quotaOf } from "../../../world/quotas.ts";
import { operation } from "../../../world/service.ts";
import { emptyContents } from "../contents.ts";
import type { LogsContext } from "../context.ts";
import { invalidLogsParameter, logNameIsTaken } from "../group.ts";
import { logsNeed } from "../lookup.ts";

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const createLogGroup = (logs: LogsContext) =>
  operation<CreateLogGroupCommandInput, CreateLogGroupCommandOutput>({
    accepts: ["logGroupName", "logGroupClass", "tags"],
    needs: ({ logGroupName, tags }) => logsNeed(logs, "CreateLogGroup", { logGroupName }, "", tags),
    run({ logGroupName: name = "", logGroupClass = "STANDARD", tags = {} }) {
      if (logGroupClass !== "STANDARD") throw new NotEmulated(`log groups of the class ${logGroupClass}`);
      // "Log group names can't start with the string aws/"
      if (/^aws\//i.test(name)) throw invalidLogsParameter("Log groups starting with AWS/ are reserved for AWS.");
      if (logs.groups.has(name)) throw logNameIsTaken("group");
      if (logs.groups.size >= quotaOf("logGroups", logs.surroundings))
        throw new AwsError("LimitExceededException", "Resource limit exceeded.");
      logs.groups.set(name, { name, createdAt: logs.surroundings.clock.now(), tags, contents: emptyContents() });
      return {};
    },
  });
