/** Writes files into somebody's repository, and never over one that is theirs. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "../usage-error.ts";
import { type Origin, type WrittenFile, whyKept } from "./written-file.ts";

/** Why one of the files is not written; undefined if all can be. */
const refused = (folder: string, { path, origin }: Addressed): string | undefined => {
  const file = join(folder, path);
  const why = existsSync(file) ? whyKept(readFileSync(file, "utf8"), origin) : undefined;
  return why === undefined ? undefined : `${file} is there already, and ${why}.`;
};

/** A file, and for what it was made. */
export interface Addressed extends WrittenFile {
  readonly origin: Origin;
}

/** Writes all of the files, or none: throws `UsageError` that names each which is there and is not ours. Answers their paths. */
export const writeAll = (folder: string, files: readonly Addressed[]): readonly string[] => {
  const refusals = files.flatMap((file) => refused(folder, file) ?? []);
  if (refusals.length > 0)
    throw new UsageError(
      `${refusals.join("\n")}\nNothing was written. Move ${refusals.length === 1 ? "it" : "them"} out of the way, or say another folder with --folder.`,
    );
  return files.map(({ path, text }) => {
    const file = join(folder, path);
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    } catch (error) {
      throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
    }
    return file;
  });
};
