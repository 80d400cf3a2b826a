/** What the reference page of the commands says, in Markdown, made of their values. */
import {
  type Command,
  exclusionRule,
  exitCodesText,
  groups,
  sentenceOf,
  usageOf,
  usageOfOption,
  usageOfWord,
  wholeSentence,
} from "./command.ts";
import { exitCodeMeanings } from "./exit-codes.ts";

const cell = (text: string): string => text.replaceAll("|", "\\|");

type Row = readonly [typed: string, says: string];

const table = (title: string, rows: readonly Row[]): readonly string[] =>
  rows.length === 0
    ? []
    : [
        [
          `| ${title} | what it says |`,
          "| --- | --- |",
          ...rows.map(([typed, says]) => `| \`${cell(typed)}\` | ${cell(says)} |`),
        ].join("\n"),
      ];

const indented = (lines: readonly string[]): string => lines.map((line) => `    ${line}`).join("\n");

const section = (command: Command): readonly string[] => {
  const { name, says, words, options, exclusions, examples, exitCodes } = command;
  const wordRows = Object.entries(words).map(([word, value]): Row => [usageOfWord(word, value), sentenceOf(value)]);
  const optionRows = Object.entries(options).map(
    ([option, value]): Row => [usageOfOption(option, value), sentenceOf(value)],
  );
  const excluded = exclusions.map((each) => `- ${exclusionRule(each, (typed) => `\`${typed}\``)}`);
  return [
    `### ${name.join(" ")}`,
    indented([`sarcelle ${usageOf(command)} [options]`]),
    wholeSentence(says),
    ...table("word", wordRows),
    ...table("option", optionRows),
    ...(excluded.length === 0 ? [] : [excluded.join("\n")]),
    indented(examples),
    `Exit codes: ${exitCodesText(exitCodes)}.`,
  ];
};

/** Every exit code, with what to do then: Markdown, a block each. */
export const exitCodeBlocks: readonly string[] = [
  "## Exit codes",
  [
    "| code | means | what to do |",
    "| --- | --- | --- |",
    ...exitCodeMeanings.map(({ code, means, next }) => `| ${code} | ${means} | ${next} |`),
  ].join("\n"),
];

/** Every command under the heading of its group, with its words, options, examples and exit codes: Markdown, a block each. */
export const commandBlocks = (commands: readonly Command[]): readonly string[] =>
  Object.entries(groups).flatMap(([group, heading]) => [
    `## ${heading}`,
    ...commands.filter((command) => command.group === group).flatMap(section),
  ]);
