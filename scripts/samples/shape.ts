/** What of an output tells whether a sample of it is stale: its words, and not its times, ids and numbers. */

const incidental: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME"],
  [/\b(i|ami|lt|sg|subnet|vpc|vol|eni)-[0-9a-f]{8,}/g, "$1-ID"],
  [/\b[0-9a-f]{16}\b/g, "ID"],
  [/\b\d+(\.\d+){3}\b/g, "ADDRESS"],
  [/\d+([.,]\d+)*/g, "N"],
  // Of an event and an announcement the earlier one is put down as the cause.
  [/(\bsarcelle[ -]\S+|EC2( \w+){3})$/g, "WHO"],
  // How wide a column is depends on what stands in it.
  [/─+/g, "─"],
  [/\s+/g, " "],
];

/** The lines of an output, each once and sorted, without what differs from one run to the next. */
export const shapeOf = (output: string): readonly string[] => {
  const lines = output
    .split("\n")
    .map((line) => incidental.reduce((text, [what, word]) => text.replaceAll(what, word), line.trim()).trim());
  return [...new Set(lines)].filter((line) => line !== "").sort();
};
