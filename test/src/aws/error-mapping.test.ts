import { DynamoDBClient, type DynamoDBClientConfig, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { mapErrors, namedError } from "../../../src/aws/error-mapping.ts";

/** An error as the SDK throws it. */
const sdkError = (name: string, more: object = {}) => Object.assign(new Error("the message"), { name, ...more });

describe("an error of AWS becomes", () => {
  it.each([
    ["Throttling", {}],
    ["ThrottlingException", {}],
    ["RequestLimitExceeded", { $metadata: { httpStatusCode: 503 } }],
    ["ProvisionedThroughputExceededException", {}],
    ["PriorRequestNotComplete", { $metadata: { httpStatusCode: 429 } }],
    ["TooManyRequestsException", {}],
  ])("Throttled, which is retried: %s", (name, more) => {
    const error = sdkError(name, more);
    expect(namedError(error, "ModifyListener")).toEqual(
      expect.objectContaining({
        name: "Throttled",
        message: `AWS throttles ModifyListener (${name}: the message).`,
        cause: error,
      }),
    );
  });

  it.each([
    ["ResourceInUseException", "Target group 'web-http-green' is currently in use by a listener or a rule"],
    ["ScalingActivityInProgressFault", "Group web-green still has scaling activities in progress"],
    ["ValidationError", "You cannot update the group as it is pending delete"],
  ])("NotYet, which is retried: %s (%s)", (name, message) => {
    const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
    expect(namedError(error, "DeleteTargetGroup")).toEqual(
      expect.objectContaining({
        name: "NotYet",
        message: `AWS refuses DeleteTargetGroup for now (${name}: ${message}).`,
        cause: error,
      }),
    );
  });

  it("NotYet: what was just made is not found by a call that changes it; one that reads or deletes it means it", () => {
    const error = sdkError("TargetGroupNotFoundException", { $metadata: { httpStatusCode: 400 } });
    expect(namedError(error, "ModifyTargetGroupAttributes")).toMatchObject({ name: "NotYet", cause: error });
    for (const operation of ["DescribeTargetGroups", "DeleteTargetGroup"])
      expect(namedError(error, operation)).toBe(error);
  });

  it.each([
    "You must use a valid fully-formed launch template. The specified launch template, with template name web-green, does not exist.",
    "You must use a valid fully-formed launch template. Value (web) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    "AutoScalingGroup name not found - AutoScalingGroup 'web-green' not found",
  ])("NotYet: Auto Scaling does not know yet what was made a moment ago: %s", (message) => {
    const error = Object.assign(new Error(message), { name: "ValidationError" });
    expect(namedError(error, "CreateAutoScalingGroup")).toMatchObject({ name: "NotYet", cause: error });
    expect(namedError(error, "SuspendProcesses")).toMatchObject({ name: "NotYet" });
    expect(namedError(error, "DeletePolicy")).toBe(error);
  });

  it("but a launch template that is wrong stays what it is", () => {
    const error = Object.assign(new Error("You must use a valid fully-formed launch template. No such type."), {
      name: "ValidationError",
    });
    expect(namedError(error, "CreateAutoScalingGroup")).toBe(error);
  });

  const failed = "AWS answered DescribeTargetHealth with a failure of its own";
  const silent = "AWS did not answer DescribeTargetHealth";
  it.each([
    ["InternalFailure", { $metadata: { httpStatusCode: 500 } }, failed],
    ["HealthUnavailableException", { $metadata: { httpStatusCode: 500 } }, failed],
    ["ResourceContentionFault", { $metadata: { httpStatusCode: 503 } }, failed],
    ["Error", { code: "ECONNRESET" }, silent],
    ["Error", { code: "ENOTFOUND" }, silent],
    ["Error", { code: "ENETUNREACH" }, silent],
    ["Error", { code: "ECONNREFUSED" }, silent],
    ["TimeoutError", { $metadata: {} }, silent],
  ])("AwsUnavailable, which is retried: %s %j", (name, more, says) => {
    const error = sdkError(name, more);
    expect(namedError(error, "DescribeTargetHealth")).toEqual(
      expect.objectContaining({
        name: "AwsUnavailable",
        message: `${says} (${name}: the message).`,
        cause: error,
      }),
    );
  });

  it.each([
    ["TargetGroupNotFoundException", { $metadata: { httpStatusCode: 400 } }],
    ["AccessDenied", { $metadata: { httpStatusCode: 403 } }],
    ["LimitExceededException", { $metadata: { httpStatusCode: 400 } }],
    ["ConditionalCheckFailedException", { $metadata: { httpStatusCode: 400 } }],
    ["TypeError", {}],
  ])("nothing else, since another try would fail too: %s", (name, more) => {
    const error = sdkError(name, more);
    expect(namedError(error, "Any")).toBe(error);
  });

  it("nothing else: what is thrown and is no error", () => {
    expect(namedError("text", "Any")).toBe("text");
  });
});

it("a client with namedError errors names the command that AWS did not answer, after the SDK's own tries", async () => {
  let tries = 0;
  const requestHandler = {
    handle: async () => {
      tries += 1;
      throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
    },
  };
  const client = mapErrors(
    new DynamoDBClient({
      region: "eu-west-1",
      credentials: { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" },
      requestHandler: requestHandler as unknown as NonNullable<DynamoDBClientConfig["requestHandler"]>,
      maxAttempts: 2,
    }),
  );
  await expect(client.send(new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" } } }))).rejects.toThrow(
    expect.objectContaining({
      name: "AwsUnavailable",
      message: "AWS did not answer GetItem (Error: socket hang up).",
    }),
  );
  expect(tries).toBe(2);
});
