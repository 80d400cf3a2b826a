import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { packageService } from "./packaging.ts";

/** An unchanged package is recognised in less, in real milliseconds. */
const quick = 500;

/** The packaged template of this repository; says so if it has to be packaged first, since that takes a while. */
export const packagedTemplate = async (say: (line: string) => void): Promise<string> => {
  const telling = setTimeout(() => say("Packaging the functions (about 20 s; again only when they change) …"), quick);
  try {
    return (await packageService(join(import.meta.dirname, ".."))).template;
  } finally {
    clearTimeout(telling);
  }
};

/** A copy of it that lasts as long as this process: another packaging meanwhile would give later worlds other functions. */
export const copyOfTemplate = async (say: (line: string) => void): Promise<string> => {
  const packaged = await packagedTemplate(say);
  const copy = mkdtempSync(join(tmpdir(), "sarcelle-"));
  process.once("exit", () => rmSync(copy, { recursive: true, force: true }));
  cpSync(dirname(packaged), copy, { recursive: true });
  return join(copy, basename(packaged));
};
