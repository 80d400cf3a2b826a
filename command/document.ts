import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { UsageError } from "./usage-error.ts";

/** What a YAML or JSON file holds; throws `UsageError` that names the file. */
export const readDocument = (file: string): unknown => {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
};
