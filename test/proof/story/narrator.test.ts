import { describe, expect, it } from "vitest";
import { coloursOn, folded, narratorOn } from "../../../proof/story/narrator.ts";

const stage = (isTTY: boolean, columns = 20) => {
  const written: string[] = [];
  return { isTTY, columns, written, write: (text: string) => written.push(text) };
};
const clear = "\r\x1b[2K";

describe("the narrator", () => {
  it("keeps to whole plain lines where there is no terminal", () => {
    const file = stage(false);
    const narrator = narratorOn(file);
    narrator.now("1 request");
    narrator.say("It begins.");
    narrator.end();
    expect(file.written).toEqual(["It begins.\n"]);
  });

  it("shows what happens now after what was said, once, and takes it away for the next line and in the end", () => {
    const terminal = stage(true);
    const narrator = narratorOn(terminal);
    narrator.now("1 request");
    narrator.now("1 request");
    narrator.say("It begins.");
    narrator.now("2 requests");
    narrator.end();
    narrator.end();
    expect(terminal.written).toEqual([`${clear}1 request`, clear, "It begins.\n", `${clear}2 requests`, clear]);
  });

  it("cuts the line of now to the terminal's width", () => {
    const terminal = stage(true);
    narratorOn(terminal).now("twenty columns are not enough");
    expect(terminal.written).toEqual([`${clear}twenty columns are…`]);
  });
});

describe("colours", () => {
  it("are for terminals, unless NO_COLOR is set", () => {
    expect(coloursOn(stage(true), undefined).red("no")).toBe("\x1b[31mno\x1b[0m");
    expect(coloursOn(stage(true), "").red("no")).toBe("\x1b[31mno\x1b[0m");
    expect(coloursOn(stage(true), "1").red("no")).toBe("no");
    expect(coloursOn(stage(false), undefined).red("no")).toBe("no");
  });
});

describe("folded", () => {
  it("breaks a long text between words, every line indented", () => {
    const word = "a".repeat(48);
    expect(folded(`${word} ${word} ${word}`, "  ")).toBe(`  ${word} ${word}\n  ${word}`);
    expect(folded("short", "   ")).toBe("   short");
  });
});
