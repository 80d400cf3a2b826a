import { exitCodes } from "./exit-codes.ts";

/**
 * A command as a value: the parser, the help and the reference page are made of it. Values import nothing heavy, so that help comes
 * at once; what does the work is imported by `run`, once it is asked for.
 */
export interface Command {
  /** What is typed for it: one word, or two for one of a family. */
  readonly name: readonly [first: string, ...second: string[]];
  readonly group: Heading;
  /** What it does, in one sentence without a full stop. */
  readonly says: string;
  /** What else it needs to be told, in this order. */
  readonly words: Words;
  readonly options: Options;
  readonly exclusions: readonly Exclusion[];
  readonly examples: readonly string[];
  readonly exitCodes: ExitCodes;
  /** Does the work and answers the exit code. Errors are told by the entry. */
  run(words: Values, options: Values): Promise<number>;
}

/** Words or options by their names, as they were typed; what was not typed is undefined, or false. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** The headings of the help, in their order. */
export const groups = {
  deployments: "Deployments (each starts an execution of a state machine)",
  approvals: "Approvals (for environments that ask for them before production traffic moves)",
  looking: "Looking, changing nothing",
  inventory: "What runs where (from the inventory, which change events keep true)",
  environments: "Environments",
  machine: "On this machine",
} as const;
export type Heading = keyof typeof groups;

/** One word of a command line, known by its place. */
export interface Word {
  readonly says: string;
  readonly optional?: true;
  readonly choices?: readonly string[];
  /** Whether it names a registered environment, which a shell can complete. */
  readonly isEnvironment?: true;
}
export type Words = Readonly<Record<string, Word>>;

export interface Option {
  readonly says: string;
  /** What stands in the help for its value, such as FILE; without it the option is only given or not. */
  readonly value?: string;
  readonly choices?: readonly string[];
  /** Whether its value names a registered environment. */
  readonly isEnvironment?: true;
  readonly required?: true;
  /** The environment variable that stands in for it, and what does if that is not set either. */
  readonly variable?: string;
  readonly default?: string;
  /** The option and its value that it is another way to say: what does the work hears of that one only. */
  readonly isShortFor?: { readonly option: string; readonly value: string };
}
/** By their names in the code, such as `asOf` for `--as-of`. */
export type Options = Readonly<Record<string, Option>>;

/** Words and options of which only one may be given, and what to choose between. */
export interface Exclusion {
  readonly of: readonly string[];
  readonly says: string;
  /** Whether one of them has to be given: all are options then. */
  readonly required?: true;
}

export type ExitCodes = Readonly<Record<number, string>>;

/** How a command ends that asks AWS. */
export const asksAws: ExitCodes = {
  [exitCodes.done]: "done",
  [exitCodes.refused]: "the command or its input is wrong",
  [exitCodes.notAsked]: "AWS could not be asked",
};
/** How a command ends that follows a deployment, if it is asked to. */
export const follows: ExitCodes = {
  ...asksAws,
  [exitCodes.no]: "the deployment did not succeed",
  [exitCodes.goesOn]: "the deployment goes on, and is not followed any more",
};

type TextOf<T> = T extends { readonly choices: readonly (infer Choice)[] } ? Choice : string;
type WordsOf<W extends Words> = {
  readonly [N in keyof W]: W[N] extends { readonly optional: true } ? TextOf<W[N]> | undefined : TextOf<W[N]>;
};
type IsThere = { readonly required: true } | { readonly default: string };
export type OptionsOf<O extends Options> = {
  readonly [N in keyof O as O[N] extends { readonly isShortFor: object } ? never : N]: O[N] extends {
    readonly value: string;
  }
    ? O[N] extends IsThere
      ? TextOf<O[N]>
      : TextOf<O[N]> | undefined
    : boolean;
};

interface Typed<W extends Words, O extends Options> extends Command {
  readonly words: W;
  readonly options: O;
  run(words: WordsOf<W>, options: OptionsOf<O>): Promise<number>;
}

/** Gives a command's `run` the types of its own words and options. */
export const command = <const W extends Words, const O extends Options>(value: Typed<W, O>): Typed<W, O> => value;

/** An option as it is typed: `--as-of` for `asOf`. */
export const flagOf = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** An option with what stands for its value: `--as-of TIME`. */
export const usageOfOption = (name: string, { value }: Option): string =>
  value === undefined ? flagOf(name) : `${flagOf(name)} ${value}`;

/** A word as it stands in a line of usage: `<environment>`, or `[deployment]` if it may be left out. */
export const usageOfWord = (name: string, { optional }: Word): string => (optional ? `[${name}]` : `<${name}>`);

/** Options of which one has to be given, with what stands for their values. */
export const usageOfChoice = ({ of }: Exclusion, options: Options): string =>
  of.flatMap((name) => (options[name] === undefined ? [] : [usageOfOption(name, options[name])])).join(" or ");

/** What is typed for a command: its name, its words and the options that it cannot do without. */
export const usageOf = ({ name, words, options, exclusions }: Command): string =>
  [
    ...name,
    ...Object.entries(words).map(([word, value]) => usageOfWord(word, value)),
    ...Object.entries(options).flatMap(([option, value]) => (value.required ? [usageOfOption(option, value)] : [])),
    ...exclusions.filter(({ required }) => required).map((choice) => `(${usageOfChoice(choice, options)})`),
  ].join(" ");

/** The rule of an exclusion, as a sentence; `quoted` marks what is typed. */
export const exclusionRule = ({ of, says, required }: Exclusion, quoted = (typed: string) => typed): string =>
  `${required ? "One" : "Only one"} of ${of.map((each) => quoted(typedAs(each))).join(", ")}: ${says}.`;

/** What a word or an option says, with its choices and what stands in for it. */
export const sentenceOf = ({ says, choices, variable, default: fallback }: Omit<Option, "value">): string =>
  [
    choices === undefined ? says : `${says}: ${choices.join(", ")}`,
    ...(fallback === undefined || fallback === ""
      ? []
      : [`by default ${variable === undefined ? "" : `$${variable} or `}${fallback}`]),
  ].join("; ");

/** What is said, as a whole sentence. */
export const wholeSentence = (says: string): string => `${says.charAt(0).toUpperCase()}${says.slice(1)}.`;

/** A word or an option as exclusions call it, as it is typed. */
export const typedAs = (wordOrOption: string): string =>
  wordOrOption.startsWith("<") ? wordOrOption : flagOf(wordOrOption);

/** The exit codes in one line: `0 done, 2 …`. */
export const exitCodesText = (codes: ExitCodes): string =>
  Object.entries(codes)
    .map(([code, says]) => `${code} ${says}`)
    .join(", ");
