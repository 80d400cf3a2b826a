/** Fresh clones of this repository: what a newcomer begins with. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const repository = join(import.meta.dirname, "../../..");

/** What a newcomer's shell has: nothing of the npm script that we are. What somebody configured of npm stays, its registry for example. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_(?!config_)|npm_config_local_prefix|INIT_CWD|NODE)/.test(name) || name === "NODE_OPTIONS",
  ),
);

/** A clone of a commit in a folder of its own. */
export const cloneOf = (commit: string): string => {
  const folder = mkdtempSync(join(tmpdir(), "sarcelle-clone-"));
  const git = (...argv: readonly string[]) =>
    execFileSync("git", argv, { cwd: folder, stdio: ["ignore", "ignore", 2] });
  git("clone", "--quiet", "--no-checkout", repository, ".");
  git("checkout", "--quiet", "--detach", commit);
  return folder;
};

/** Leaves nothing of a clone. */
export const removeClone = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Installs what the first of a newcomer's commands would, so that npm's cache has it. */
export const installIn = (folder: string): void => {
  execFileSync("node", ["scripts/install.js"], { cwd: folder, env: environment, stdio: ["ignore", 2, 2] });
};

/** Packages the service from nothing; answers how long that took, in seconds. */
export const packageFromNothing = (folder: string): number => {
  for (const kept of [".serverless", "node_modules/.cache", ".packaging.lock"])
    rmSync(join(folder, kept), { recursive: true, force: true });
  const began = performance.now();
  execFileSync(process.execPath, ["scripts/package.ts"], { cwd: folder, env: environment, stdio: "ignore" });
  return (performance.now() - began) / 1_000;
};

/** How long it took until a newcomer read the story's first line, in seconds, and what part of it npm had. */
export interface FirstLine {
  readonly seconds: number;
  readonly npm: number;
}

/** Clones the commit and types `npm start` there, until the story's first line; then ends it, and the clone. */
export const untilFirstLine = async (commit: string): Promise<FirstLine> => {
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  const folder = cloneOf(commit);
  // In a group of its own, which ends with it as with Ctrl-C.
  const story = spawn("npm", ["start"], {
    cwd: folder,
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const closed = once(story, "close");
  const end = () => story.pid !== undefined && process.kill(-story.pid, "SIGINT");
  process.once("exit", end);
  let said = "";
  let [installing, installed] = [Number.NaN, Number.NaN];
  try {
    return await new Promise<FirstLine>((resolve, reject) => {
      const listen = (chunk: Buffer) => {
        said += chunk.toString();
        if (Number.isNaN(installing) && said.includes("Installing dependencies")) installing = seconds();
        if (Number.isNaN(installed) && /^Installed in /m.test(said)) installed = seconds();
        if (/^0\. The service as it was/m.test(said)) resolve({ seconds: seconds(), npm: installed - installing });
      };
      story.stdout.on("data", listen);
      story.stderr.on("data", listen);
      story.on("error", reject);
      story.on("close", (code) => reject(new Error(`npm start ended with ${code} before its story began:\n${said}`)));
    });
  } finally {
    process.off("exit", end);
    if (story.exitCode === null && story.signalCode === null) end();
    await closed;
    removeClone(folder);
  }
};
