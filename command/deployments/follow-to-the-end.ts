import { stepFunctions } from "../../src/aws/clients.ts";
import { systemClock } from "../../src/clock.ts";
import type { Left } from "../../src/deployment/emptying.ts";
import { green, print, printJson, red } from "../output.ts";
import { follow } from "./follow.ts";
import { type Followed, followUnlessLeft } from "./follow-unless-left.ts";

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

/**
 * Follows an execution to its end and tells how it ended; answers the exit code. A rollback that restored everything is what was asked
 * for, although its execution never ends in success. Throws `NotFollowed` where it goes on and is not followed any more.
 */
export const followToTheEnd = async (followed: Followed, json: boolean): Promise<number> => {
  const { action, executionArn } = followed;
  const { status, output, error, cause } = await followUnlessLeft(
    followed,
    (telling) => follow(stepFunctions(), executionArn, telling, systemClock),
    json,
  );
  const succeeded = status === "SUCCEEDED" || (action === "rollback" && error === "RolledBack");
  const ended: Ended | null = JSON.parse(output ?? "null");
  const said =
    action === "rollback"
      ? ["Undone.", cause]
      : ["Succeeded.", ended?.reason, ...leftInWords(ended), ...(ended?.notices ?? [])];
  if (json) printJson({ execution: executionArn, status, output: ended, error, cause });
  else if (succeeded) print(said.filter((each) => each !== undefined).join(" "), green);
  else print(`${error ?? status}: ${cause ?? "no cause was given"}`, red);
  return succeeded ? 0 : 1;
};
