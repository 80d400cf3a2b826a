import { expect, it } from "vitest";
import { checkInput } from "../../../gateway/input-checks/check-input.ts";
import { modelConstraints, modelFacts } from "../../../gateway/input-checks/models.ts";
import { wholeTextOf } from "../../../gateway/input-checks/pattern.ts";
import { createAnyWorld } from "../any-world.ts";

it("of every operation that is emulated the facts were written down; `npm run input-checks` does it", async () => {
  const world = createAnyWorld();
  const missing = world.services
    .filter(({ name }) => modelFacts[name] !== undefined)
    .flatMap(({ name, operations }) =>
      Object.keys(operations)
        .filter((operation) => modelConstraints(name, operation) === undefined)
        .map((operation) => `${name}:${operation}`),
    );
  expect(missing).toEqual([]);
  await world.stop();
});

it("every pattern of Java's can be read", () => {
  const patterns = Object.values(modelFacts).flatMap(({ shapes }) =>
    Object.values(shapes).flatMap(({ pattern }) => pattern ?? []),
  );
  expect(patterns.length).toBeGreaterThan(30);
  expect(patterns.filter((pattern) => wholeTextOf(pattern) === undefined)).toEqual([]);
});

it.each([
  ["[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*", "a\u{1F986}\n", true],
  ["[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*", "a\u0001", false],
  ["\\p{ASCII}*", "é", false],
  ["[\\w+=,.@\\:-]*", "a:b", true],
  ["[a-z]+", "abc\n", false],
])("%s, for all of a text", (pattern, text, isRight) => {
  expect(wholeTextOf(pattern)?.test(text)).toBe(isRight);
});

it.each<[string, string, object, string]>([
  [
    "autoscaling",
    "SetDesiredCapacity",
    { AutoScalingGroupName: "", DesiredCapacity: 1 },
    "Value '' at 'autoScalingGroupName' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    "elasticloadbalancing",
    "CreateTargetGroup",
    { Name: "a", Tags: [{ Key: "" }] },
    "Value '' at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
  [
    "sts",
    "AssumeRole",
    { RoleArn: "arn:aws:iam::123456789012:role/a", RoleSessionName: "a b" },
    "Value 'a b' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
  ],
  [
    "monitoring",
    "PutMetricData",
    { Namespace: "X", MetricData: [{ MetricName: "m", Value: Number.NaN }] },
    "Value 'NaN' at 'metricData.1.member.value' failed to satisfy constraint: Member must have value less than or equal to",
  ],
  [
    "lambda",
    "Invoke",
    { FunctionName: "a b" },
    "Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:",
  ],
])("%s:%s says what its model forbids", (service, operation, input, said) => {
  expect(() => checkInput(service, operation, input)).toThrow(said);
});
