#!/usr/bin/env node
// The published command's first step, in whatever Node.js there is: the command itself needs a newer one, which the package brings.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";

const LOWEST_NODE = 24;
const command = new URL("command/sarcelle.js", import.meta.url);

const ownNode = () => {
  const platform = process.platform === "win32" ? "win" : process.platform;
  try {
    return createRequire(import.meta.url).resolve(
      `node-${platform}-${process.arch}/bin/node${platform === "win" ? ".exe" : ""}`,
    );
  } catch {
    return undefined;
  }
};

const runWith = (node) => {
  const child = spawn(node, [fileURLToPath(command), ...process.argv.slice(2)], { stdio: "inherit" });
  // A terminal's Ctrl-C reaches both; the command says how it ends.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("close", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
};

if (Number.parseInt(process.versions.node, 10) >= LOWEST_NODE) {
  await import(command);
} else {
  const node = ownNode();
  if (node === undefined) {
    process.stderr.write(
      `sarcelle runs on Node.js ${LOWEST_NODE} or later; found ${process.versions.node}, and the package has none for ${process.platform} on ${process.arch}. Install a newer Node.js.\n`,
    );
    process.exitCode = 1;
  } else runWith(node);
}
