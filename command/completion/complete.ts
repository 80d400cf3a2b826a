/** Answers a shell that asks how a line of `sarcelle` may go on. */
import { RootCommand } from "@bomb.sh/tab";
import { type Command, flagOf, type Word } from "../command.ts";
import { environmentNames } from "./environment-names.ts";

type Offer = (value: string, says: string) => void;

/** What a word or the value of an option may be. */
const offering =
  ({ choices, isEnvironment }: Pick<Word, "choices" | "isEnvironment">) =>
  (offer: Offer): void => {
    const values = isEnvironment ? environmentNames() : (choices ?? []);
    for (const value of values) offer(value, "");
  };

/** The commands' values as the completer knows commands. */
const completerOf = (commands: readonly Command[]): RootCommand => {
  const completer = new RootCommand();
  for (const { name, says, words, options } of commands) {
    const known = completer.command(name.join(" "), says);
    for (const [word, value] of Object.entries(words)) known.argument(word, offering(value));
    for (const [option, value] of Object.entries(options)) {
      const flag = flagOf(option).slice(2);
      if (value.value === undefined) known.option(flag, value.says);
      else known.option(flag, value.says, offering(value));
    }
  }
  return completer;
};

/** Prints how the line may go on, in the completer's own protocol; answers the exit code. */
export const complete = (commands: readonly Command[], line: readonly string[]): number => {
  completerOf(commands).parse([...line]);
  return 0;
};
