#!/usr/bin/env node
/** The `sarcelle` command: starts deployments, follows them, and shows what is and what would be. */
import { enableCompileCache } from "node:module";
import { Refusal } from "../src/errors.ts";
import { CannotAsk } from "./cannot-ask.ts";
import { exitCodes } from "./exit-codes.ts";
import { escapedLines } from "./formats/escaped.ts";
import { NotFollowed } from "./not-followed.ts";
import { UsageError } from "./usage-error.ts";

// What is loaded from here on need not be compiled again the next time: a third of the help's processor time.
enableCompileCache();
const { run } = await import("./run.ts");

try {
  process.exitCode = await run(process.argv.slice(2));
  // What comes too late for the answer, as what AWS says to one of doctor's looks may, keeps nobody waiting; who reads the answer may take his time.
  setTimeout(() => process.stdout.write("", () => process.exit()), 500).unref();
} catch (error) {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(
    `${escapedLines(error instanceof UsageError || error instanceof CannotAsk ? message : `${name}: ${message}`)}\n`,
  );
  // What goes on is no failure. What is refused is the caller's to mend; anything else kept AWS from being asked.
  process.exitCode =
    error instanceof NotFollowed ? exitCodes.goesOn : error instanceof Refusal ? exitCodes.refused : exitCodes.notAsked;
}
