import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { commands } from "../../../command/commands.ts";
import { rehearsedActs } from "../../../command/rehearsal/acts.ts";
import { buildTarball } from "../../../scripts/tarball/build.ts";
import { allGone, descendants } from "../../scripts/process-tree.ts";

const root = join(import.meta.dirname, "../../..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const playground = JSON.parse(readFileSync(join(root, "playground/package.json"), "utf8"));

/** An empty folder in which the package is installed, with the packages that it names and no others. */
const folder = mkdtempSync(join(tmpdir(), "installed-"));
const installed = join(folder, "node_modules/sarcelle");
const sarcelle = join(installed, manifest.bin.sarcelle);

const install = async () => {
  mkdirSync(installed, { recursive: true });
  copyFileSync(join(root, "package.json"), join(installed, "package.json"));
  await buildTarball(join(installed, "dist"));
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies })) {
    const link = join(folder, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, "node_modules", name), link);
  }
};

const run = (...argv: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [sarcelle, ...argv], {
    encoding: "utf8",
    cwd: folder,
  });
  return { status, stdout, stderr };
};

describe("the package, installed in an empty folder", () => {
  beforeAll(install, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("names every package that the playground needs, in the same version", () => {
    expect(manifest.dependencies).toMatchObject(playground.dependencies);
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

  it("starts a playground with Sarcelle deployed in it, and asks it", { timeout: 120_000 }, async () => {
    const child = spawn(process.execPath, [sarcelle, "playground", "--port", "0", "--speed", "10"], {
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
    vi.stubEnv("AWS_ENDPOINT_URL", url);
    vi.stubEnv("AWS_REGION", "eu-west-1");
    vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
    vi.stubEnv("AWS_ACCESS_KEY_ID", "playground");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "playground");
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    // A service of real processes, which are JavaScript here too.
    const made = await fetch(`${url}/_playground/stacks/web`, { method: "POST", body: '{ "instances": 1 }' });
    expect(made.status).toBe(200);
    const processes = await vi.waitFor(() => {
      const found = descendants(child);
      expect(found.length).toBeGreaterThanOrEqual(2);
      return found;
    });
    expect(run("env", "apply", example)).toMatchObject({ status: 0, stderr: "" });
    expect(run("env", "list")).toMatchObject({ status: 0, stdout: expect.stringContaining("web-live") });
    expect(run("ci", "github", "--repository", "acme/web")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("Wrote sarcelle-ci/deployment.sh\n"),
    });
    expect(run("complete", "--remember")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(run("complete", "--", "status", "")).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^web-live\t/),
    });
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([0, null]);
    await allGone(processes);
  });
});
