/** Follows an execution as long as somebody is there to hear: whoever leaves is told that it goes on. */
import { systemClock } from "../../src/clock.ts";
import { exitCodes } from "../exit-codes.ts";
import { type Output, textDocument } from "../formats/document.ts";
import { NotFollowed } from "../not-followed.ts";
import { ndjsonTelling, plainTelling, type Telling, terminalTelling } from "./telling.ts";

/** An execution, as a person asks for it. */
export interface Followed {
  readonly environment: string;
  readonly action: string;
  readonly executionArn: string;
}

/** That it goes on, how to follow it, and how to undo it. */
const goesOn = ({ environment, action, executionArn }: Followed): string => {
  const name = executionArn.split(":").at(-1) ?? "";
  const follow = `Follow it: sarcelle watch ${environment} ${name}`;
  return action === "rollback"
    ? `The rollback goes on. ${follow}`
    : `The deployment goes on. ${follow}  Undo it: sarcelle rollback ${environment} ${name}`;
};

const silent: Telling = { say() {} };

const tellingOn = (
  out: NodeJS.WriteStream,
  { environment, action, executionArn }: Followed,
  output: Output,
): Telling => {
  const write = (text: string) => void out.write(text);
  if (output === "json") return silent;
  if (output === "ndjson") return ndjsonTelling(write, { environment, action, execution: executionArn }, systemClock);
  return out.isTTY && process.env.CI === undefined
    ? terminalTelling({ write, columns: () => out.columns }, systemClock)
    : plainTelling(write, systemClock);
};

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Runs `work` to its end, unless a signal comes or nobody reads our output any more: that ends this process, with an exit code of its own. */
export const followUnlessLeft = async <Result>(
  followed: Followed,
  work: (telling: Telling) => Promise<Result>,
  output: Output,
): Promise<Result> => {
  const telling = tellingOn(process.stdout, followed, output);
  const leave = () => {
    telling.end?.();
    process.stderr.write(textDocument(goesOn(followed)));
    process.exit(exitCodes.goesOn);
  };
  for (const signal of signals) process.once(signal, leave);
  process.stdout.once("error", leave);
  try {
    return await work(telling);
  } catch (error) {
    if (error instanceof NotFollowed) throw new NotFollowed(`${error.message} ${goesOn(followed)}`, { cause: error });
    throw error;
  } finally {
    telling.end?.();
    for (const signal of signals) process.off(signal, leave);
    process.stdout.off("error", leave);
  }
};
