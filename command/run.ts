import { UnknownEnvironment } from "../src/errors.ts";
import { type Line, parseArguments } from "./arguments.ts";
import { commands } from "./commands.ts";
import { connectBy } from "./connection.ts";
import { print } from "./output.ts";

/** The environments that were named, as words or by options. */
const namesTyped = ({ command, words, options }: Line): readonly string[] =>
  [...Object.entries(command.words), ...Object.entries(command.options)].flatMap(([name, { isEnvironment }]) => {
    const typed = words[name] ?? options[name];
    return isEnvironment && typeof typed === "string" ? [typed] : [];
  });

const answerShell = async ([how, ...line]: readonly string[]): Promise<number> => {
  if (how !== "--remember") return (await import("./completion/complete.ts")).complete(commands, line);
  connectBy({}, process.env);
  return (await import("./completion/environment-names.ts")).rememberNames();
};

/** Runs one command line and answers the exit code; throws `UsageError` before anything is asked if the line is wrong. */
export const run = async (argv: readonly string[]): Promise<number> => {
  // What a shell asks, and not a person: it stands in no help.
  if (argv[0] === "complete") return answerShell(argv.slice(1));
  const asked = parseArguments(argv, commands, process.env, process.stdout.columns);
  if ("help" in asked) {
    print(asked.help.trimEnd());
    return asked.code;
  }
  const { command, words, options } = asked;
  connectBy(options, process.env);
  try {
    return await command.run(words, options);
  } catch (error) {
    const { withWays } = await import("./trouble.ts");
    const stack = typeof options.stack === "string" ? options.stack : undefined;
    if (!(error instanceof UnknownEnvironment) || stack === undefined)
      throw withWays(error, { env: process.env, stack });
    const { withNames } = await import("./unknown-environment.ts");
    throw await withNames(error, namesTyped(asked), stack);
  }
};
