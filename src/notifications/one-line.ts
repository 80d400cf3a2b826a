/** What somebody wrote, in one line: no control characters, and none that turn the direction of writing. */
export const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();
