import { stepFunctions } from "../../src/aws/clients.ts";
import { systemClock } from "../../src/clock.ts";
import type { DocumentOptions } from "../formats/document.ts";
import { follow } from "./follow.ts";
import { type Followed, followUnlessLeft } from "./follow-unless-left.ts";
import { sayHowItEnded } from "./how-it-ended.ts";

/** Follows an execution to its end and tells how it ended; answers the exit code. Throws `NotFollowed` where it goes on and is not followed any more. */
export const followToTheEnd = async (followed: Followed, options: DocumentOptions): Promise<number> => {
  const execution = await followUnlessLeft(
    followed,
    (telling) => follow(stepFunctions(), followed.executionArn, telling, systemClock),
    options.output,
  );
  return sayHowItEnded(followed, execution, options);
};
