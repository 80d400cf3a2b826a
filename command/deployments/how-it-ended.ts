import type { DescribeExecutionCommandOutput } from "@aws-sdk/client-sfn";
import { isoTime, systemClock } from "../../src/clock.ts";
import type { Left } from "../../src/deployment/emptying.ts";
import * as errors from "../../src/errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { type DocumentOptions, jsonLine } from "../formats/document.ts";
import { green, print, printAnswer, red } from "../output.ts";
import type { Followed } from "./follow-unless-left.ts";
import type { FollowedLine } from "./followed-line.ts";

/** What an execution's output may say beside what it did. */
interface Ended {
  /** Only what did nothing has a reason for it. */
  readonly reason?: string;
  readonly left?: readonly Left[];
  /** What was to be known before the first change. */
  readonly notices?: readonly string[];
}

const leftInWords = (ended: Ended | null): readonly string[] =>
  (ended?.left ?? []).map(({ what, until }) => `Left: ${what}${until === null ? "" : `, until ${until}`}.`);

/** The names of what refuses before the first change: an execution that ends with one of them changed nothing. */
const refusals: ReadonlySet<string> = new Set(
  Object.entries(errors).flatMap(([name, each]) => (each.prototype instanceof errors.Refusal ? [name] : [])),
);

/** What an execution is known by in what is written of it. */
export const knownBy = ({ environment, action, executionArn }: Followed) => ({
  environment,
  action,
  execution: executionArn,
});

/** What is typed after an action that succeeded. */
const nextAfter: Readonly<Record<string, (environment: string) => string>> = {
  upgrade: (environment) => `sarcelle deploy ${environment} --release FILE --wait`,
  deploy: (environment) => `sarcelle switch ${environment} --wait`,
  switch: (environment) => `sarcelle status ${environment}; back: sarcelle rollback ${environment} --wait`,
  release: (environment) => `sarcelle status ${environment}; back: sarcelle rollback ${environment} --wait`,
};

/** What to type next, if anything; `error` is what it ended with, if it did not succeed. */
const nextOf = ({ environment, action, executionArn }: Followed, error: string | undefined): readonly string[] => {
  const name = executionArn.split(":").at(-1) ?? "";
  const next = error === undefined ? nextAfter[action]?.(environment) : undefined;
  if (next !== undefined) return [`Next: ${next}`];
  if (error === undefined || refusals.has(error)) return [];
  return [
    error === "RolledBack"
      ? `What was done and undone: sarcelle history ${environment} ${name}`
      : `How it stands, and what to do: sarcelle status ${environment}`,
  ];
};

/** How an execution ended, in the form asked for; answers the exit code. */
export const sayHowItEnded = (
  followed: Followed,
  { status = "FAILED", output, error, cause, startDate, stopDate }: DescribeExecutionCommandOutput,
  options: DocumentOptions,
): number => {
  const { action, executionArn } = followed;
  // A rollback that restored everything is what was asked for, although its execution never ends in success.
  const succeeded = status === "SUCCEEDED" || (action === "rollback" && error === "RolledBack");
  const ended: Ended | null = JSON.parse(output ?? "null");
  const said =
    action === "rollback"
      ? ["Undone.", cause]
      : ["Succeeded.", ended?.reason, ...leftInWords(ended), ...(ended?.notices ?? [])];
  if (options.output === "ndjson") {
    const took = startDate && stopDate && Math.floor((stopDate.getTime() - startDate.getTime()) / 1_000);
    const line: FollowedLine = {
      ...{ schemaVersion: 1, at: isoTime(systemClock.now()), ...knownBy(followed), elapsedSeconds: took ?? null },
      ...{ type: "ended", status, succeeded, error: error ?? null, cause: cause ?? null, output: ended },
    };
    process.stdout.write(jsonLine(line));
  } else if (options.output === "json")
    printAnswer(options, { execution: executionArn, status, output: ended, error, cause }, () => "");
  else {
    if (succeeded) print(said.filter((each) => each !== undefined).join(" "), green);
    else print(`${error ?? status}: ${cause ?? "no cause was given"}`, red);
    for (const line of nextOf(followed, succeeded ? undefined : (error ?? status))) print(line);
  }
  if (succeeded) return exitCodes.done;
  return refusals.has(error ?? "") ? exitCodes.refused : exitCodes.no;
};
