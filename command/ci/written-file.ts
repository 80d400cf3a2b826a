/** A file that the command writes for somebody's repository: headed by how to make it anew, and known again by that. */
import { createHash } from "node:crypto";
import manifest from "../../package.json" with { type: "json" };

/** A file's path from the folder that was asked for, and what it says. */
export interface WrittenFile {
  readonly path: string;
  readonly text: string;
}

/** For what a file was made; one of another installation is not written over. */
export interface Origin {
  /** Such as `the stack sarcelle-live in eu-west-1 of 123456789012`. */
  readonly of: string;
  /** What was typed. */
  readonly typed: string;
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");

const first = /^(?:#!.*\n)?(?:#|\/\/) Written by Sarcelle \S+ for (.*)\. Make it anew rather than change it:\n/;
const digestLine = /^(?:#|\/\/) sha256 of what follows: ([0-9a-f]{64})\n/m;

/** The text with its header: version, what it is for, how to make it anew, and by what a change of it is noticed. */
export const headed = (text: string, { of, typed }: Origin, comment: "#" | "//"): string => {
  const [, shebang = "", body = ""] = /^(#!.*\n)?([\s\S]*)$/.exec(text) ?? [];
  const lines = [
    `Written by Sarcelle ${manifest.version} for ${of}. Make it anew rather than change it:`,
    `  ${typed}`,
    `sha256 of what follows: ${digestOf(body)}`,
  ];
  return `${shebang}${lines.map((line) => `${comment} ${line}\n`).join("")}${body}`;
};

/** Why a file that is there is not to be written over; undefined if we wrote it, for the same, and nobody changed it since. */
export const whyKept = (there: string, { of }: Pick<Origin, "of">): string | undefined => {
  const header = first.exec(there);
  const digest = digestLine.exec(there);
  if (header === null || digest === null) return "it was not written by this command";
  if (header[1] !== of) return `it is for ${header[1]}`;
  if (digest[1] !== digestOf(there.slice(digest.index + digest[0].length))) return "it was changed since";
  return undefined;
};
