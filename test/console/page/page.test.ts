/** The page as it is served: its size, and that it asks nobody else for anything. How it looks is tested in a browser (`console/test`). */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { buildPage } from "../../../console/page/build.ts";

const root = join(import.meta.dirname, "../../..");
const { html, scriptHash, styleHash } = await buildPage();

const between = (tag: string): string => new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "s").exec(html)?.[1] ?? "";
const hashOf = (text: string) => `sha256-${createHash("sha256").update(text).digest("base64")}`;

describe("the page", () => {
  it("is one answer of at most 40 KB", () => {
    expect(gzipSync(html, { level: 9 }).length).toBeLessThanOrEqual(40_000);
  });

  it("is allowed by the hashes of what stands in it", () => {
    expect([scriptHash, styleHash]).toEqual([hashOf(between("script")), hashOf(between("style"))]);
  });

  it("names nobody else: no address but that of SVG's own names", () => {
    const addresses = [...html.matchAll(/(?:https?:)?\/\/[\w.-]+\.\w+[^\s"'`)]*/g)].map(([address]) => address);
    expect([...new Set(addresses)].filter((address) => !address.startsWith("http://www.w3.org/"))).toEqual([]);
    expect(html).not.toMatch(/@import|url\((?!#)/);
  });

  it("writes words as words: nothing in it makes markup of a text", () => {
    // The library can; that is its name for it, and nobody else's.
    expect(html.match(/dangerouslySetInnerHTML/g)?.length ?? 0).toBeLessThanOrEqual(3);
    expect(html).not.toMatch(/\beval\(|new Function\(|document\.write/);
  });

  it("has the types of a browser, which is a project of its own", () => {
    const { status, stdout } = spawnSync("node_modules/.bin/tsc", ["-p", "console/page"], {
      cwd: root,
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});
