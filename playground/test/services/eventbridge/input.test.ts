import type { Target } from "@aws-sdk/client-eventbridge";
import { describe, expect, it } from "vitest";
import { type EventEnvelope, inputOf, isJsonPath, valueAt } from "../../../services/eventbridge/input.ts";

/** The example of AWS's guide to input transformation. */
const event: EventEnvelope = {
  version: "0",
  id: "7bf73129-1428-4cd3-a780-95db273d1602",
  "detail-type": "EC2 Instance State-change Notification",
  source: "aws.ec2",
  account: "123456789012",
  time: "2015-11-11T21:29:54Z",
  region: "us-east-1",
  resources: ["arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111"],
  detail: { "instance-id": "i-0123456789", state: 'RUN"NING', count: 2 },
};

const { detail: _, ...withoutDetail } = event;

const occasion = {
  ruleArn: "arn:aws:events:us-east-1:123456789012:rule/example",
  ruleName: "example",
  ingestionTime: "2015-11-11T21:29:55Z",
};

const input = (target: Omit<Target, "Id" | "Arn">) =>
  inputOf({ Id: "1", Arn: "arn:aws:lambda:us-east-1:123456789012:function:f", ...target }, event, occasion);

const template = (InputTemplate: string) =>
  input({
    InputTransformer: {
      InputPathsMap: {
        instance: "$.detail.instance-id",
        state: "$.detail.state",
        count: "$.detail.count",
        resource: "$.resources[0]",
        absent: "$.detail.absent",
        detail: "$.detail",
      },
      InputTemplate,
    },
  });

describe("what a target is given", () => {
  it("is the event by default", () => {
    expect(JSON.parse(input({}))).toEqual(event);
  });

  it("is Input as it was written", () => {
    expect(input({ Input: '{ "a": 1 }' })).toBe('{ "a": 1 }');
  });

  it("is the part of the event at InputPath", () => {
    expect(input({ InputPath: "$.detail.count" })).toBe("2");
    expect(JSON.parse(input({ InputPath: "$" }))).toEqual(event);
  });

  it.each([
    ['{"instance": <instance>, "count": <count>}', { instance: "i-0123456789", count: 2 }],
    ['{"text": "<instance> is <state>"}', { text: 'i-0123456789 is RUN"NING' }],
    ['"<instance> has \\"<count>\\""', 'i-0123456789 has "2"'],
    ['{"resource": <resource>, "all": <detail>}', { resource: event.resources[0], all: event.detail }],
    ['{"absent": <absent>, "text": "[<absent>]"}', { absent: null, text: "[]" }],
    ['{"rule": <aws.events.rule-name>, "arn": <aws.events.rule-arn>}', { rule: "example", arn: occasion.ruleArn }],
    ['{"at": <aws.events.event.ingestion-time>}', { at: occasion.ingestionTime }],
    ['{"event": <aws.events.event>}', { event: withoutDetail }],
    ['{"event": <aws.events.event.json>}', { event }],
    ['{"no variable": "a < b > c"}', { "no variable": "a < b > c" }],
  ])("is the template %s, filled in", (text, expected) => {
    expect(JSON.parse(template(text))).toEqual(expected);
  });
});

describe("a JSON path", () => {
  it.each([
    ["$", { a: [{ b: 1 }, { b: 2 }] }],
    ["$.a", [{ b: 1 }, { b: 2 }]],
    ["$.a[1].b", 2],
    ["$.a[*].b", [1, 2]],
    ["$.a[7]", undefined],
    ["$.a.b.c", undefined],
  ])("%s", (path, expected) => {
    expect(valueAt({ a: [{ b: 1 }, { b: 2 }] }, path)).toEqual(expected);
  });

  it.each([
    ["$.detail-type", true],
    ["detail", false],
    ["$..a", false],
    ["$['a']", false],
    ["$.a[?(@.b)]", false],
  ])("%s is supported: %s", (path, supported) => {
    expect(isJsonPath(path)).toBe(supported);
  });
});
