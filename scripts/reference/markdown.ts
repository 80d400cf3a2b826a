type Row = readonly string[];

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
const line = (cells: Row): string => `| ${cells.map(cell).join(" | ")} |`;

/** In Markdown, with lines of one row each: what would break a cell is escaped. */
export const markdownTable = (headings: Row, rows: readonly Row[]): string =>
  [line(headings), line(headings.map(() => "---")), ...rows.map(line)].join("\n");

/** As code. */
export const code = (text: string): string => `\`${text}\``;

/** A reference page: its title, what it is for, where it comes from, its parts. */
export const referencePage = (title: string, purpose: string, from: string, ...parts: readonly string[]): string =>
  [
    `# ${title}`,
    purpose,
    `*Written by \`npm run samples\` from ${from}; a test compares. Change it there.*`,
    ...parts,
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
