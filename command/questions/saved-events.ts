import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { UsageError } from "../usage-error.ts";
import { savedEvents } from "./replay.ts";

/** CloudTrail writes its files compressed. One that cannot be unpacked is handed on as it is, to be rejected by the collector. */
const textOf = (file: string): string => {
  const bytes = readFileSync(file);
  try {
    return (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  } catch {
    return bytes.toString("utf8");
  }
};

const filesIn = (path: string): readonly (readonly [file: string, name: string])[] => {
  try {
    if (!statSync(path).isDirectory()) return [[path, basename(path)]];
    return readdirSync(path, { recursive: true, encoding: "utf8" })
      .sort()
      .map((name) => [join(path, name), name] as const)
      .filter(([file]) => statSync(file).isFile());
  } catch (error) {
    throw new UsageError(`Cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
};

/** The events saved in a file, or in all files of a folder, one file at a time, each with where it was found. */
export const savedIn = function* (
  path: string,
): Generator<{ readonly from: string; readonly event: unknown }, void, undefined> {
  for (const [file, name] of filesIn(path)) {
    const events = savedEvents(textOf(file));
    for (const [index, event] of events.entries())
      yield { from: events.length === 1 ? name : `${name} ${index + 1}`, event };
  }
};
