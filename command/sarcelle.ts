#!/usr/bin/env node
import { Refusal } from "../src/errors.ts";
import { UsageError } from "./arguments.ts";
/** The `sarcelle` command: starts deployments, follows them, and shows what is and what would be. */
import { run } from "./commands.ts";

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  // Exit codes: 0 succeeded, 1 the deployment failed or was rolled back, 2 the command or its input was wrong, 3 AWS could not be asked.
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${name === "UsageError" ? "" : `${name}: `}${message}\n`);
  process.exitCode = error instanceof UsageError || error instanceof Refusal ? 2 : 3;
}
