/**
 * The names of the registered environments, for completion: from a file that remembers them, since whoever presses Tab does not wait for
 * AWS. What is older than a minute is asked for anew by a process of its own, which does not outlive its few seconds.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { asking } from "../options.ts";

/** In milliseconds: how long names are believed, and how long a new answer may take. */
const believed = 60_000;
const longest = 5_000;

const stack = () => process.env[asking.stack.variable] ?? asking.stack.default;

/** One file for each account, region and stack, as far as they can be told without asking. */
const memory = (): string => {
  const { env } = process;
  const where = [
    stack(),
    env.AWS_ENDPOINT_URL,
    env.AWS_REGION,
    env.AWS_DEFAULT_REGION,
    env.AWS_PROFILE,
    env.AWS_ACCESS_KEY_ID,
  ];
  const name = createHash("sha256").update(JSON.stringify(where)).digest("hex").slice(0, 16);
  return join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "sarcelle", `environments-${name}.json`);
};

const remembered = (file: string): readonly string[] => {
  try {
    const names: unknown = JSON.parse(readFileSync(file, "utf8"));
    return Array.isArray(names) ? names.map(String) : [];
  } catch {
    return [];
  }
};

const isFresh = (file: string, now: number): boolean => {
  const mtime = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  return mtime !== undefined && now - mtime < believed;
};

/** Starts the process that asks, for the next time. */
const askBeside = (): void => {
  const [, command = ""] = process.argv;
  const asker = spawn(process.execPath, [command, "complete", "--remember"], { detached: true, stdio: "ignore" });
  asker.on("error", () => {});
  asker.unref();
};

/** The names as far as they are known; none rather than an error, and at once. */
export const environmentNames = (): readonly string[] => {
  const file = memory();
  if (!isFresh(file, Date.now())) askBeside();
  return remembered(file);
};

/** Asks for the names and remembers them; answers the exit code. The process ends with it, or when it has taken too long. */
export const rememberNames = async (): Promise<number> => {
  setTimeout(() => process.exit(3), longest).unref();
  const { registrations } = await import("../../src/aws/environment-store.ts");
  const { sts } = await import("../../src/aws/clients.ts");
  const { locate } = await import("../stack.ts");
  const names = (await registrations((await locate(sts(), stack())).table)).map(({ name }) => name);
  const file = memory();
  mkdirSync(dirname(file), { recursive: true });
  // Whoever reads it meanwhile finds the old names whole.
  const next = `${file}.${process.pid}`;
  writeFileSync(next, JSON.stringify(names));
  renameSync(next, file);
  return 0;
};
