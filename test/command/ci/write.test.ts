import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeAll } from "../../../command/ci/write.ts";
import { headed } from "../../../command/ci/written-file.ts";

const origin = { of: "the stack sarcelle-live in eu-west-1 of 123456789012", typed: "sarcelle ci github" };
const file = (path: string, text: string, of = origin.of) => {
  const from = { ...origin, of };
  return { path, text: headed(text, from, "#"), origin: from };
};

const folderOfItsOwn = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "sarcelle-ci-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
};

describe("files in somebody's repository", () => {
  it("are written, with their folders, and written over as long as they are what was written", () => {
    const folder = folderOfItsOwn();
    expect(writeAll(folder, [file("a/b.yml", "one: 1\n"), file("c.sh", "#!/bin/sh\necho 1\n")])).toEqual([
      join(folder, "a/b.yml"),
      join(folder, "c.sh"),
    ]);
    expect(readFileSync(join(folder, "c.sh"), "utf8")).toMatch(/^#!\/bin\/sh\n# Written by [\s\S]*\necho 1\n$/);
    writeAll(folder, [file("a/b.yml", "one: 2\n"), file("c.sh", "#!/bin/sh\necho 2\n")]);
    expect(readFileSync(join(folder, "a/b.yml"), "utf8")).toMatch(/\none: 2\n$/);
    expect(readFileSync(join(folder, "c.sh"), "utf8")).toMatch(/\necho 2\n$/);
  });

  const elsewhere = "the stack sarcelle-live in us-east-1 of 123456789012";
  it.each([
    { why: "it was not written by this command", there: "one: 1\n" },
    { why: "it was changed since", there: `${file("", "one: 1\n").text}two: 2\n` },
    { why: `it is for ${elsewhere}`, there: file("", "one: 1\n", elsewhere).text },
  ])("are kept where $why, and then nothing else is written either", ({ why, there }) => {
    const folder = folderOfItsOwn();
    writeFileSync(join(folder, "b.yml"), there);
    expect(() => writeAll(folder, [file("a.yml", "one: 1\n"), file("b.yml", "one: 2\n")])).toThrow(
      `${join(folder, "b.yml")} is there already, and ${why}.\nNothing was written.`,
    );
    expect(readFileSync(join(folder, "b.yml"), "utf8")).toBe(there);
    expect(existsSync(join(folder, "a.yml"))).toBe(false);
  });
});
