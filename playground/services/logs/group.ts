import { AwsError } from "../../world/aws-error.ts";
import type { Surroundings } from "../../world/service.ts";
import type { GroupContents } from "./contents.ts";

/** A log group of the standard class. */
export interface LogGroup {
  readonly name: string;
  /** In milliseconds since the epoch. */
  readonly createdAt: number;
  /** Forever, unless said. */
  readonly retentionInDays?: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly contents: GroupContents;
}

/** What CloudWatch Logs answers to most of what it refuses. */
export const invalidLogsParameter = (message: string): AwsError => new AwsError("InvalidParameterException", message);

/** The error of what is not there; its text ends in a full stop, that of what is there already does not (recorded). */
export const doesNotExist = (what: "group" | "stream"): AwsError =>
  new AwsError("ResourceNotFoundException", `The specified log ${what} does not exist.`);

/** The error of a name that is taken. */
export const logNameIsTaken = (what: "group" | "stream"): AwsError =>
  new AwsError("ResourceAlreadyExistsException", `The specified log ${what} already exists`);

/** A group's ARN as tags and `logGroupIdentifier` name it; that of a need and of a description goes on. */
export const logGroupArn = ({ account, region }: Pick<Surroundings, "account" | "region">, name: string): string =>
  `arn:aws:logs:${region}:${account}:log-group:${name}`;
