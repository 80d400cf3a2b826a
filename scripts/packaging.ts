import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { alone } from "./packaging-lock.ts";

/** One function's packaged code, and what its size may be. */
export interface Bundle {
  readonly name: string;
  readonly bytes: number;
  readonly budget: number;
}

const KB = 1024;
const BUDGET = 450 * KB;
const BUDGET_WITH_EC2 = 900 * KB;
/** Every SDK client carries its model's namespace; EC2's model alone is larger than all others together. */
const EC2_MODEL = "com.amazonaws.ec2";

const root = join(import.meta.dirname, "..");
/** Where the packaged template of the service in a folder is. */
export const templateOf = (directory: string) =>
  join(directory, ".serverless", "cloudformation-template-update-stack.json");
const stampOf = (directory: string) => join(directory, ".serverless", "inputs.sha256");

/** A hash of everything that the package is made from, so that an unchanged service need not be packaged again. */
const inputsOf = (directory: string): string => {
  const hash = createHash("sha256").update(process.version);
  const own = globSync("{serverless.yml,functions/**,infrastructure/**,src/**,statemachines/**}", { cwd: directory });
  const files = [
    ...own.map((file) => join(directory, file)),
    ...[
      "serverless.yml",
      "package-lock.json",
      "scripts/bundle.js",
      "scripts/narrow-roles.js",
      "scripts/query-log-groups.js",
      "scripts/slim-sdk.js",
      "scripts/tracing.js",
    ].map((file) => join(root, file)),
  ];
  for (const file of files.filter((path) => statSync(path).isFile()).sort()) {
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
};

/** Runs `serverless package`. It needs no account; whatever it warns of is an error here. */
const serverlessPackage = (directory: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const serverless = createRequire(import.meta.url).resolve("osls/bin/serverless.js");
    const child = spawn(process.execPath, [serverless, "package"], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
      // Ours, lest a shell that happens to be in colour or in debug changes what we read.
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, SLS_DEBUG: undefined },
    });
    const stop = () => child.kill();
    process.once("exit", stop);
    let said = "";
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("exit", stop);
      if (code !== 0) reject(new Error(`serverless package failed (${code}):\n${said}`));
      else if (/warning|deprecat/i.test(said)) reject(new Error(`serverless package warned:\n${said}`));
      else resolve();
    });
  });

const bundlesOf = (directory: string): readonly Bundle[] =>
  globSync("*.zip", { cwd: join(directory, ".serverless") })
    .sort()
    .map((zip) => {
      const code = Object.values(unzipSync(readFileSync(join(directory, ".serverless", zip))));
      const withEc2 = code.some((file) => strFromU8(file).includes(EC2_MODEL));
      return {
        name: basename(zip, ".zip"),
        bytes: code.reduce((sum, file) => sum + file.length, 0),
        budget: withEc2 ? BUDGET_WITH_EC2 : BUDGET,
      };
    });

/**
 * Packages the service in `directory` offline, unless nothing changed since the last time; answers its bundles and whether
 * they are new. Two at once would mix their files, so one waits for the other.
 */
export const packageService = async (
  directory: string,
): Promise<{ readonly template: string; readonly bundles: readonly Bundle[]; readonly changed: boolean }> => {
  const inputs = inputsOf(directory);
  const stamp = stampOf(directory);
  const template = templateOf(directory);
  const bundles = await alone(join(directory, ".packaging.lock"), async () => {
    const changed = !existsSync(stamp) || !existsSync(template) || readFileSync(stamp, "utf8") !== inputs;
    if (changed) {
      await serverlessPackage(directory);
      writeFileSync(stamp, inputs);
    }
    return { bundles: bundlesOf(directory), changed };
  });
  return { template, ...bundles };
};

/** The bundles as a table, one line each. */
export const bundleTable = (bundles: readonly Bundle[]): string => {
  const width = Math.max(8, ...bundles.map(({ name }) => name.length));
  const row = (name: string, size: string, budget: string, note: string) =>
    `${name.padEnd(width)}  ${size.padStart(8)}  ${budget.padStart(8)}  ${note}`.trimEnd();
  const kb = (bytes: number) => `${(bytes / KB).toFixed(0)} KB`;
  return [
    row("function", "bundle", "budget", ""),
    ...bundles.map(({ name, bytes, budget }) => row(name, kb(bytes), kb(budget), bytes > budget ? "TOO LARGE" : "")),
  ].join("\n");
};
