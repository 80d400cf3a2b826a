/** What is told of an execution while it is followed: one thing at a time, as a value, and as a line for people. */
import { type ToldVerdict, verdictInWords } from "./verdict.ts";

export type Happening =
  | { readonly type: "state"; readonly state: string }
  | ({ readonly type: "verdict" } & ToldVerdict)
  /** A function's or a task's; what becomes of the execution is told after it. */
  | { readonly type: "failure"; readonly error: string; readonly reason: string }
  /** Of the looks themselves, and not of what is looked at. */
  | { readonly type: "note"; readonly reason: string };

/** As a person reads it: a state begins with an arrow, and what is said of it is indented. */
export const lineOf = (told: Happening): string => {
  if (told.type === "state") return `→ ${told.state}`;
  if (told.type === "verdict") return `  ${verdictInWords(told)}`;
  return told.type === "failure" ? `  ${told.error}: ${told.reason}` : `  ${told.reason}`;
};
