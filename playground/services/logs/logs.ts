import { AwsError } from "../../world/aws-error.ts";
import type { Authorizer, LogEntry, Metrics } from "../../world/neighbours.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { append, emptyContents } from "./contents.ts";
import type { LogsContext } from "./context.ts";
import { publishEmbedded } from "./embedded-metrics.ts";
import type { LogGroup } from "./group.ts";
import { logsNeed } from "./lookup.ts";
import { logsOperations } from "./operations.ts";

export interface Logs extends Service {
  /**
   * Takes a line of a function, under its role: the group is made if there is none, and the stream. What the role may not do is not
   * done, and the line is lost: the function notices nothing.
   */
  keep(line: LogEntry, roleArn: string): void;
  exists(group: string): boolean;
}

/** Amazon CloudWatch Logs: groups and streams, made by calls and by Lambda, and the newest events in them. */
export const createLogs = (
  surroundings: Surroundings,
  { authorizer, metrics }: { readonly authorizer: Authorizer; readonly metrics?: Metrics },
): Logs => {
  const logs: LogsContext = {
    surroundings,
    groups: new Map(),
    queries: new Map(),
    ...(metrics === undefined ? {} : { metrics }),
  };
  return {
    name: "logs",
    operations: logsOperations(logs),
    keep: (line, roleArn) => keepLine(logs, line, (need) => authorizer.authorize(roleArn, need)),
    exists: (group) => logs.groups.has(group),
    // What functions write is no resource; nor are the streams in which they do.
    state: () => ({
      queryDefinitions: Object.fromEntries(logs.queries),
      logGroups: Object.fromEntries(
        [...logs.groups.values()].map(({ name, createdAt, retentionInDays, tags, contents }) => {
          const streams = [...contents.streams.values()].filter(({ isOfFunction }) => !isOfFunction);
          return [name, { createdAt, retentionInDays, tags, streams: streams.map((stream) => stream.name) }];
        }),
      ),
    }),
  };
};

type Authorize = (need: Parameters<Authorizer["authorize"]>[1]) => void;

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html: what the execution role has to allow. */
const keepLine = (logs: LogsContext, line: LogEntry, authorize: Authorize): void => {
  const now = logs.surroundings.clock.now();
  try {
    const { contents } = logs.groups.get(line.group) ?? groupForFunction(logs, line, authorize);
    if (!contents.streams.has(line.stream)) {
      for (const action of ["CreateLogStream", "PutLogEvents"])
        for (const need of logsNeed(logs, action, { logGroupName: line.group }, line.stream)) authorize(need);
      contents.streams.set(line.stream, { name: line.stream, createdAt: now, isOfFunction: true });
    }
    append(contents, { ...line, message: `${line.message}\n` }, now);
    publishEmbedded(logs.metrics, line.message);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
};

const groupForFunction = (logs: LogsContext, { group: name }: LogEntry, authorize: Authorize): LogGroup => {
  for (const need of logsNeed(logs, "CreateLogGroup", { logGroupName: name })) authorize(need);
  const group = { name, createdAt: logs.surroundings.clock.now(), tags: {}, contents: emptyContents() };
  logs.groups.set(name, group);
  return group;
};
