import { describe, expect, it } from "vitest";
import { differencesBetween } from "../../../proof/acceptance/compare.ts";

const call = (output: unknown, operation = "elbv2:DescribeListeners") => ({ operation, input: {}, output });

describe("a recording held against the playground", () => {
  it.each([
    ["the same answer", [call({ Listeners: [{ Port: 80 }] })], [call({ Listeners: [{ Port: 443 }] })], []],
    [
      "a member that one does not answer, said once for all within it",
      [call({ Listeners: [{ Port: 80, MutualAuthentication: { Mode: "off" } }] })],
      [call({ Listeners: [{ Port: 80, Extra: "x" }] })],
      [
        "elbv2:DescribeListeners answer.Listeners[].Extra: only the playground has it",
        "elbv2:DescribeListeners answer.Listeners[].MutualAuthentication: only AWS has it",
      ],
    ],
    [
      "another kind of value",
      [call({ Port: "80" })],
      [call({ Port: 80 })],
      ["elbv2:DescribeListeners answer.Port: string of AWS, number of the playground"],
    ],
    [
      "another word",
      [call({ State: "active" }), call({ State: "provisioning" })],
      [call({ State: "active" })],
      ["elbv2:DescribeListeners answer.State: AWS says besides provisioning, the playground nothing else"],
    ],
    [
      "another error",
      [{ operation: "acm:DeleteCertificate", input: {}, error: { name: "ResourceInUseException", message: "in use" } }],
      [call({}, "acm:DeleteCertificate")],
      [
        "acm:DeleteCertificate answer: only the playground has it",
        "acm:DeleteCertificate error ResourceInUseException: only AWS has it",
      ],
    ],
    ["an operation that only one was asked for", [call({})], [], ["elbv2:DescribeListeners: only AWS was asked"]],
  ])("prints %s", (_, aws, playground, printed) => {
    expect(differencesBetween(aws, playground)).toEqual(printed);
  });
});
