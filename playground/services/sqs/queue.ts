import { AwsError } from "../../world/aws-error.ts";
import type { QueueAttributes } from "./attributes.ts";

/** A queue as it is stored; its messages are in its message store. Times are milliseconds since the epoch. */
export interface Queue {
  readonly name: string;
  readonly attributes: QueueAttributes;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** The error of every request about a queue that is not there, or that its URL does not name. */
export const queueDoesNotExist = (): AwsError =>
  new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
