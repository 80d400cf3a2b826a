import { describe, expect, it } from "vitest";
import { parsePattern } from "../../../services/eventbridge/pattern.ts";

const matches = (pattern: unknown, event: unknown) => parsePattern(JSON.stringify(pattern)).matches(event);

describe("a dot in a name", () => {
  it.each([
    [{ detail: { "state.status": ["running"] } }, { detail: { state: { status: "running" } } }, true],
    [{ detail: { state: { status: ["running"] } } }, { detail: { "state.status": "running" } }, true],
    [{ "detail.state": { status: ["running"] } }, { detail: { "state.status": "running" } }, true],
    [{ detail: { "state.status": [{ exists: false }] } }, { detail: { state: { status: "running" } } }, false],
    [{ detail: { "state.status": ["running"] } }, { detail: { state: "status" } }, false],
    [{ "a.b": ["1"], a: { b: ["2"] } }, { a: { b: "2" } }, true],
  ])("joins: %j of %j", (pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

describe("what the guide leaves open is as in AWS's published engine", () => {
  it.each([
    // Absent from the element that matched, if its name comes after those that matched.
    [{ a: { m: ["1"], n: [{ exists: false }] } }, { a: [{ m: "1" }, { n: "2" }] }, true],
    [{ a: { m: [{ exists: false }], n: ["2"] } }, { a: [{ m: "1" }, { n: "2" }] }, false],
    [{ a: { m: ["1"], n: [{ exists: false }] } }, { a: [{ m: "1", n: "2" }] }, false],
    // Of two conditions for one field the later holds.
    [{ a: ["1"], $or: [{ a: ["2"] }, { b: ["3"] }] }, { a: "2" }, true],
    [{ $or: [{ a: ["2"] }, { b: ["3"] }], a: ["1"] }, { a: "2" }, false],
    [{ $or: [{ a: ["2"] }, { b: ["3"] }], a: ["1"] }, { a: "1" }, true],
    // Values in one array do not exclude each other, objects in one do, however deep.
    [{ a: { b: ["1"], c: ["2"] } }, { a: [[{ b: "1" }], [{ c: "2" }]] }, false],
    [{ a: { b: ["1"], c: ["2"] } }, { a: [[{ b: "1" }, { c: "3" }], [{ b: "1", c: "2" }]] }, true],
    [{ a: ["1"], b: ["2"] }, { a: ["0", "1"], b: ["2", "3"] }, true],
  ])("%j of %j", (pattern, event, expected) => {
    expect(matches(pattern, event)).toBe(expected);
  });
});

describe("AWS's limits of a pattern", () => {
  const tooComplex =
    "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";
  const tooMany = "Rule has more than 1000 combinations";
  const either = (count: number) => ({ $or: Array.from({ length: count }, (_, n) => ({ [`f${n}`]: ["x"] })) });
  it.each([
    // The first three are recorded.
    ["repeated wildcards", { a: [{ wildcard: "*:*:*:*:*:event-bus/*" }] }, tooComplex],
    ["two wildcards", { a: [{ wildcard: "arn:aws:events:us-east-1:*:event-bus/*" }] }, undefined],
    ["repetition after one", { a: [{ wildcard: "/Users/*/dir/dir/dir/dir/dir/doc.txt" }] }, undefined],
    ["wildcards in anything-but", { a: [{ "anything-but": { wildcard: "*:*:*:*:*:event-bus/*" } }] }, tooComplex],
    ["an escaped star", { a: [{ wildcard: "\\*:\\*:\\*:\\*:\\*:event-bus/*" }] }, undefined],
    [
      "many wildcards for one field",
      { a: Array.from({ length: 10 }, (_, n) => ({ wildcard: `*${n}*x` })) },
      tooComplex,
    ],
    ["1000 combinations", either(1_000), undefined],
    ["1001 combinations", either(1_001), tooMany],
    ["40 times 26 combinations", { ...either(40), z: either(26) }, tooMany],
    ["40 times 25 combinations", { ...either(40), z: either(25) }, undefined],
  ])("%s", (_, pattern, reason) => {
    const parse = () => parsePattern(JSON.stringify(pattern));
    if (reason === undefined) parse();
    else expect(parse).toThrow(`Event pattern is not valid. Reason: ${reason}`);
  });
});
