import { describe, expect, it } from "vitest";
import { keyDifferences, type Reference, referenceDifferences } from "../../scripts/iam-reference/compare.ts";

const type = (resource_type: string, condition_keys: string[] = [], dependent_actions: string[] = []) => ({
  resource_type,
  condition_keys,
  dependent_actions,
});
const reference: Reference = {
  sqs: {
    privileges: {
      SendMessage: { resource_types: { queue: type("queue") } },
      TagQueue: { resource_types: { queue: type("queue", ["aws:TagKeys"], ["kms:Decrypt"]) } },
      ListQueues: { resource_types: {} },
    },
    resources: { queue: { arn: "arn", condition_keys: [`aws:ResourceTag/\${TagKey}`] } },
    conditions: { "aws:TagKeys": {}, "sqs:own": {} },
  },
};
const operation = (action: string, resource: string, more = {}) => ({
  accepts: ["QueueUrl", "Tags"],
  needs: () => [{ action, resource, ...more }],
});
const told = (name: string, of: ReturnType<typeof operation>) =>
  referenceDifferences(reference, [{ prefix: "sqs", operations: { [name]: of } }]);

describe("the comparison with the Service Authorization Reference", () => {
  it.each([
    ["SendMessage", operation("sqs:SendMessage", "arn:q", { tags: {} }), []],
    ["SendMessage", operation("sqs:SendMessage", "arn:q"), ["sqs:SendMessage: aws:ResourceTag is not told"]],
    ["SendMessage", operation("sqs:SendMessage", "*"), ["sqs:SendMessage: asked on *, where the reference has queue"]],
    [
      "ListQueues",
      operation("sqs:ListQueues", "arn:q"),
      ["sqs:ListQueues: asked on a resource, where the reference has none"],
    ],
    ["Peek", operation("sqs:Peek", "*"), ["sqs:Peek: the reference has no such action"]],
    [
      "TagQueue",
      operation("sqs:TagQueue", "arn:q", { tags: {} }),
      ["sqs:TagQueue: aws:TagKeys is not told", "sqs:TagQueue: not asked for: kms:Decrypt"],
    ],
  ])("%s", (name, of, lines) => {
    expect(told(name, of)).toEqual(lines);
  });

  it("names the keys that one side does not know", () => {
    const isKnown = (key: string) => key.startsWith("aws:");
    expect(keyDifferences(reference, ["sqs"], isKnown, ["sqs:other"])).toEqual({
      missing: ["sqs:own"],
      unheardOf: ["sqs:other"],
    });
  });
});
