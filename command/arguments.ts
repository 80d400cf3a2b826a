/** The command line, understood by the commands' values. What a command does not have is refused before anything is asked or read. */
import { CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { type Command, flagOf, typedAs, usageOfChoice, usageOfOption, usageOfWord, type Values } from "./command.ts";
import { type Parsed, programOf, thereIs, usageError } from "./program.ts";

/** What a command line asks for: a command with its words and options, or a help text. */
export type Asked = { readonly help: string; readonly code: 0 | 2 } | Line;

/** A command with what is said to it. */
export interface Line {
  readonly command: Command;
  readonly words: Values;
  readonly options: Values;
}

const requireChoice = (
  { name }: Command,
  typed: string,
  choices: readonly string[] | undefined,
  value: unknown,
): void => {
  if (value !== undefined && choices?.includes(String(value)) === false)
    throw usageError(name, `${typed} ${value}: expected one of ${choices.join(", ")}.`);
};

/** The words by their names; throws `UsageError` if one is missing, too many or not a choice. */
const wordsOf = (command: Command, positionals: readonly string[]): Readonly<Record<string, string | undefined>> => {
  const { name, words } = command;
  const expected = Object.entries(words);
  const tooMany = positionals.slice(expected.length);
  const takes = expected.map(([word, value]) => usageOfWord(word, value)).join(" ") || "no words";
  if (tooMany.length > 0)
    throw usageError(name, `Too many words: '${tooMany.join(" ")}'. '${name.join(" ")}' takes ${takes}.`);
  for (const [index, [word, { says, optional, choices }]] of expected.entries()) {
    if (positionals[index] === undefined && !optional) throw usageError(name, `Missing: ${says}.`);
    requireChoice(command, `<${word}>`, choices, positionals[index]);
  }
  return Object.fromEntries(expected.map(([word], index) => [word, positionals[index]]));
};

/** Throws `UsageError` if words and options stand together that exclude each other, or none does where one has to, by the names that exclusions call them. */
const requireNoExclusion = ({ name, options, exclusions }: Command, given: ReadonlySet<string>): void => {
  for (const exclusion of exclusions) {
    const { of, says, required } = exclusion;
    const together = of.filter((each) => given.has(each)).map(typedAs);
    if (required && together.length === 0) throw usageError(name, `Missing: ${usageOfChoice(exclusion, options)}.`);
    if (together.length > 1) throw usageError(name, `${together.join(" and ")} exclude each other: ${says}.`);
  }
};

/** What was typed, with what each short form stands for in its place. Throws `UsageError` if that was typed as well. */
const spelledOut = ({ name, options }: Command, values: Values): Values => {
  const meant = Object.entries(options).flatMap(([short, { isShortFor }]): readonly (readonly [string, string])[] => {
    if (isShortFor === undefined || values[short] === undefined) return [];
    const { option, value } = isShortFor;
    if (values[option] !== undefined)
      throw usageError(name, `${flagOf(short)} is short for ${flagOf(option)} ${value}: give one of them.`);
    return [[option, value]];
  });
  return { ...values, ...Object.fromEntries(meant) };
};

/** Every option that the command's work hears of, with what stands in for those that were not typed. */
const filled = ({ options }: Command, values: Values, env: NodeJS.ProcessEnv): Values =>
  Object.fromEntries(
    Object.entries(options).flatMap(([option, { value, variable, default: fallback, isShortFor }]) => {
      if (isShortFor !== undefined) return [];
      const standIn = value === undefined ? false : ((variable === undefined ? undefined : env[variable]) ?? fallback);
      return [[option, values[option] ?? standIn]];
    }),
  );

const understood = ({ command, positionals, values }: Parsed, env: NodeJS.ProcessEnv): Asked => {
  const words = wordsOf(command, positionals);
  const options = Object.entries(command.options);
  // Commander lets a command of a family, such as 'inventory replay', have what its family's head has.
  const foreign = Object.keys(values).find((option) => !(option in command.options));
  if (foreign !== undefined)
    throw usageError(
      command.name,
      `Unknown option '${flagOf(foreign)}'.`,
      thereIs(options.map(([option]) => flagOf(option))),
    );
  for (const [option, value] of options) {
    if (value.required && values[option] === undefined)
      throw usageError(command.name, `Missing: ${usageOfOption(option, value)}.`);
    requireChoice(command, flagOf(option), value.choices, values[option]);
  }
  const givenWords = Object.keys(words).filter((word) => words[word] !== undefined);
  requireNoExclusion(command, new Set([...givenWords.map((word) => `<${word}>`), ...Object.keys(values)]));
  return { command, words, options: filled(command, spelledOut(command, values), env) };
};

/** Options may stand before the command, too. */
const commandFirst = (argv: readonly string[], commands: readonly Command[]): readonly string[] => {
  const withValue = new Set(
    commands.flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, { value }]) => (value === undefined ? [] : [flagOf(name)])),
    ),
  );
  let first = 0;
  while (argv[first]?.startsWith("--")) first += withValue.has(argv[first] ?? "") ? 2 : 1;
  return [...argv.slice(first), ...argv.slice(0, first)];
};

/**
 * Understands a command line without the program's name; `env` gives what stands in for options, help gets lines of `columns` at
 * most. Throws `UsageError` that names what is wrong, and the nearest that there is.
 */
export const parseArguments = (
  argv: readonly string[],
  commands: readonly Command[],
  env: NodeJS.ProcessEnv,
  columns = 110,
): Asked => {
  let parsed: Parsed | undefined;
  let help = "";
  const program = programOf(commands, {
    chosen: (found) => {
      parsed = found;
    },
    print: (text) => {
      help += text;
    },
    columns,
    version: manifest.version,
  });
  try {
    program.parse(commandFirst(argv, commands), { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return { help, code: error.code === "commander.help" ? 2 : 0 };
    throw error;
  }
  return parsed === undefined ? { help, code: 2 } : understood(parsed, env);
};
