import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsError } from "../../world/aws-error.ts";

/** Files of the code that functions are made of, out of buckets: whoever runs a function unpacks a file. They last until `remove`. */
export const createCodeFiles = (read: (bucket: string, key: string) => Uint8Array) => {
  let folder: string | undefined;
  const written = new Set<string>();
  const remove = () => {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
    process.off("exit", remove);
  };
  const folderForAll = (): string => {
    if (folder === undefined) {
      folder = mkdtempSync(join(tmpdir(), "playground-code-"));
      process.once("exit", remove);
    }
    return folder;
  };
  return {
    remove,
    /** Throws InvalidParameterValueException, as Lambda does. */
    fileOf(bucket: string, key: string): string {
      const code = codeAt(read, bucket, key);
      const file = join(folderForAll(), `${createHash("sha256").update(code).digest("hex")}.zip`);
      if (!written.has(file)) writeFileSync(file, code);
      written.add(file);
      return file;
    },
  };
};

const codeAt = (read: (bucket: string, key: string) => Uint8Array, bucket: string, key: string): Uint8Array => {
  try {
    return read(bucket, key);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const message = `Error occurred while GetObject. S3 Error Code: ${error.name}. S3 Error Message: ${error.message}`;
    throw new AwsError("InvalidParameterValueException", message);
  }
};
