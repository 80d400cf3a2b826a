/** AWS's timestamps in texts: to the second. */
export const wholeSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d{3}Z$/, "Z");

/** "At 2026-01-01T00:00:00Z an instance was …", as each sentence of a Cause begins. */
export const sentenceAt = (time: number, what: string): string => `At ${wholeSeconds(time)} ${what}.`;

/** Sentences of a Cause, two spaces between them as AWS writes them. */
export const causeText = (...sentences: (string | undefined)[]): string =>
  sentences.filter((sentence) => sentence !== undefined).join("  ");
