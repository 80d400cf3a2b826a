/** What a function's invocations write, as it stands in CloudWatch Logs: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
import type { LogLine } from "../../functions/launcher.ts";

/** A line as the runtime for Node.js writes it. */
export const logText = (line: Pick<LogLine, "requestId" | "level" | "message">, time: number): string =>
  [new Date(time).toISOString(), line.requestId ?? "undefined", line.level, line.message].join("\t");

/** "Set to Tail to include the execution log in the response": the last 4 KB of it. */
const longestTail = 4_096;

/** The end of an invocation's log, in Base64 as LogResult carries it. */
export const logResult = (lines: readonly string[]): string =>
  Buffer.from(lines.map((line) => `${line}\n`).join(""))
    .subarray(-longestTail)
    .toString("base64");
