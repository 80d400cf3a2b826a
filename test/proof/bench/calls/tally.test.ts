import { expect, it } from "vitest";
import { byFunction, byOperation, tallied, totalOf } from "../../../../proof/bench/calls/tally.ts";

const role = (name: string) => `arn:aws:sts::123456789012:assumed-role/sarcelle-live-${name}`;
const call = (principal: string | undefined, service: string, operation: string) => ({ principal, service, operation });

const calls = [
  call(role("preflight"), "autoscaling", "DescribeAutoScalingGroups"),
  call(role("preflight"), "autoscaling", "DescribeAutoScalingGroups"),
  call(role("bake"), "autoscaling", "DescribeAutoScalingGroups"),
  call(role("bake"), "dynamodb", "BatchGetItem"),
];

it("calls are counted by the function that made them and by operation", () => {
  const tally = tallied(calls);
  expect(tally).toEqual({
    preflight: { "autoscaling:DescribeAutoScalingGroups": 2 },
    bake: { "autoscaling:DescribeAutoScalingGroups": 1, "dynamodb:BatchGetItem": 1 },
  });
  expect(totalOf(tally)).toBe(4);
  expect(byFunction(tally)).toEqual({ preflight: 2, bake: 2 });
  expect(byOperation(tally)).toEqual({ "autoscaling:DescribeAutoScalingGroups": 3, "dynamodb:BatchGetItem": 1 });
});

it("what people call, and what only watches deployments, is not counted", () => {
  const others = [
    call("arn:aws:iam::123456789012:user/some-operator", "states", "StartExecution"),
    call(undefined, "states", "StartExecution"),
    call("arn:aws:iam::123456789012:assumed-role/sarcelle-live-tellDeployments", "dynamodb", "GetItem"),
  ];
  expect(tallied(others)).toEqual({});
});
