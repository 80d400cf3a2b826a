import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strToU8, zipSync } from "fflate";
import { onTestFinished } from "vitest";

/** A zip file with `index.mjs`, gone when the test is. */
export const functionZip = (code: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "function-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "function.zip");
  writeFileSync(path, zipSync({ "index.mjs": strToU8(code) }));
  return path;
};
