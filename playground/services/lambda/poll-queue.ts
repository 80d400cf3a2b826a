import type { Cancel } from "../../world/clock.ts";

/** What SQS needs to know to be polled for a function; the result ends the polling. */
export type PollQueue = (mapping: {
  readonly queueArn: string;
  readonly functionName: string;
  readonly batchSize: number;
  readonly maximumBatchingWindow: number;
  readonly reportBatchItemFailures: boolean;
  readonly enabled: boolean;
  readonly functionTimeout: number;
  readonly maximumConcurrency?: number;
}) => Cancel;
