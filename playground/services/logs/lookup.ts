import { AwsError } from "../../world/aws-error.ts";
import type { Need } from "../../world/service.ts";
import type { LogsContext } from "./context.ts";
import { doesNotExist, type LogGroup, logGroupArn } from "./group.ts";

/** How a request names a group. */
export interface GroupReference {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
}

const named = ({ surroundings }: LogsContext, { logGroupName, logGroupIdentifier = "" }: GroupReference): string => {
  const arn = logGroupArn(surroundings, "");
  return (
    logGroupName ?? (logGroupIdentifier.startsWith(arn) ? logGroupIdentifier.slice(arn.length) : logGroupIdentifier)
  );
};

/** The group of a name or an ARN, of which a request gives one. Throws ResourceNotFoundException or ValidationException. */
export const groupOf = (logs: LogsContext, reference: GroupReference): LogGroup => {
  const { logGroupName, logGroupIdentifier } = reference;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined)
    throw new AwsError("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
  if (logGroupName === undefined && logGroupIdentifier === undefined)
    throw new AwsError("ValidationException", "Either LogGroup name or LogGroup ARN must be specified.");
  const group = logs.groups.get(named(logs, reference));
  if (group === undefined) throw doesNotExist("group");
  return group;
};

/** The group, if it has that stream. Throws ResourceNotFoundException. */
export const groupWithStream = (logs: LogsContext, reference: GroupReference, stream: string): LogGroup => {
  const group = groupOf(logs, reference);
  if (!group.contents.streams.has(stream)) throw doesNotExist("stream");
  return group;
};

/**
 * What a call on a group or a stream needs. AWS names a group in refusals as one with a stream of no name.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
 */
export const logsNeed = (
  logs: LogsContext,
  action: string,
  reference: GroupReference,
  stream = "",
  requestTags?: Readonly<Record<string, string>>,
): readonly Need[] => {
  const name = named(logs, reference);
  return [
    {
      action: `logs:${action}`,
      resource: `${logGroupArn(logs.surroundings, name)}:log-stream:${stream}`,
      tags: logs.groups.get(name)?.tags ?? {},
      ...(requestTags === undefined ? {} : { requestTags }),
    },
  ];
};
