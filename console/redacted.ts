/** What never leaves for a page or a file: user data, which may hold secrets, and what is a secret by its name. */
import { createHash } from "node:crypto";
import type { Json, State } from "../src/changes/change.ts";
import { isRecord } from "../src/resources/described/plain.ts";

const isSecret = (name: string): boolean =>
  /user[-_]?data|secret|password|authorization|api[-_]?key/i.test(name) || /token$|^(set-)?cookie$/i.test(name);

/** Two that differ differ here too; what it was is not to be had from it. */
const digest = (value: Json): string => createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 12);

/** A value without what is secret in it: in the place of that stands a digest, so that before and after can be told apart. */
export const withoutSecrets = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isRecord(value)) return value;
  // ELBv2 and others have lists of names and values, as headers in a registration are.
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      isSecret(name) && member !== null && typeof member !== "boolean"
        ? `not shown (sha256 ${digest(member)})`
        : withoutSecrets(member),
    ]),
  );
};

/** A resource's attributes without what is secret in them. */
export const shownState = (state: State | null): State | null =>
  state === null ? null : (withoutSecrets(state) as State);

/** User data as it stands in JSON within a text: in a command, whatever its quotes, or in what was found; cut short or not. */
const inText = /(user[-_]?data\\*"?\s*[:=]\s*\\*"?)([^"\\\s,}]+)/gi;

/** A text without the user data in it: what a conflict found, or a command that puts a launch template back. */
export const textWithoutSecrets = (text: string): string => text.replace(inText, "$1(not shown)");
