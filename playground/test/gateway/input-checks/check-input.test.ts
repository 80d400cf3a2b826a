import { describe, expect, it } from "vitest";
import { checkInput, checkTable } from "../../../gateway/input-checks/check-input.ts";
import type { Constraint, ServiceConstraints } from "../../../gateway/input-checks/constraint.ts";
import { dialects } from "../../../gateway/input-checks/dialects.ts";
import { inputConstraints } from "../../../gateway/input-checks/table.ts";
import { protocols } from "../../../gateway/protocols.ts";

/** What is said of one member of an input, without the words that all texts begin with. */
const said = (constraint: Constraint, value: unknown, service = "states"): string => {
  try {
    checkInput(service, "Any", { Member: value }, { Member: constraint });
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`.replace(
      "ValidationException: 1 validation error detected: ",
      "",
    );
  }
  return "taken";
};

const name: Constraint = { length: [1, 3], pattern: "[a-z]+" };
const tag: Constraint = { members: { Key: { required: true, length: [1, 2] }, Value: { length: [0, 2] } } };

describe("one rule", () => {
  it.each<[string, Constraint, unknown, string]>([
    ["a text as long as it may be", name, "abc", "taken"],
    [
      "a text that is too long",
      { length: [1, 3] },
      "abcd",
      "Value 'abcd' at 'member' failed to satisfy constraint: Member must have length less than or equal to 3",
    ],
    [
      "a text that is too short",
      { length: [1, 3] },
      "",
      "Value '' at 'member' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      "a text of which a part alone matches",
      name,
      "a1",
      "Value 'a1' at 'member' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+",
    ],
    [
      "a text that is none of a few",
      { oneOf: ["ONE", "TWO"] },
      "one",
      "Value 'one' at 'member' failed to satisfy constraint: Member must satisfy enum value set: [ONE, TWO]",
    ],
    [
      "a number above the range",
      { range: [0, 10] },
      11,
      "Value '11' at 'member' failed to satisfy constraint: Member must have value less than or equal to 10",
    ],
    [
      "a number below the range",
      { range: [0, 10] },
      -1,
      "Value '-1' at 'member' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ],
    [
      "nothing, where something must be",
      { required: true },
      undefined,
      "Value null at 'member' failed to satisfy constraint: Member must not be null",
    ],
    ["nothing, where nothing may be", name, undefined, "taken"],
    [
      "a list that is too long",
      { length: [0, 1] },
      ["a", "b"],
      "Value '[a, b]' at 'member' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      "a list of structures that is too long",
      { length: [0, 1] },
      [{}, {}],
      "Value at 'member' failed to satisfy constraint: Member must have length less than or equal to 1",
    ],
    [
      "a list with a wrong item",
      { items: name },
      ["a", "b1"],
      "Value '[a, b1]' at 'member' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 3, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [a-z]+]",
    ],
    [
      "a map with a wrong key",
      { keys: { length: [1, 1] } },
      { ab: "" },
      "Value at 'member' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 1, Member must have length greater than or equal to 1]",
    ],
    [
      "a map with a wrong value",
      { values: { length: [0, 1] } },
      { a: "ab" },
      "Value at 'member' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 1, Member must have length greater than or equal to 0]",
    ],
    [
      "a structure in a list",
      { items: tag },
      [{ Key: "k" }, { Key: "k", Value: "abc" }],
      "Value 'abc' at 'member.2.member.value' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
    [
      "a structure in a structure",
      { members: { Inner: tag } },
      { Inner: {} },
      "Value null at 'member.inner.key' failed to satisfy constraint: Member must not be null",
    ],
    [
      "more than anybody reads",
      { length: [0, 1000] },
      "x".repeat(1001),
      `Value '${"x".repeat(1000)}…' at 'member' failed to satisfy constraint: Member must have length less than or equal to 1000`,
    ],
  ])("%s", (_, constraint, value, text) => {
    expect(said(constraint, value)).toBe(text);
  });
});

it("says all that is wrong at once", () => {
  const both = { Name: name, Tags: { items: tag } };
  expect(() => checkInput("autoscaling", "Any", { Name: "", Tags: [{}] }, both)).toThrow(
    "3 validation errors detected: " +
      "Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1; " +
      "Value '' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+; " +
      "Value null at 'tags.1.member.key' failed to satisfy constraint: Member must not be null",
  );
});

describe("each service in its own words", () => {
  const wrong =
    "1 validation error detected: Value '11' at 'member' failed to satisfy constraint: Member must have value less than or equal to 10";
  it.each([
    ["autoscaling", `ValidationError: ${wrong}`],
    ["events", wrong.replace("1 validation error detected: ", "")],
    [
      "sqs",
      "InvalidParameterValue: Value 11 for parameter Member is invalid. Reason: Must be between 1 and 10, if provided.",
    ],
  ])("%s", (service, text) => {
    expect(said({ range: [1, 10] }, 11, service)).toBe(text);
  });

  it("measures Step Functions' texts in bytes, others in characters", () => {
    expect(said({ length: [0, 1] }, "é", "events")).toBe("taken");
    expect(said({ length: [0, 1] }, "é", "states")).toMatch(/^Value 'é' at 'member' failed/);
  });

  it("is known of services that there are", () => {
    expect(Object.keys(dialects).filter((service) => protocols[service] === undefined)).toEqual([]);
  });
});

describe("the table", () => {
  const service = { operations: { Do: { accepts: ["This"], run: () => ({}) } } };
  it.each<[string, string, ServiceConstraints, string]>([
    ["an operation", "sqs", { Did: {} }, "The input checks of 'sqs' have an operation that it has not: 'Did'."],
    ["a member", "sqs", { Do: { That: {} } }, "The input checks of 'sqs' have a member that Do does not take: 'That'."],
    ["a service", "sqsx", { Do: { This: {} } }, "Nobody knows how 'sqsx' says what is wrong with an input."],
  ])("is refused with %s that is not there, when a world is made", (_, name, table, text) => {
    expect(() => checkTable({ name, ...service }, table)).toThrow(text);
  });

  it("has services that there are", () => {
    expect(Object.keys(inputConstraints).filter((name) => protocols[name] === undefined)).toEqual([]);
  });
});
