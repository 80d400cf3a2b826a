import type {
  DeleteQueryDefinitionCommandInput,
  DeleteQueryDefinitionCommandOutput,
  DescribeQueryDefinitionsCommandInput,
  DescribeQueryDefinitionsCommandOutput,
  PutQueryDefinitionCommandInput,
  PutQueryDefinitionCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import { AwsError } from "../../../world/aws-error.ts";
import { uuid } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import type { LogsContext, SavedQuery } from "../context.ts";
import { invalidLogsParameter } from "../group.ts";
import { namedPage } from "../named-page.ts";

/** "You can query up to 50 log groups": https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AnalyzingLogData.html */
const mostGroups = 50;

const anyQuery = (action: string) => () => [{ action: `logs:${action}`, resource: "*" }];

const queryWithId = ({ queries }: LogsContext, id: string): SavedQuery => {
  const found = queries.get(id);
  if (found === undefined)
    throw new AwsError("ResourceNotFoundException", "The specified query definition does not exist.");
  return found;
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutQueryDefinition.html */
export const putQueryDefinition = (logs: LogsContext) =>
  operation<PutQueryDefinitionCommandInput, PutQueryDefinitionCommandOutput>({
    accepts: ["name", "queryString", "logGroupNames", "queryDefinitionId"],
    needs: anyQuery("PutQueryDefinition"),
    run({ name = "", queryString = "", logGroupNames = [], queryDefinitionId }) {
      if (logGroupNames.length > mostGroups)
        throw invalidLogsParameter(`A query can have at most ${mostGroups} log groups, not ${logGroupNames.length}`);
      const { clock, random } = logs.surroundings;
      const id =
        queryDefinitionId === undefined ? uuid(random) : queryWithId(logs, queryDefinitionId).queryDefinitionId;
      logs.queries.set(id, {
        ...{ queryDefinitionId: id, name, queryString, logGroupNames },
        lastModified: clock.now(),
      });
      return { queryDefinitionId: id };
    },
  });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueryDefinitions.html */
export const describeQueryDefinitions = (logs: LogsContext) =>
  operation<DescribeQueryDefinitionsCommandInput, DescribeQueryDefinitionsCommandOutput>({
    accepts: ["queryDefinitionNamePrefix", "maxResults", "nextToken"],
    needs: anyQuery("DescribeQueryDefinitions"),
    run({ queryDefinitionNamePrefix = "", maxResults: limit, nextToken: token }) {
      const matching = [...logs.queries.values()].filter(({ name }) => name.startsWith(queryDefinitionNamePrefix));
      const { items, nextToken } = namedPage(matching, { limit, nextToken: token }, logs.surroundings.pageSize);
      return {
        queryDefinitions: items.map((each) => ({ ...each, logGroupNames: [...each.logGroupNames] })),
        ...nextToken,
      };
    },
  });

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteQueryDefinition.html */
export const deleteQueryDefinition = (logs: LogsContext) =>
  operation<DeleteQueryDefinitionCommandInput, DeleteQueryDefinitionCommandOutput>({
    accepts: ["queryDefinitionId"],
    needs: anyQuery("DeleteQueryDefinition"),
    run({ queryDefinitionId = "" }) {
      logs.queries.delete(queryWithId(logs, queryDefinitionId).queryDefinitionId);
      return { success: true };
    },
  });
