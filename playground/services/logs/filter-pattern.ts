/**
 * Filter patterns for unstructured events: words and "phrases" that must be there, those with `-` that must not, and those with `?` of
 * which one is enough. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
import { NotEmulated } from "../../world/aws-error.ts";
import { invalidLogsParameter } from "./group.ts";

export type Matches = (message: string) => boolean;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/**
 * Whether a message has a term, as a word of its own: "log events where messages contain the word". Only regular expressions are
 * documented to find parts of words.
 */
const hasTerm = (term: string): Matches => {
  const before = /^\w/.test(term) ? "(?<!\\w)" : "";
  const after = /\w$/.test(term) ? "(?!\\w)" : "";
  const found = RegExp(`${before}${escaped(term)}${after}`);
  return (message) => found.test(message);
};

interface Term {
  readonly sign: string;
  readonly has: Matches;
}

const termOf = ([whole, sign = "", phrase, word = ""]: RegExpExecArray): Term => {
  if (phrase === undefined && !/^\w+$/.test(word))
    throw invalidLogsParameter(`Invalid character(s) in term '${whole.slice(sign.length)}'`);
  return { sign, has: hasTerm(phrase?.replace(/\\(.)/g, "$1") ?? word) };
};

const structured: readonly (readonly [start: string, what: string])[] = [
  ["{", "filter patterns for events in JSON"],
  ["[", "filter patterns for events with fields between spaces"],
  ["%", "regular expressions in filter patterns"],
];

/** Reads a pattern; the empty one matches everything. Throws InvalidParameterException, or NotEmulated for other kinds of patterns. */
export const readFilterPattern = (pattern: string): Matches => {
  const text = pattern.trim();
  for (const [start, what] of structured) if (text.startsWith(start)) throw new NotEmulated(what);
  const terms = [...text.matchAll(/([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+|"))/g)].map(termOf);
  const needed = terms.filter(({ sign }) => sign === "");
  const excluded = terms.filter(({ sign }) => sign === "-");
  // "You can't combine the question mark with other filter patterns": beside others it is ignored.
  const optional = needed.length + excluded.length > 0 ? [] : terms;
  return (message) =>
    needed.every(({ has }) => has(message)) &&
    !excluded.some(({ has }) => has(message)) &&
    (optional.length === 0 || optional.some(({ has }) => has(message)));
};
