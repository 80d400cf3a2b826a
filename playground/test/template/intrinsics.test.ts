// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are those of Fn::Sub
import { describe, expect, it } from "vitest";
import { references, resolve, resolveConditions, type Scope } from "../../template/intrinsics.ts";

const names: Readonly<Record<string, string>> = {
  "AWS::Region": "eu-west-1",
  "AWS::Partition": "aws",
  Stage: "live",
  Table: "sarcelle-live",
};
const scope: Scope = {
  ref: (name) => names[name],
  attribute: (id, name) => (id === "Table" && name === "Arn" ? "arn:aws:dynamodb:table" : undefined),
  condition: (name) => ({ IsLive: true, IsTest: false })[name],
};
const resolved = (value: unknown) => resolve(value, scope, "Here");

describe("resolve", () => {
  it.each([
    ["leaves plain values as they are", { a: [1, true, null, "x"] }, { a: [1, true, null, "x"] }],
    ["answers a resource's physical id", { Ref: "Table" }, "sarcelle-live"],
    ["answers a pseudo parameter", { Ref: "AWS::Region" }, "eu-west-1"],
    ["leaves out what is AWS::NoValue", { a: { Ref: "AWS::NoValue" }, b: [{ Ref: "AWS::NoValue" }, 1] }, { b: [1] }],
    ["takes an attribute as a list", { "Fn::GetAtt": ["Table", "Arn"] }, "arn:aws:dynamodb:table"],
    ["takes an attribute as a text", { "Fn::GetAtt": "Table.Arn" }, "arn:aws:dynamodb:table"],
    [
      "substitutes names and attributes",
      { "Fn::Sub": "${AWS::Region}/${Table}/${Table.Arn}" },
      "eu-west-1/sarcelle-live/arn:aws:dynamodb:table",
    ],
    [
      "substitutes given values before names",
      { "Fn::Sub": ["${Table}-${x}", { Table: "mine", x: { Ref: "Stage" } }] },
      "mine-live",
    ],
    ["keeps a literal ${} of a substitution", { "Fn::Sub": "${!Literal} ${Stage}" }, "${Literal} live"],
    ["joins", { "Fn::Join": [":", ["arn", { Ref: "AWS::Partition" }, 7]] }, "arn:aws:7"],
    ["selects by a number in quotes", { "Fn::Select": ["1", ["a", "b"]] }, "b"],
    ["splits", { "Fn::Select": [2, { "Fn::Split": ["-", "a-b-c"] }] }, "c"],
    ["takes the branch of a true condition", { "Fn::If": ["IsLive", "yes", "no"] }, "yes"],
    ["does not resolve the other branch", { "Fn::If": ["IsTest", { Ref: "Nowhere" }, "no"] }, "no"],
    [
      "leaves a policy's Condition alone",
      { Condition: { Bool: { "aws:SecureTransport": false } } },
      { Condition: { Bool: { "aws:SecureTransport": false } } },
    ],
  ])("%s", (_, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it.each([
    ["an unknown name", { a: { Ref: "Nowhere" } }, "Here.a.Ref: there is no resource or parameter 'Nowhere'"],
    [
      "an unknown attribute",
      { "Fn::GetAtt": ["Table", "Size"] },
      "Here.Fn::GetAtt: 'Table' has no attribute 'Size' here",
    ],
    [
      "an unknown name in a text",
      { "Fn::Sub": "${Nowhere}" },
      "Here.Fn::Sub: there is no resource or parameter 'Nowhere'",
    ],
    ["an unknown condition", { "Fn::If": ["Maybe", 1, 2] }, "Here.Fn::If: there is no condition 'Maybe'"],
    [
      "an import from another stack",
      { "Fn::ImportValue": "x" },
      "Here.Fn::ImportValue: the playground does not resolve this function",
    ],
    [
      "a function that it does not know",
      { b: [{ "Fn::GetAZs": "" }] },
      "Here.b.0.Fn::GetAZs: the playground does not resolve this function",
    ],
    ["an element that is not there", { "Fn::Select": [2, ["a"]] }, "Here.Fn::Select: there is no element 2"],
    ["a list where a text belongs", { "Fn::Join": [":", [["a"]]] }, 'Here.Fn::Join: takes a string, not ["a"]'],
  ])("refuses %s", (_, value, message) => {
    expect(() => resolved(value)).toThrow(message);
  });
});

describe("resolveConditions", () => {
  it("combines conditions by name and by function", () => {
    const conditions = {
      IsLive: { "Fn::Equals": [{ Ref: "Stage" }, "live"] },
      IsNotLive: { "Fn::Not": [{ Condition: "IsLive" }] },
      Both: { "Fn::And": [{ Condition: "IsLive" }, { Condition: "IsNotLive" }] },
      Either: { "Fn::Or": [{ Condition: "IsLive" }, { Condition: "IsNotLive" }] },
    };
    expect(resolveConditions(conditions, scope.ref)).toEqual({
      IsLive: true,
      IsNotLive: false,
      Both: false,
      Either: true,
    });
  });

  it("refuses a condition that refers to itself", () => {
    const conditions = { A: { "Fn::Not": [{ Condition: "B" }] }, B: { Condition: "A" } };
    expect(() => resolveConditions(conditions, scope.ref)).toThrow("Conditions.A: refers to itself");
  });
});

describe("references", () => {
  it("finds every name that a value depends on, but not the given values of a substitution", () => {
    const value = {
      a: [{ Ref: "A" }, { "Fn::GetAtt": ["B", "Arn"] }, { "Fn::GetAtt": "C.Arn" }],
      b: { "Fn::Sub": ["${D}${E.Arn}${x}${!F}", { x: { Ref: "G" } }] },
      c: { "Fn::If": ["Condition", { Ref: "H" }, "no"] },
    };
    expect(references(value)).toEqual(["A", "B", "C", "D", "E", "G", "H"]);
  });
});
