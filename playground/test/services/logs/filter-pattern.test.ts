import { expect, it } from "vitest";
import { readFilterPattern } from "../../../services/logs/filter-pattern.ts";

const messages = ["[ERROR 400] BAD REQUEST", "[ERROR 419] MISSING ARGUMENTS", "[WARN] ARGUMENTS", "ERRORS"];
const [bad, missing, warn, errors] = messages;

it.each<[string, readonly (string | undefined)[]]>([
  ["", messages],
  ["ERROR", [bad, missing]],
  ["error", []],
  ["ERROR ARGUMENTS", [missing]],
  ["?WARN ?BAD", [bad, warn]],
  ["ERROR -ARGUMENTS", [bad]],
  ["-ERROR", [warn, errors]],
  ['"ERROR 419"', [missing]],
  ['"[WARN]"', [warn]],
  ['-"BAD REQUEST" ERROR', [missing]],
  ["ERROR ?WARN", [bad, missing]],
])("%s finds what has its words", (pattern, found) => {
  expect(messages.filter(readFilterPattern(pattern))).toEqual(found);
});

it.each([
  ['{ $.level = "ERROR" }', "PlaygroundNotEmulated", "filter patterns for events in JSON"],
  ["[ip, user]", "PlaygroundNotEmulated", "filter patterns for events with fields between spaces"],
  ["%ERR.*%", "PlaygroundNotEmulated", "regular expressions in filter patterns"],
  ["a:b", "InvalidParameterException", "Invalid character(s) in term 'a:b'"],
  ['"open', "InvalidParameterException", "Invalid character(s) in term '\"'"],
])("%s is refused", (pattern, name, text) => {
  expect(() => readFilterPattern(pattern)).toThrow(
    expect.objectContaining({ name, message: expect.stringContaining(text) }),
  );
});
