import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { UsageError } from "./usage-error.ts";

/** What a text in YAML or JSON says; throws `UsageError` that names where it came from. */
const documentIn = (origin: string, text: () => string): unknown => {
  try {
    return parse(text());
  } catch (error) {
    throw new UsageError(`Cannot read ${origin}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** What a YAML or JSON file holds; throws `UsageError` that names the file. */
export const readDocument = (file: string): unknown => documentIn(file, () => readFileSync(file, "utf8"));

/** The same of what was typed or pasted. */
export const readText = (text: string): unknown => documentIn("what was pasted", () => text);
