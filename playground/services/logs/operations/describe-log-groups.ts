import type { DescribeLogGroupsCommandInput, DescribeLogGroupsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { operation } from "../../../world/service.ts";
import type { LogsContext } from "../context.ts";
import { invalidLogsParameter, type LogGroup, logGroupArn } from "../group.ts";
import { logsNeed } from "../lookup.ts";
import { namedPage } from "../named-page.ts";

/** What is said of a group that was asked for by a part of its name is less (recorded). */
const shownGroup = (logs: LogsContext, group: LogGroup, isBrief: boolean) => {
  const { name, createdAt, retentionInDays, contents } = group;
  const arn = logGroupArn(logs.surroundings, name);
  return {
    logGroupName: name,
    creationTime: createdAt,
    ...(retentionInDays === undefined ? {} : { retentionInDays }),
    metricFilterCount: 0,
    arn: `${arn}:*`,
    ...(isBrief ? {} : { storedBytes: contents.bytes, deletionProtectionEnabled: false }),
    logGroupClass: "STANDARD" as const,
    logGroupArn: arn,
  };
};

/**
 * By name, in pages of 50 at most.
 * https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
 */
export const describeLogGroups = (logs: LogsContext) =>
  operation<DescribeLogGroupsCommandInput, DescribeLogGroupsCommandOutput>({
    accepts: ["logGroupNamePrefix", "logGroupNamePattern", "logGroupClass", "limit", "nextToken"],
    needs: () => logsNeed(logs, "DescribeLogGroups", { logGroupName: "" }),
    run({ logGroupNamePrefix: prefix = "", logGroupNamePattern: part = "", logGroupClass = "STANDARD", ...asked }) {
      if (prefix !== "" && part !== "")
        throw invalidLogsParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
      const found = [...logs.groups.values()].filter(
        ({ name }) => logGroupClass === "STANDARD" && name.startsWith(prefix) && name.includes(part),
      );
      const { items, nextToken } = namedPage(found, asked, logs.surroundings.pageSize);
      return { logGroups: items.map((group) => shownGroup(logs, group, part !== "")), ...nextToken };
    },
  });
