import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { readDocument } from "../../command/document.ts";

describe("a document", () => {
  const document = (content: string) => {
    const folder = mkdtempSync(join(tmpdir(), "sarcelle-document-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "document.yml");
    writeFileSync(file, content);
    return file;
  };

  it("may be YAML or JSON", () => {
    expect(readDocument(document('version: "2"\nlist: [1, 2]\n'))).toEqual({ version: "2", list: [1, 2] });
    expect(readDocument(document('{ "version": "2", "list": [1, 2] }'))).toEqual({ version: "2", list: [1, 2] });
  });

  it("that cannot be read, or is neither, is named", () => {
    expect(() => readDocument("/nowhere/release.yml")).toThrow(/^Cannot read \/nowhere\/release.yml: ENOENT/);
    const broken = document("a: [1\nb: 2");
    expect(() => readDocument(broken)).toThrow(`Cannot read ${broken}: `);
  });
});
