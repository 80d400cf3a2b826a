/** Tells the story: lines that stay, and on a terminal one line after them that shows what happens now. */
export interface Narrator {
  /** A line that stays; it takes the place of what was shown as happening now. */
  say(line: string): void;
  /** What happens now; on anything but a terminal it is not shown. */
  now(text: string): void;
  /** Takes the line of now away. */
  end(): void;
}

/** Where the narrator writes: a terminal, a file, a pipe. */
export interface Stage {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const clear = "\r\x1b[2K";

/** A narrator whose last line changes in place on a terminal, and is left out elsewhere. */
export const narratorOn = (stage: Stage): Narrator => {
  let shown = "";
  const show = (text: string) => {
    if (!stage.isTTY || text === shown) return;
    // A line that wraps could not be taken away again.
    const room = (stage.columns ?? 80) - 1;
    stage.write(clear + (text.length > room ? `${text.slice(0, room - 1)}…` : text));
    shown = text;
  };
  return {
    say(line) {
      show("");
      stage.write(`${line}\n`);
    },
    now: show,
    end: () => show(""),
  };
};

const widest = 100;

/** The text in lines of at most 100 columns, each indented. */
export const folded = (text: string, indent: string): string => {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(" ")) {
    if (line.length + word.length > widest && line !== indent) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()].join("\n");
};

type Paint = (text: string) => string;
export type Colours = Readonly<Record<"bold" | "dim" | "green" | "red", Paint>>;

/** Colours where a terminal shows them; elsewhere the bare text. https://no-color.org */
export const coloursOn = (stage: Stage, noColour: string | undefined): Colours => {
  const paint =
    (code: number): Paint =>
    (text) =>
      stage.isTTY && (noColour ?? "") === "" ? `\x1b[${code}m${text}\x1b[0m` : text;
  return { bold: paint(1), dim: paint(2), green: paint(32), red: paint(31) };
};
