import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Arguments, parseArguments, readDocument } from "../../command/arguments.ts";

const nothing: Arguments = parseArguments([], {});

describe("the command line", () => {
  it("may be empty", () => {
    expect(nothing).toMatchObject({
      words: [],
      scaledown: false,
      wait: false,
      requestedBy: "unknown",
      json: false,
      stack: "sarcelle-live",
      help: false,
    });
  });

  it.each<[line: string, env: NodeJS.ProcessEnv, expected: Partial<Arguments>]>([
    ["--help", {}, { help: true }],
    ["switch web-live --wait", {}, { words: ["switch", "web-live"], wait: true }],
    ["--json status web-live", {}, { words: ["status", "web-live"], json: true }],
    [
      "release web-live --release r.yml --scaledown --name n",
      {},
      { words: ["release", "web-live"], release: "r.yml", scaledown: true, name: "n" },
    ],
    ["switch web-live", { USER: "ann" }, { words: ["switch", "web-live"], requestedBy: "ann" }],
    ["switch web-live --requested-by=ci", { USER: "ann" }, { words: ["switch", "web-live"], requestedBy: "ci" }],
    ["env list", { SARCELLE_STACK: "ours" }, { words: ["env", "list"], stack: "ours" }],
    ["env list --stack mine", { SARCELLE_STACK: "ours" }, { words: ["env", "list"], stack: "mine" }],
    [
      "env list --endpoint-url http://127.0.0.1:4566",
      {},
      { words: ["env", "list"], endpointUrl: "http://127.0.0.1:4566" },
    ],
    ["rollback web-live --accept settled", {}, { words: ["rollback", "web-live"], accept: "settled" }],
  ])("'%s' with %j is understood", (line, env, expected) => {
    expect(parseArguments(line.split(" "), env)).toEqual({ ...nothing, ...expected });
  });

  it.each(["switch web-live --force", "deploy web-live --release", "switch web-live --wait=yes"])(
    "'%s' is refused, and the help is pointed at",
    (line) => {
      expect(() => parseArguments(line.split(" "), {})).toThrow(
        expect.objectContaining({ name: "UsageError", message: expect.stringMatching(/\nSee 'sarcelle --help'\.$/) }),
      );
    },
  );
});

describe("a document", () => {
  const document = (content: string) => {
    const folder = mkdtempSync(join(tmpdir(), "sarcelle-arguments-"));
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
