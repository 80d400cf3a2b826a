import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

/** A project that has nothing but the hook, and an npm that only writes down how it was called. */
const freshClone = (npmExits = 0, installs = "") => {
  const root = mkdtempSync(join(tmpdir(), "clone-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(join(root, "scripts"));
  copyFileSync(join(import.meta.dirname, "../../scripts/install.js"), join(root, "scripts/install.js"));
  writeFileSync(join(root, "package.json"), '{ "type": "module" }');
  writeFileSync(join(root, "package-lock.json"), "1");
  const npm = join(root, "npm-cli.js");
  writeFileSync(
    npm,
    `import { appendFileSync, mkdirSync } from "node:fs";
    appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
    console.log("added 7 packages");
    mkdirSync("node_modules/${installs}", { recursive: true });
    if (${npmExits} === 0) appendFileSync("node_modules/.package-lock.json", "{}");
    process.exit(${npmExits});`,
  );
  const run = (...workspaces: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["scripts/install.js", ...workspaces], {
      cwd: root,
      encoding: "utf8",
      env: { PATH: dirname(process.execPath), npm_execpath: npm, npm_node_execpath: process.execPath },
    });
    return { status, stdout, stderr };
  };
  const calls = () => (existsSync(join(root, "calls")) ? readFileSync(join(root, "calls"), "utf8") : "");
  return { root, run, calls };
};

const ROOT = "--workspace=playground --include-workspace-root";
const HOW = "--no-audit --no-fund --include=dev --include=optional --ignore-scripts --loglevel=error\n";
const CI = `ci ${ROOT} ${HOW}`;

describe("the hook before every script", () => {
  it("installs what the lock file says, once, and speaks on stderr only", () => {
    const { run, calls } = freshClone();
    expect(run()).toEqual({
      status: 0,
      stdout: "",
      stderr: expect.stringMatching(
        /^Installing dependencies .*\nadded 7 packages\nInstalled in \d+ s; .* Node\.js \d+/,
      ),
    });
    expect(run()).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(calls()).toBe(CI);
  });

  it("installs again when the lock file changed", () => {
    const { root, run, calls } = freshClone();
    run();
    writeFileSync(join(root, "package-lock.json"), "2");
    run();
    expect(calls()).toBe(`${CI}install --no-save ${ROOT} ${HOW}`);
  });

  it("adds what a workspace's tests need when they are first run, and takes away nothing", () => {
    const { run, calls } = freshClone();
    run();
    run("test", "console");
    run("test");
    run();
    run("test", "console");
    expect(calls()).toBe(`${CI}install --no-save --workspace=test --workspace=console ${HOW}`);
  });

  it("installs all at once where the tests are what is run first", () => {
    const { run, calls } = freshClone();
    run("test", "console");
    run();
    expect(calls()).toBe(`ci ${ROOT} --workspace=test --workspace=console ${HOW}`);
  });

  it("renews each part when it is next needed, after the lock file changed", () => {
    const { root, run, calls } = freshClone();
    run("console");
    writeFileSync(join(root, "package-lock.json"), "2");
    run();
    run("console");
    expect(calls().split("\n").slice(1)).toEqual([
      `install --no-save ${ROOT} ${HOW}`.trim(),
      `install --no-save --workspace=console ${HOW}`.trim(),
      "",
    ]);
  });

  it("begins anew, with all that is asked for, where an installation did not come to its end", () => {
    const { root, run, calls } = freshClone();
    run();
    rmSync(join(root, "node_modules/.package-lock.json"));
    run("test");
    expect(calls()).toBe(`${CI}ci ${ROOT} --workspace=test ${HOW}`);
  });

  it("installs again when node_modules is gone", () => {
    const { root, run, calls } = freshClone();
    run();
    rmSync(join(root, "node_modules"), { recursive: true });
    run();
    expect(calls()).toBe(CI + CI);
  });

  it("links the Node.js that came along when npm did not", () => {
    const { run, calls } = freshClone(0, nodePackage);
    run();
    expect(calls()).toBe(`${CI}rebuild ${nodePackage} --ignore-scripts --loglevel=error\n`);
  });

  it("starts nothing after a failed installation, and tries again the next time", () => {
    const { run, calls } = freshClone(3);
    expect(run()).toEqual({ status: 3, stdout: "", stderr: expect.stringContaining("npm ci failed; see above.") });
    run();
    expect(calls()).toBe(CI + CI);
  });
});
