import { describe, expect, it } from "vitest";
import { jsonDocument, textDocument } from "../../../command/formats/document.ts";

const acting = "a\x1b[31m\u009b2J\u202e\u2028\u{e0001}\x7f";

describe("a document for people", () => {
  it("keeps its lines, and spells out what a terminal would act on", () => {
    expect(textDocument(`one\n${acting}\tb\r`)).toBe(
      "one\na\\x1b[31m\\x9b2J\\u{202e}\\u{2028}\\u{e0001}\\x7f\\tb\\r\n",
    );
  });
});

describe("a JSON document", () => {
  it("says the same with nothing in it that a terminal would act on", () => {
    const document = jsonDocument({ [acting]: [acting, "é 😀\n"] });
    expect(JSON.parse(document)).toEqual({ [acting]: [acting, "é 😀\n"] });
    expect(document.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});
