/**
 * The models' regular expressions are Java's. ECMAScript's unicode mode reads most of them as they are; what it does not is said here.
 * https://docs.oracle.com/javase/8/docs/api/java/util/regex/Pattern.html
 */
import { remembered } from "../../world/remembered.ts";

/** Java's classes for which ECMAScript has no name. */
const classes: readonly (readonly [java: RegExp, ecma: string])[] = [
  [/\\p\{ASCII\}/g, "[\\x00-\\x7F]"],
  [/\\p\{Print\}/g, "[\\x20-\\x7E]"],
];

const compiled = (pattern: string, flags: string): RegExp | undefined => {
  try {
    return RegExp(`^(?:${pattern})$`, flags);
  } catch {
    return undefined;
  }
};

const compile = (java: string): { readonly whole: RegExp | undefined } => {
  const pattern = classes.reduce((text, [from, to]) => text.replace(from, to), java);
  // Java escapes what needs no escape, which unicode mode refuses; the other mode would read \p as p.
  const whole = compiled(pattern, "u") ?? (pattern.includes("\\p") ? undefined : compiled(pattern, ""));
  return { whole };
};

const readPattern = remembered(compile, 10_000);

/** The expression for all of a text, compiled when it is first asked for; undefined for one that cannot be read, which a test forbids. */
export const wholeTextOf = (pattern: string): RegExp | undefined => readPattern(pattern).whole;
