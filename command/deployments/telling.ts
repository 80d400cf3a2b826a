/** How the steps of an execution are told: as lines that stay, on a terminal with the last of them repainted while it lasts, or as JSON, an object a line. */
import { type Clock, isoTime } from "../../src/clock.ts";
import { jsonLine } from "../formats/document.ts";
import { escaped } from "../formats/escaped.ts";
import type { FollowedLine } from "./followed-line.ts";
import { type Happening, lineOf } from "./happening.ts";

export interface Telling {
  /** Something that happened; `elapsed` since the execution began, in milliseconds, where that is known. */
  say(told: Happening, elapsed?: number): void;
  /** Somebody looked, whatever was seen. */
  looked?(): void;
  /** Nothing more will be told. */
  end?(): void;
}

/** `4:07`, or `1:04:07`. */
export const duration = (milliseconds: number): string => {
  const seconds = Math.floor(milliseconds / 1_000);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
};

const stamped = (line: string, elapsed: number | undefined): string =>
  `${(elapsed === undefined ? "" : duration(elapsed)).padStart(7)}  ${escaped(line)}`;

/** After so long without a word, something is said, in milliseconds: CI ends a job that is silent. */
const silence = 60_000;

/** Each line with the time since the execution began, and a sign of life a minute. */
export const plainTelling = (write: (text: string) => void, clock: Clock): Telling => {
  let last = "";
  let lastAt = clock.now();
  let since = lastAt;
  return {
    say(told, elapsed) {
      const line = lineOf(told);
      last = line.trim();
      lastAt = since = clock.now();
      write(`${stamped(line, elapsed)}\n`);
    },
    looked() {
      if (clock.now() - lastAt < silence) return;
      lastAt = clock.now();
      write(`${stamped(`  still, for ${duration(lastAt - since)}: ${last}`, undefined)}\n`);
    },
  };
};

/** What a terminal does: back to the beginning of the line, and everything from there away. */
const clear = "\r\x1b[K";

/** States stay; what is said of the last one is repainted, with how long it is so, and stays once something else is said. */
export const terminalTelling = (
  { write, columns }: { readonly write: (text: string) => void; readonly columns: () => number },
  clock: Clock,
): Telling => {
  let open: { readonly line: string; readonly since: number } | undefined;
  const paint = () => {
    if (open === undefined) return;
    const howLong = `  (${duration(clock.now() - open.since)})`;
    // What moves stays, however narrow the terminal is.
    const room = Math.max(20, columns() - 1) - howLong.length;
    const line = open.line.length > room ? `${open.line.slice(0, room - 1)}…` : open.line;
    write(`${clear}${line}${howLong}`);
  };
  const settle = () => {
    if (open !== undefined) write(`${clear}${open.line}\n`);
    open = undefined;
  };
  return {
    say(told, elapsed) {
      settle();
      open = { line: stamped(lineOf(told), elapsed), since: clock.now() };
      paint();
    },
    looked: paint,
    end: settle,
  };
};

/** One JSON object a line, of `FollowedLine`, with a sign of life a minute. */
export const ndjsonTelling = (
  write: (text: string) => void,
  of: Pick<FollowedLine, "environment" | "action" | "execution">,
  clock: Clock,
): Telling => {
  let last = "";
  let lastAt = clock.now();
  let since = lastAt;
  const line = (
    told: Happening | { readonly type: "waiting"; readonly reason: string; readonly seconds: number },
    elapsed?: number,
  ) => {
    const elapsedSeconds = elapsed === undefined ? null : Math.floor(elapsed / 1_000);
    const progress: FollowedLine = { schemaVersion: 1, at: isoTime(clock.now()), ...of, elapsedSeconds, ...told };
    write(jsonLine(progress));
  };
  return {
    say(told, elapsed) {
      last = lineOf(told).trim();
      lastAt = since = clock.now();
      line(told, elapsed);
    },
    looked() {
      if (clock.now() - lastAt < silence) return;
      lastAt = clock.now();
      line({ type: "waiting", reason: last, seconds: Math.floor((lastAt - since) / 1_000) });
    },
  };
};
