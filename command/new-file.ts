import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "./usage-error.ts";

/** Writes a file that is not there yet, and its folder if need be; `option` is what names it. Throws `UsageError` if it is there, or cannot be written. */
export const writeNew = (file: string, text: string, option = "--file"): void => {
  try {
    mkdirSync(dirname(file), { recursive: true });
    // What is there already may be somebody's only one.
    writeFileSync(file, text, { flag: "wx" });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === "EEXIST";
    throw new UsageError(
      isThere
        ? `${file} is there already. Say another with ${option} FILE.`
        : `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};
