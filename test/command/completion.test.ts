import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";

const command = join(import.meta.dirname, "../../command/sarcelle.ts");

/** A cache in which environments are remembered as of now, for a stack and region of AWS. */
const cacheOf = (names: readonly string[]) => {
  const folder = mkdtempSync(join(tmpdir(), "completion-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const where = JSON.stringify(["sarcelle-live", null, "eu-west-1", null, null, null]);
  const name = createHash("sha256").update(where).digest("hex").slice(0, 16);
  mkdirSync(join(folder, "sarcelle"));
  writeFileSync(join(folder, "sarcelle", `environments-${name}.json`), JSON.stringify(names));
  return folder;
};

const sarcelle = (argv: readonly string[], cache = tmpdir()) => {
  const { PATH } = process.env;
  return spawnSync(process.execPath, [command, ...argv], {
    encoding: "utf8",
    env: { PATH, AWS_REGION: "eu-west-1", XDG_CACHE_HOME: cache },
  });
};

const completed = (line: readonly string[], cache?: string) =>
  sarcelle(["complete", "--", ...line], cache)
    .stdout.split("\n")
    .slice(0, -2)
    .map((each) => each.split("\t")[0]);

describe("sarcelle complete", () => {
  it.each([
    { line: ["sw"], may: ["switch"] },
    { line: ["env", ""], may: ["check", "apply", "list", "show", "remove"] },
    { line: ["switch", "web-live", "--to", ""], may: ["blue", "green"] },
    { line: ["switch", "web-live", "--w"], may: ["--wait"] },
    { line: ["completion", ""], may: ["bash", "zsh", "fish"] },
  ])("goes on with $may after $line", ({ line, may }) => {
    expect(completed(line)).toEqual(may);
  });

  it.each([
    { line: ["status", ""], may: ["web-beta", "web-live"] },
    { line: ["status", "web-l"], may: ["web-live"] },
    { line: ["diff", "web-live", "web-b"], may: ["web-beta"] },
    { line: ["inventory", "--environment", ""], may: ["web-beta", "web-live"] },
  ])("knows the environments that it remembers: $may after $line", ({ line, may }) => {
    expect(completed(line, cacheOf(["web-beta", "web-live"]))).toEqual(may);
  });

  it("says nothing of AWS's troubles where it remembers nothing", () => {
    const { status, stdout, stderr } = sarcelle(["complete", "--", "status", ""], cacheOf([]));
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: ":4\n", stderr: "" });
  });
});

describe("sarcelle completion", () => {
  it.each(["bash", "zsh", "fish"])("tells %s to ask sarcelle", (shell) => {
    const { status, stdout } = sarcelle(["completion", shell]);
    expect(status).toBe(0);
    expect(stdout).toContain("sarcelle complete -- ");
  });

  it("lets bash complete a line", () => {
    const { stdout } = sarcelle(["completion", "bash"]);
    const asked = `
      _get_comp_words_by_ref() { cur=sw; prev=sarcelle; words=(sarcelle sw); cword=1; }
      sarcelle() { "${process.execPath}" "${command}" "$@"; }
      compopt() { :; }
      ${stdout}
      __sarcelle_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
    expect(spawnSync("bash", ["-c", asked], { encoding: "utf8" }).stdout.trim()).toMatch(/^switch/);
  });
});
