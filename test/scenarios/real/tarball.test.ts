import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { commands } from "../../../command/commands.ts";
import { rehearsedActs } from "../../../command/rehearsal/acts.ts";
import { buildTarball } from "../../../scripts/tarball/build.ts";
import { allGone, descendants } from "../../scripts/process-tree.ts";
import { firstHour } from "./first-hour.ts";

const root = join(import.meta.dirname, "../../..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const playground = JSON.parse(readFileSync(join(root, "playground/package.json"), "utf8"));

/** An empty folder in which the package is installed, with the packages that it names and no others. */
const folder = mkdtempSync(join(tmpdir(), "installed-"));
const installed = join(folder, "node_modules/sarcelle");
const sarcelle = join(installed, manifest.bin.sarcelle);

/** What 'npm pack' makes of what is published, where the functions need not be packaged and the checkout is not written to. */
const tarball = join(folder, `sarcelle-${manifest.version}.tgz`);

const pack = async () => {
  const checkout = join(folder, "checkout");
  mkdirSync(checkout);
  for (const path of ["package.json", "README.md", "LICENSE", ...manifest.files])
    if (path !== "dist") cpSync(join(root, path), join(checkout, path), { recursive: true });
  await buildTarball(join(checkout, "dist"));
  const options = ["--ignore-scripts", "--silent", "--pack-destination", folder];
  execFileSync("npm", ["pack", ...options], { cwd: checkout, stdio: "pipe" });
  rmSync(checkout, { recursive: true });
};

const install = async () => {
  await pack();
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components", "1", "-C", installed]);
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
  // As npm does it.
  chmodSync(sarcelle, 0o755);
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  symlinkSync("../sarcelle/dist/sarcelle.js", join(folder, "node_modules/.bin/sarcelle"));
};

const run = (...argv: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [sarcelle, ...argv], {
    encoding: "utf8",
    cwd: folder,
  });
  return { status, stdout, stderr };
};

/** Types lines as a person in a folder does, with the playground at `url` where the document has the usual one. */
const shellIn = (cwd: string, url: string) => {
  const variables: Record<string, string> = { XDG_CACHE_HOME: join(cwd, "cache") };
  return async (line: string): Promise<{ readonly code: number; readonly output: string }> => {
    const text = line.replaceAll("http://127.0.0.1:4566", url);
    if (text.startsWith("export ")) {
      for (const [, name = "", value = ""] of text.matchAll(/(\w+)=(\S+)/g)) variables[name] = value;
      return { code: 0, output: "" };
    }
    const child = spawn("sh", ["-c", text], {
      cwd,
      env: { ...process.env, ...variables },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    const [code] = await once(child, "close");
    return { code, output };
  };
};

describe("the package, installed in an empty folder", () => {
  beforeAll(install, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("names every package that the playground needs, in the same version", () => {
    expect(manifest.dependencies).toMatchObject(playground.dependencies);
  });

  it("is no larger than 20 MB, and runs nothing when it is installed", () => {
    expect(statSync(tarball).size).toBeLessThanOrEqual(20 * 1024 ** 2);
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
  });

  it("has the documents with it, and what they lead to", () => {
    const there = (path: string) => existsSync(join(installed, path));
    expect(
      ["docs/first-hour.md", "docs/failures.md", "docs/environment.schema.json", "SECURITY.md"].filter(
        (path) => !there(path),
      ),
    ).toEqual([]);
  });

  it("tells its version", () => {
    expect(run("--version")).toEqual({ status: 0, stdout: `${manifest.version}\n`, stderr: "" });
  });

  it.each(commands.map(({ name }) => name.join(" ")))("has the help of '%s'", (name) => {
    expect(run(...name.split(" "), "--help")).toEqual({
      status: 0,
      stdout: expect.stringContaining(`Usage: sarcelle ${name} `),
      stderr: "",
    });
  });

  it("rehearses a stack, with the functions in its own process", { timeout: 120_000 }, () => {
    const stack = "node_modules/sarcelle/dist/examples/any-stack/snapshot.json";
    const { stdout } = run("rehearse", stack, "--json");
    const { acts, requests } = JSON.parse(stdout);
    expect(acts).toHaveLength(rehearsedActs.length);
    expect(acts.filter(({ ended, expected }: Record<string, string>) => ended !== expected)).toEqual([]);
    expect(requests.failed).toBe(0);
  });

  it("lets one who follows the documents release, fail, go back and write a pipeline", {
    timeout: 600_000,
  }, async () => {
    const typed = firstHour();
    const served = typed.find(({ line }) => line.startsWith("npx sarcelle playground"));
    expect(served?.line).toBe("npx sarcelle playground --speed 10");
    // Sooner than it is typed, and slow enough that a busy machine begins a function within Preflight's 90 seconds.
    const child = spawn(process.execPath, [sarcelle, "playground", "--port", "0", "--speed", "15"], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: folder,
    });
    onTestFinished(() => {
      child.kill("SIGKILL");
    });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    const example = "node_modules/sarcelle/dist/examples/web-live.yml";
    await vi.waitFor(() => expect(said).toContain(`npx sarcelle env apply ${example}\n`), { timeout: 60_000 });
    const [, url = ""] = /^The playground is up: (\S+)\n/.exec(said) ?? [];
    const [, console = ""] = /^ {2}(http:\S+)#token=[\w-]+$/m.exec(said) ?? [];
    const page = await fetch(console);
    expect(page.headers.get("content-security-policy")).toContain("script-src 'sha256-");
    expect(await page.text()).toContain('<div id="page">');
    const shell = shellIn(folder, url);
    const [packing, installing, ...lines] = typed.filter((each) => each !== served);
    // Done before the tests, without the registry.
    expect([packing?.line, installing?.line]).toEqual([
      "npm pack",
      `npm install /path/to/sarcelle-${manifest.version}.tgz`,
    ]);
    const answers: { readonly line: string; readonly output: string }[] = [];
    for (const { line, exitCode } of lines) {
      const { code, output } = await shell(line);
      expect({ line, code, output }).toEqual({ line, code: exitCode, output: expect.anything() });
      answers.push({ line, output });
    }
    const told = (part: string) => answers.filter(({ line }) => line.includes(part)).map(({ output }) => output);
    expect(told("doctor").join()).not.toMatch(/^ {2}✘ /m);
    expect(told("upgrade web-live")).toEqual([expect.stringMatching(/^Succeeded\.$/m)]);
    expect(told("release-2.yml --wait")).toEqual([expect.stringMatching(/^Succeeded\.$/m)]);
    expect(told("release-3.yml --wait")).toEqual([expect.stringMatching(/^RolledBack: SideUnhealthy: /m)]);
    expect(told("status").map((output) => /traffic on (\w+)/.exec(output)?.[1])).toEqual(["green", "green", "blue"]);
    expect(told("inventory")).toEqual([expect.stringContaining("web-green")]);
    const traffic = JSON.parse(told("curl").at(-1) ?? "");
    expect(traffic).toMatchObject({ failed: 0, byVersion: { 1: { failed: 0 }, 2: { failed: 0 } } });
    expect(existsSync(join(folder, ".github/workflows/sarcelle-web-live.yml"))).toBe(true);
    // What a shell completes with is asked of AWS beforehand.
    expect(await shell("npx sarcelle complete --remember")).toEqual({ code: 0, output: "" });
    expect(await shell('npx sarcelle complete -- status ""')).toEqual({
      code: 0,
      output: expect.stringMatching(/^web-live\t/),
    });
    const processes = descendants(child);
    expect(processes.length).toBeGreaterThanOrEqual(2);
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
    await allGone(processes);
  });
});
