/** What the documents show of shells, files and commands, taken apart for tests. */
import { textOf } from "../scripts/reference/sources.ts";

/** A block of a document: what is fenced, with the language that the fence names, or indented, which is for a shell. */
export interface Snippet {
  /** Where it stands, for whoever has to mend it. */
  readonly at: string;
  readonly language: string;
  readonly text: string;
  /** Why it is not held to anything: `<!-- unchecked: REASON -->` stands before it. */
  readonly unchecked: string | undefined;
}

const indented = /^ {4}\S/;

/** A document's blocks, without its samples, which a run has written. */
export const snippetsIn = (path: string): readonly Snippet[] => {
  const lines = textOf(path).split("\n");
  const snippets: Snippet[] = [];
  const add = (from: number, to: number, language: string, text: readonly string[]) => {
    const before = lines.slice(0, from).findLast((line) => line !== "") ?? "";
    const [, unchecked] = /^<!-- unchecked: (.+) -->$/.exec(before) ?? [];
    snippets.push({ at: `${path}:${from + 1}`, language, text: text.join("\n"), unchecked });
    return to;
  };
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const endOf = (isEnd: (line: string) => boolean) => {
      const after = lines.findIndex((each, at) => at > index && isEnd(each));
      return after < 0 ? lines.length : after;
    };
    if (line.startsWith("<!-- sample:")) index = endOf((each) => each === "<!-- end of sample -->");
    else if (line.startsWith("```")) {
      const end = endOf((each) => each === "```");
      index = add(index, end, line.slice(3), lines.slice(index + 1, end));
    } else if (indented.test(line) && lines[index - 1] === "") {
      const end = endOf((each) => each !== "" && !each.startsWith("    "));
      index = add(
        index,
        end - 1,
        "sh",
        lines.slice(index, end).map((each) => each.slice(4)),
      );
    }
  }
  return snippets;
};

const heredoc = /<<'?(\w+)'?\n([\s\S]*?)^\1$/gm;

/** What a shell text writes into files by itself. */
export const heredocsIn = (text: string): readonly string[] =>
  [...text.matchAll(heredoc)].map(([, , body = ""]) => body);

/** One word, one separator, a comment or blank of a shell's; what stands in parentheses is part of its word. */
const pieces =
  /(?<comment>(?<=^|\s)#[^\n]*)|(?<end>&&|[\n;|&])|(?<blank>\\\n|[ \t]+)|(?<word>(?:'[^']*'|"(?:\\.|[^"\\])*"|[$<]\((?:'[^']*'|"(?:\\.|[^"\\])*"|[^'")])*\)|\\[^\n]|[^\s;|&'"\\])+)/gm;

/** What stands before commands, and is none. */
const structure = ["while", "do", "done", "if", "then", "else", "fi"];

/** Each command of a shell text, in words without their quotes. */
export const commandsIn = (text: string): readonly (readonly string[])[] => {
  const commands: string[][] = [[]];
  for (const { groups = {} } of text.replaceAll(heredoc, "").matchAll(pieces)) {
    if (groups.end !== undefined) commands.push([]);
    if (groups.word !== undefined)
      commands
        .at(-1)
        ?.push(groups.word.replaceAll(/'([^']*)'|"((?:\\.|[^"\\])*)"/g, (_, single, double) => single ?? double));
  }
  return commands
    .map((words) => words.filter((word, index) => index > 0 || !structure.includes(word)))
    .filter((words) => words.length > 0);
};

/** What is typed after the command's name, or undefined if it is another program. */
export const saidToSarcelle = (words: readonly string[]): readonly string[] | undefined => {
  const ways = [
    ["sarcelle"],
    ["npx", "sarcelle"],
    ["npm", "run", "sarcelle", "--"],
    ["npm", "run", "-s", "sarcelle", "--"],
  ];
  const way = ways.find((each) => each.every((word, index) => words[index] === word));
  return way && words.slice(way.length);
};
