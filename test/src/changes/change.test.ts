import { describe, expect, it } from "vitest";
import {
  differingAttributes,
  equal,
  invert,
  isIn,
  isVoid,
  type Json,
  type Kind,
  pick,
  type State,
  sharesAttributes,
  touchedAttributes,
} from "../../../src/changes/change.ts";
import { resize } from "./fakes.ts";

describe("two values", () => {
  const values: readonly (Json | undefined)[] = [
    undefined,
    null,
    true,
    false,
    0,
    1,
    "",
    "1",
    [],
    [1],
    [1, 2],
    [2, 1],
    {},
    { 0: 1 },
    { a: 1 },
    { a: null },
    { b: null },
    { a: 1, b: 2 },
    { a: { b: [1] } },
    { a: { b: [2] } },
  ];
  const copy = (value: Json | undefined): Json | undefined =>
    value === undefined ? undefined : (JSON.parse(JSON.stringify(value)) as Json);

  it.each(values.map((value) => [value]))("are equal only if they are the same through and through: %j", (value) => {
    expect(values.filter((other) => equal(value, copy(other)))).toEqual([value]);
  });

  it("are equal in whatever order their members stand", () => {
    expect(equal({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  });
});

describe("a resource", () => {
  it.each<[boolean, State | null, State | null]>([
    [true, { min: 1, max: 2 }, { min: 1, max: 2, desired: 9 }],
    [false, { min: 1, max: 2 }, { min: 1, max: 3 }],
    [false, { min: 1, max: 2 }, { min: 1 }],
    [true, {}, { min: 1 }],
    [false, {}, null],
    [false, null, {}],
    [true, null, null],
  ])("is in a state, %s, if every touched attribute is: %j, found %j", (expected, state, found) => {
    expect(isIn(state, found)).toBe(expected);
  });

  it.each<[State | null, State | null, readonly string[]]>([
    [{ min: 1, max: 2, desired: 3 }, { min: 1, max: 3, other: 4 }, ["max", "desired"]],
    [{ min: 1 }, { min: 1 }, []],
    [{ min: 1 }, null, []],
    [null, { min: 1 }, []],
  ])("differs from a state in what was touched: %j, found %j", (state, found, expected) => {
    expect(differingAttributes(state, found)).toEqual(expected);
  });

  it("shows what is asked for, and null for what it does not have", () => {
    expect(pick({ min: 1, max: 2 }, ["max", "desired"])).toEqual({ max: 2, desired: null });
    expect(pick(null, ["max"])).toBeNull();
  });
});

describe("a change", () => {
  it.each([
    [true, { before: { a: 1, b: 2 }, after: { a: 1, b: 2 } }],
    [true, { before: null, after: null }],
    [false, { before: { a: 1 }, after: { a: 1, b: 2 } }],
    [false, { before: { a: 1, b: 2 }, after: { a: 1 } }],
    [false, { before: null, after: {} }],
  ])("changes nothing, %s, if both its states are the same: %j", (expected, states) => {
    expect(isVoid({ resource: { kind: "tags", id: "web" }, ...states })).toBe(expected);
  });

  it("is undone by its inverse, and touches the attributes of both states", () => {
    expect(invert(resize("web", 1, null))).toEqual(resize("web", null, 1));
    const resource = { kind: "tags", id: "web" } as const;
    expect(touchedAttributes({ resource, before: { a: 1, b: 2 }, after: { b: 3, c: 4 } })).toEqual(["a", "b", "c"]);
    expect([touchedAttributes(resize("web", null, 1)), touchedAttributes(resize("web", 1, null))]).toEqual([
      ["desired"],
      ["desired"],
    ]);
  });

  it.each<[boolean, State | null, State | null]>([
    [true, { min: 1 }, { min: 2, max: 3 }],
    [true, { min: 1, max: 2 }, { min: 2 }],
    [true, { min: 1, desired: 2 }, { max: 2, desired: 3 }],
    [false, { min: 1 }, { max: 2 }],
    [false, null, { max: 2 }],
  ])("shares attributes, %s, with another of the same resource: %j, %j", (expected, one, other) => {
    const change = (after: State | null, id = "web", kind: Kind = "tags") => ({
      resource: { kind, id },
      before: null,
      after,
    });
    const shared = [
      sharesAttributes(change(one), change(other)),
      sharesAttributes(change(one), change(other, "api")),
      sharesAttributes(change(one), change(other, "web", "group-capacity")),
    ];
    expect(shared).toEqual([expected, false, false]);
  });
});
