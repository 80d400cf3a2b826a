// Installs what is missing before an npm script runs: what the repository itself needs, and, of those workspaces that are named
// (`node scripts/install.js test console`), what they need. Plain JavaScript without dependencies: it runs first, under whatever
// Node.js the machine has. What it says goes to stderr, because a script's stdout may be somebody's input.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const LOWEST_NODE = 24;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const bundledNode = join(modules, ".bin", "node");
const onWindows = process.platform === "win32";
const nodePackage = `node-${onWindows ? "win" : process.platform}-${process.arch}`;

const say = (text) => process.stderr.write(`${text}\n`);

const stamp = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .update(`${process.platform}-${process.arch}`)
    .digest("hex");

/** npm writes this down when an installation came to its end. */
const ended = existsSync(join(modules, ".package-lock.json"));

/** What is installed by itself: the repository with its playground, and each workspace that only tests need. */
const parts = [
  { stampFile: ".installed", of: ["--workspace=playground", "--include-workspace-root"] },
  ...process.argv
    .slice(2)
    .map((workspace) => ({ stampFile: `.installed-${workspace}`, of: [`--workspace=${workspace}`] })),
].map(({ stampFile, of }) => ({ stampFile: join(modules, stampFile), of }));

const isInstalled = ({ stampFile }) => ended && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp();

/**
 * How npm installs parts. `npm ci` empties node_modules first, so it is for where nothing whole stands; later parts are added:
 * `npm install` of a workspace leaves the packages of the others alone, and with `--no-save` the lock file too.
 */
const installing = (missing) => [
  ...(ended ? ["install", "--no-save"] : ["ci"]),
  ...missing.flatMap(({ of }) => of),
  ...["--no-audit", "--no-fund", "--include=dev", "--include=optional"],
];

/** Runs npm, the one that runs us, on the Node that it runs on: the one in node_modules may be about to be replaced. */
const npm = (...command) => {
  const cli = process.env.npm_execpath?.endsWith("npm-cli.js") ? process.env.npm_execpath : undefined;
  const child = spawn(
    cli ? (process.env.npm_node_execpath ?? process.execPath) : "npm",
    // .npmrc silences npm for the scripts' sake; an installation should say what goes wrong.
    [...(cli ? [cli] : []), ...command, "--ignore-scripts", "--loglevel=error"],
    { cwd: root, stdio: ["ignore", 2, 2], shell: !cli && onWindows },
  );
  const pass = (signal) => child.kill(signal);
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve) => {
    const end = (code) => {
      for (const signal of signals) process.off(signal, pass);
      resolve(code ?? 1);
    };
    child.on("error", (error) => {
      say(`npm could not be started: ${error.message}`);
      end(1);
    });
    child.on("close", end);
  });
};

/** The Node.js that npm scripts will get from here on: `node` on the PATH that npm gave us. */
const nodeOnPath = () =>
  spawnSync("node", ["-p", "process.versions.node"], { encoding: "utf8", shell: onWindows }).stdout?.trim() ?? "";

let version = process.versions.node;
const missing = parts.filter((part) => !isInstalled(part));
if (missing.length > 0) {
  const command = installing(missing);
  say(`Installing dependencies (npm ${command[0]}); this happens once, and again when package-lock.json changes …`);
  const began = Date.now();
  const code = await npm(...command);
  if (code !== 0) {
    say(`npm ${command[0]} failed; see above. Nothing was started.`);
    process.exit(code);
  }
  // npm 10 may link none of several packages with one command name, though only one of them is for this platform.
  if (existsSync(join(modules, nodePackage)) && !existsSync(bundledNode)) await npm("rebuild", nodePackage);
  // A Node.js for another C library (Alpine) installs but does not run; then the system's own must serve.
  if (existsSync(bundledNode) && spawnSync(bundledNode, ["--version"], { shell: onWindows }).status !== 0) {
    rmSync(bundledNode);
  }
  for (const { stampFile } of missing) writeFileSync(stampFile, stamp());
  version = nodeOnPath();
  say(`Installed in ${((Date.now() - began) / 1000).toFixed(0)} s; the scripts run on Node.js ${version}.`);
}

if (Number.parseInt(version, 10) < LOWEST_NODE || version === "") {
  say(
    `Sarcelle's scripts need Node.js ${LOWEST_NODE} or later, but this is ${version || "not Node.js"}, and of those that npm ` +
      `carries (Linux x64 and arm64, macOS x64, Windows x64) none runs here, on ${process.platform}-${process.arch}. ` +
      `Please install Node.js ${LOWEST_NODE} from https://nodejs.org and run the command again.`,
  );
  process.exit(1);
}
