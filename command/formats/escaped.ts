/**
 * Text that others wrote, as one line that does nothing: a terminal takes control characters for commands, and what turns the direction of
 * writing or takes no room makes one text look like another.
 */
const acting = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const names: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const numberOf = (character: string): string => (character.codePointAt(0) ?? 0).toString(16);

const shown = (character: string): string => {
  const number = numberOf(character);
  return names[character] ?? (number.length > 2 ? `\\u{${number}}` : `\\x${number.padStart(2, "0")}`);
};

/** A text in which every character that a terminal would act on is spelt out, line ends too. */
export const escaped = (text: string): string => text.replace(acting, shown);

/** The same of a text of several lines, which stay. */
export const escapedLines = (text: string): string => text.split("\n").map(escaped).join("\n");

/** JSON's own way to spell such a character: the document still says the same. `JSON.stringify` does so only below U+0020. */
const asUnits = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");

/** A JSON document in which a terminal finds nothing to act on. Its own line ends stay; those of its texts are spelt out already. */
export const escapedJson = (document: string): string =>
  document.replace(acting, (character) => (character === "\n" ? character : asUnits(character)));
