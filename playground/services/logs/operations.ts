import type { AnyOperation } from "../../world/service.ts";
import type { LogsContext } from "./context.ts";
import { createLogGroup } from "./operations/create-log-group.ts";
import { createLogStream } from "./operations/create-log-stream.ts";
import { deleteLogGroup } from "./operations/delete-log-group.ts";
import { deleteLogStream } from "./operations/delete-log-stream.ts";
import { describeLogGroups } from "./operations/describe-log-groups.ts";
import { describeLogStreams } from "./operations/describe-log-streams.ts";
import { filterLogEvents } from "./operations/filter-log-events.ts";
import { getLogEvents } from "./operations/get-log-events.ts";
import { putLogEvents } from "./operations/put-log-events.ts";
import { deleteQueryDefinition, describeQueryDefinitions, putQueryDefinition } from "./operations/query-definitions.ts";
import { deleteRetentionPolicy, putRetentionPolicy } from "./operations/retention-policy.ts";
import { listLogGroupTags, tagLogGroup, untagLogGroup } from "./operations/tags.ts";

/** CloudWatch Logs' operations, by name. */
export const logsOperations = (logs: LogsContext): Readonly<Record<string, AnyOperation>> => ({
  CreateLogGroup: createLogGroup(logs),
  DeleteLogGroup: deleteLogGroup(logs),
  DescribeLogGroups: describeLogGroups(logs),
  CreateLogStream: createLogStream(logs),
  DeleteLogStream: deleteLogStream(logs),
  DescribeLogStreams: describeLogStreams(logs),
  PutLogEvents: putLogEvents(logs),
  GetLogEvents: getLogEvents(logs),
  FilterLogEvents: filterLogEvents(logs),
  PutRetentionPolicy: putRetentionPolicy(logs),
  DeleteRetentionPolicy: deleteRetentionPolicy(logs),
  TagResource: tagLogGroup(logs),
  UntagResource: untagLogGroup(logs),
  ListTagsForResource: listLogGroupTags(logs),
  PutQueryDefinition: putQueryDefinition(logs),
  DescribeQueryDefinitions: describeQueryDefinitions(logs),
  DeleteQueryDefinition: deleteQueryDefinition(logs),
});
