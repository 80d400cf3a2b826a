import { describe, expect, it } from "vitest";
import { aligned, tableFormat } from "../../../command/formats/table.ts";
import { group, instance } from "../../src/inventory/estate.ts";

const head = ["deployment", "who", "found"];
const rows = [
  ["web-live-release-20260131T150405Z", "ann", "web HTTP:80 forwards to neither side, and every user gets 503"],
  ["web-live-switch-20260131T160405Z", "ci", "nothing"],
];
const widest = (text: string) => Math.max(...text.split("\n").map(({ length }) => length));

describe("a table in too little room", () => {
  it("is as wide as need be where nobody says how wide it may be", () => {
    expect(aligned(head, rows).split("\n")).toHaveLength(4);
  });

  it.each([120, 80, 60])("fits %d columns: long cells go on in their own column, and ids stay whole", (room) => {
    const table = aligned(head, rows, { room });
    expect(widest(table)).toBeLessThanOrEqual(room);
    for (const [id = ""] of rows) expect(table).toContain(id);
    expect(table.replaceAll(/\s+/g, " ")).toContain("nothing");
  });

  it("goes on in lines that begin with no cell", () => {
    expect(aligned(head, rows, { room: 72 })).toBe(
      [
        "deployment                         who  found",
        "─────────────────────────────────  ───  ────────────────────────────────",
        "web-live-release-20260131T150405Z  ann  web HTTP:80 forwards to neither",
        "                                        side, and every user gets 503",
        "web-live-switch-20260131T160405Z   ci   nothing",
      ].join("\n"),
    );
  });

  it("leaves out what it may, in that order, and says so", () => {
    const table = aligned(head, rows, { room: 50, leaveOut: ["who", "found"] });
    expect(widest(table.split("\n\n")[0] ?? "")).toBeLessThanOrEqual(50);
    expect(table).toMatch(/\n\nToo narrow for: who, found\. --output json has all\.$/);
  });

  it("is a block for each row where not even that fits", () => {
    expect(aligned(head, rows, { room: 20 }).split("\n")).toEqual([
      "deployment  web-live-release-20260131T150405Z",
      "who         ann",
      "found       web HTTP:80 forwards to neither side, and every user gets 503",
      "",
      "deployment  web-live-switch-20260131T160405Z",
      "who         ci",
      "found       nothing",
    ]);
  });

  it.each([120, 80])("of the inventory fits %d columns, with the ids whole", (room) => {
    const id = "i-0123456789abcdef0";
    const facts = { environment: "web-live", side: "green", version: "2026.11.29-1", commit: "2222222" } as const;
    const table = tableFormat([instance(id, facts), group("web-green", facts)], room);
    expect(widest(table.split("\n\n")[0] ?? "")).toBeLessThanOrEqual(room);
    expect(table).toContain(` ${id} `);
  });
});
