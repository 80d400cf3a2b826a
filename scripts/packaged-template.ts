import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { packageService, templateOf } from "./packaging.ts";

/** An unchanged package is recognised in less, in real milliseconds. */
const quick = 500;

/** Between two words that it goes on, in real milliseconds. */
const patience = 5_000;

/**
 * The packaged template of this repository; says so if it has to be packaged first, since that takes a while. What is
 * published has it packaged, without what it was made from.
 */
export const packagedTemplate = async (say: (line: string) => void): Promise<string> => {
  const directory = join(import.meta.dirname, "..");
  if (!existsSync(join(directory, "serverless.yml"))) return templateOf(directory);
  const began = Date.now();
  const telling = setTimeout(() => say("Packaging the functions (about 10 s; again only when they change) …"), quick);
  const progress = setInterval(
    () => say(`  still at it after ${Math.round((Date.now() - began) / 1_000)} s …`),
    patience,
  );
  try {
    return (await packageService(directory)).template;
  } finally {
    clearTimeout(telling);
    clearInterval(progress);
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
