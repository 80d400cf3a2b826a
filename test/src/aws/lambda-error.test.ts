import { describe, expect, it } from "vitest";
import { messageOf } from "../../../src/aws/lambda-error.ts";

describe("the message in a cause", () => {
  it.each([
    ['{"errorType":"Conflict","errorMessage":"in words","trace":[]}', "in words"],
    ['{"errorType":"Error"}', '{"errorType":"Error"}'],
    ['"errorMessage"', '"errorMessage"'],
    ["null", "null"],
    ["in plain words", "in plain words"],
    ["", ""],
  ])("%s is '%s'", (cause, message) => {
    expect(messageOf(cause)).toBe(message);
  });
});
