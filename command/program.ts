/** The commands' values as a program of commander's, which takes a command line apart and lays the help out. */
import { type CommanderError, Help, Option as ParsedOption, Command as Parser } from "commander";
import {
  asksAws,
  type Command,
  type ExitCodes,
  exclusionRule,
  exitCodesText,
  flagOf,
  follows,
  groups,
  type Option,
  sentenceOf,
  usageOf,
  type Values,
  wholeSentence,
} from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** A command line taken apart; what stands in it is not yet held to the command's words, choices and exclusions. */
export interface Parsed {
  readonly command: Command;
  readonly positionals: readonly string[];
  readonly values: Values;
}

/** A refusal that ends with where to read on: the help of the command of that name, or of all. */
export const usageError = (name: readonly string[], ...sentences: readonly string[]): UsageError =>
  new UsageError([...sentences, `See '${["sarcelle", ...name].join(" ")} --help'.`].join(" "));

/** What there is, for whoever typed something else. */
export const thereIs = (names: readonly string[]): string => `There is ${names.join(", ")}.`;

/** Commander's error as a sentence, with the nearest thing that there is, or else with all that there is. */
const refusal = (
  { code, message }: CommanderError,
  name: readonly string[],
  { there, whole }: { readonly there: readonly string[]; readonly whole: (word: string) => string },
): UsageError => {
  const [what = "", nearest] = message
    .replace(/^error: /, "")
    .replaceAll(/[<>]/g, "")
    .split("\n");
  const sentence = wholeSentence(what);
  if (nearest !== undefined) return usageError(name, sentence, nearest.slice(1, -1).replace(/[\w-]+(?=[,?])/g, whole));
  const isUnknown = code.startsWith("commander.unknown") && there.length > 0;
  return usageError(name, sentence, ...(isUnknown ? [thereIs(there)] : []));
};

/** Whether commander ended because it has printed what was asked for: a help text or the version. */
export const isAnswer = ({ code }: CommanderError): boolean => /^commander\.(help|version)/.test(code);

/** Lets the end of a printed help through, and refuses everything else. */
const refusing =
  (name: readonly string[], there: readonly string[], whole = (word: string) => word) =>
  (error: CommanderError) => {
    throw isAnswer(error) ? error : refusal(error, name, { there, whole });
  };

const parsedOption = (command: Command, name: string, option: Option): ParsedOption => {
  const { value } = option;
  const usage = value === undefined ? flagOf(name) : `${flagOf(name)} <${value}>`;
  const parsed = new ParsedOption(usage, sentenceOf(option));
  if (value === undefined) return parsed;
  const flags = Object.keys(command.options).map(flagOf);
  return parsed.argParser((text: string) => {
    // Commander takes whatever comes next.
    if (flags.includes(text))
      throw usageError(command.name, `${flagOf(name)} needs its ${value}; what follows is the option ${text}.`);
    return text;
  });
};

const closing = (examples: readonly string[], exitCodes: ExitCodes): readonly string[] => [
  "Examples:",
  ...examples.map((example) => `  ${example}`),
  "",
  `Exit codes: ${exitCodesText(exitCodes)}.`,
];

const describe = (parser: Parser, command: Command, chosen: (parsed: Parsed) => void): void => {
  const { name, says, words, options, exclusions, examples, exitCodes } = command;
  const flags = Object.keys(options).map(flagOf);
  const rules = exclusions.map((each) => exclusionRule(each));
  parser
    .summary(says)
    .description(wholeSentence(says))
    .usage(`${usageOf(command).split(" ").slice(name.length).join(" ")} [options]`.trimStart())
    .helpGroup(`${groups[command.group]}:`)
    .allowExcessArguments()
    .exitOverride(refusing(name, flags))
    .addHelpText(
      "after",
      ["", ...rules, ...(rules.length === 0 ? [] : [""]), ...closing(examples, exitCodes)].join("\n"),
    )
    .action(() => chosen({ command, positionals: parser.args, values: parser.optsWithGlobals() }));
  // Anything may be missing here: an unknown option, which may be a wrongly typed one, is said first.
  for (const [word, value] of Object.entries(words)) parser.argument(`[${word}]`, sentenceOf(value));
  for (const [option, value] of Object.entries(options)) parser.addOption(parsedOption(command, option, value));
};

/** What a family of commands has, such as `env apply` of `env`. */
const family = (commands: readonly Command[], first: string): readonly string[] =>
  commands
    .filter(({ name: [word, second] }) => word === first && second !== undefined)
    .map(({ name }) => name.join(" "));

/** One of a family by its second word, such as `env apply` by `apply`: commander looks for what is near among all that its help shows. */
const wholeName =
  (commands: readonly Command[]) =>
  (word: string): string =>
    (commands.some(({ name: [first] }) => first === word)
      ? undefined
      : commands.find(({ name: [, second] }) => second === word)
    )?.name.join(" ") ?? word;

/** The share of a line that a term of the help may take, beside what is said of it. */
const widestTerm = 0.42;

/** The program. `chosen` hears of the command that a line is for, `print` gets help texts, lines `columns` wide at most. */
export const programOf = (
  commands: readonly Command[],
  {
    chosen,
    print,
    columns,
    version,
  }: {
    readonly chosen: (parsed: Parsed) => void;
    readonly print: (text: string) => void;
    readonly columns: number;
    readonly version: string;
  },
): Parser => {
  const usages = new Map<Parser, string>();
  const leaves = (parser: Parser): readonly Parser[] =>
    parser.commands.flatMap((each) => [...(usages.has(each) ? [each] : []), ...leaves(each)]);
  const program = new Parser("sarcelle")
    .usage("<command> [options]")
    .version(version, "--version", "the version of the command")
    .helpOption("--help", "this text, or that of the command it follows")
    .helpCommand(false)
    .exitOverride(refusing([], [], wholeName(commands)))
    .configureOutput({
      writeOut: print,
      writeErr: print,
      outputError: () => {},
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
    })
    .configureHelp({
      visibleCommands: (parser) => [...leaves(parser)],
      // A command's words may take more than a terminal's line: then what it does stands below them.
      padWidth: (parser, helper) =>
        Math.min(Help.prototype.padWidth.call(helper, parser, helper), Math.floor(widestTerm * columns)),
      formatItem: (term, width, text, helper) => {
        const item = (words: string) => Help.prototype.formatItem.call(helper, words, width, text, helper);
        return term.length <= width || text === "" ? item(term) : `  ${term}\n${item("")}`;
      },
      subcommandTerm: (parser) => usages.get(parser) ?? "",
      subcommandDescription: (parser) => parser.summary(),
      optionTerm: ({ flags }) => flags.replaceAll(/[<>]/g, ""),
    });
  for (const command of commands) {
    const [first, second] = command.name;
    const parent =
      program.commands.find((each) => each.name() === first) ??
      program
        .command(first)
        .helpGroup(`${groups[command.group]}:`)
        .exitOverride(refusing([first], family(commands, first)));
    const parser = second === undefined ? parent : parent.command(second);
    usages.set(parser, usageOf(command));
    describe(parser, command, chosen);
  }
  const oneOfEach = Object.keys(groups).flatMap(
    (group) => commands.find((each) => each.group === group)?.examples[0] ?? [],
  );
  return program.addHelpText("after", ["", ...closing(oneOfEach, { ...asksAws, ...follows })].join("\n"));
};
