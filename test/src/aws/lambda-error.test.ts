import { describe, expect, it } from "vitest";
import { messageOf } from "../../../src/aws/lambda-error.ts";

describe("the message in a cause", () => {
  it.each([
    ['{"errorType":"Conflict","errorMessage":"in words","trace":[]}', "in words"],
    ['{"errorType":"Error"}', '{"errorType":"Error"}'],
    ['"errorMessage"', '"errorMessage"'],
    ["null", "null"],
    ["in plain words", "in plain words"],
    ["", "no cause was given"],
  ])("%s is '%s'", (Cause, message) => {
    expect(messageOf({ Error: "Error", Cause })).toBe(message);
  });

  it("is made where Step Functions gives none: of a task that took too long", () => {
    const words = "the function did not answer within the time that its state allows";
    expect(messageOf({ Error: "States.Timeout", Cause: "" })).toBe(words);
    expect(messageOf({ Error: "States.Timeout" })).toBe(words);
    expect(messageOf({})).toBe("no cause was given");
  });
});
