import { describe, expect, it } from "vitest";
import { operate } from "../../../gateway/operate.ts";
import { createLogsWorld, start } from "./world.ts";

const arn = (name: string) => `arn:aws:logs:eu-west-1:123456789012:log-group:${name}`;
const logGroupName = "app";

describe("a log group", () => {
  it("is described as AWS describes it, by name and page by page", async () => {
    const { call } = createLogsWorld();
    for (const name of ["b", "a", "c"]) await call("CreateLogGroup", { logGroupName: name });
    await call("PutRetentionPolicy", { logGroupName: "a", retentionInDays: 7 });
    const first = await call("DescribeLogGroups", {});
    expect(first).toEqual({
      logGroups: ["a", "b"].map((name) => ({
        logGroupName: name,
        creationTime: start,
        ...(name === "a" ? { retentionInDays: 7 } : {}),
        metricFilterCount: 0,
        arn: `${arn(name)}:*`,
        storedBytes: 0,
        deletionProtectionEnabled: false,
        logGroupClass: "STANDARD",
        logGroupArn: arn(name),
      })),
      nextToken: expect.any(String),
    });
    expect(await call("DescribeLogGroups", { nextToken: first.nextToken })).toEqual({
      logGroups: [expect.objectContaining({ logGroupName: "c" })],
    });
  });

  it("is found by the beginning of its name or by a part of it, and less is said of the latter", async () => {
    const { call, failure } = createLogsWorld();
    for (const name of ["web-app", "app"]) await call("CreateLogGroup", { logGroupName: name });
    const { logGroups } = await call("DescribeLogGroups", { logGroupNamePrefix: "app" });
    expect(logGroups).toEqual([expect.objectContaining({ logGroupName: "app", storedBytes: 0 })]);
    const byPart = await call("DescribeLogGroups", { logGroupNamePattern: "b-a" });
    expect(byPart.logGroups).toEqual([
      {
        ...{ logGroupName: "web-app", creationTime: start, metricFilterCount: 0, logGroupClass: "STANDARD" },
        ...{ arn: `${arn("web-app")}:*`, logGroupArn: arn("web-app") },
      },
    ]);
    expect(await failure("DescribeLogGroups", { logGroupNamePrefix: "a", logGroupNamePattern: "a" })).toBe(
      "InvalidParameterException: LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
    );
  });

  it.each([
    ["that is there already", "app", "ResourceAlreadyExistsException: The specified log group already exists"],
    [
      "with a name that is too long",
      "a".repeat(513),
      "InvalidParameterException: Invalid LogGroup or LogStream, both must have length less than or equal to 512.",
    ],
    ["with a name of AWS's", "aws/x", "InvalidParameterException: Log groups starting with AWS/ are reserved for AWS."],
    [
      "with an odd name",
      "a b",
      "InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+",
    ],
  ])("%s is not created", async (_, name, said) => {
    const { call, failure } = createLogsWorld();
    await call("CreateLogGroup", { logGroupName });
    expect(await failure("CreateLogGroup", { logGroupName: name })).toBe(said);
  });

  it("is deleted with what it holds", async () => {
    const { call, failure, withStream, write, filtered } = createLogsWorld();
    await withStream();
    await write(["old"]);
    await call("DeleteLogGroup", { logGroupName });
    expect(await failure("DeleteLogGroup", { logGroupName })).toBe(
      "ResourceNotFoundException: The specified log group does not exist.",
    );
    await withStream();
    expect(await filtered({})).toEqual([[]]);
  });

  it("keeps events as many days as one of AWS's periods says", async () => {
    const { clock, call, failure, withStream, write, filtered } = createLogsWorld();
    await withStream();
    await write(["old"]);
    await call("PutRetentionPolicy", { logGroupName, retentionInDays: 1 });
    await clock.advance(86_400_000 - 5_001);
    expect(await filtered({})).toEqual([["old"]]);
    await clock.advance(1);
    expect(await filtered({})).toEqual([[]]);
    await call("DeleteRetentionPolicy", { logGroupName });
    expect(await filtered({})).toEqual([["old"]]);
    expect(await failure("PutRetentionPolicy", { logGroupName, retentionInDays: 2 })).toMatch(
      /^InvalidParameterException: .*Value '2' at 'retentionInDays'.*\[1, 3, 5, 7,/,
    );
  });

  it("has at most 50 tags, under its own ARN", async () => {
    const { call, failure } = createLogsWorld();
    await call("CreateLogGroup", { logGroupName, tags: { env: "test" } });
    const resourceArn = arn("app");
    await call("TagResource", { resourceArn, tags: { a: "1", b: "2" } });
    await call("UntagResource", { resourceArn, tagKeys: ["env", "a", "none"] });
    expect(await call("ListTagsForResource", { resourceArn })).toEqual({ tags: { b: "2" } });
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, ""]));
    expect(await failure("TagResource", { resourceArn, tags })).toMatch(/^TooManyTagsException/);
    expect(await failure("ListTagsForResource", { resourceArn: `${resourceArn}:*` })).toMatch(
      /^InvalidParameterException: 1 validation error detected: .*'resourceArn'/,
    );
    expect(await failure("ListTagsForResource", { resourceArn: arn("none") })).toBe(
      "ResourceNotFoundException: The specified log group does not exist.",
    );
  });

  it("is named in needs as AWS names it: with a stream, which may have no name", () => {
    const { logs } = createLogsWorld();
    const needs = (operation: string, input: object) =>
      operate(logs, operation, { ...input }).needs.map(({ action, resource }) => `${action} ${resource}`);
    expect(needs("FilterLogEvents", { logGroupIdentifier: arn("app") })).toEqual([
      `logs:FilterLogEvents ${arn("app")}:log-stream:`,
    ]);
    expect(needs("PutLogEvents", { logGroupName, logStreamName: "one" })).toEqual([
      `logs:PutLogEvents ${arn("app")}:log-stream:one`,
    ]);
    expect(needs("DescribeLogGroups", {})).toEqual([`logs:DescribeLogGroups ${arn("")}:log-stream:`]);
  });
});

describe("a log stream", () => {
  it("is described with its first and last event, once they are found", async () => {
    const { call, withStream, write } = createLogsWorld({ pageSize: 10 });
    await withStream("two");
    await withStream("one");
    const empty = (name: string) => ({
      ...{ logStreamName: name, creationTime: start, storedBytes: 0, arn: `${arn("app")}:log-stream:${name}` },
    });
    expect((await call("DescribeLogStreams", { logGroupName })).logStreams).toEqual([empty("one"), empty("two")]);
    await write(["first", "last"], "one");
    const { logStreams } = await call("DescribeLogStreams", {
      ...{ logGroupIdentifier: arn("app"), orderBy: "LastEventTime", descending: true, limit: 1 },
    });
    expect(logStreams).toEqual([
      {
        ...empty("one"),
        ...{ firstEventTimestamp: start - 1_000, lastEventTimestamp: start, lastIngestionTime: start },
        uploadSequenceToken: expect.any(String),
      },
    ]);
  });

  it("is deleted with its events, and no other's", async () => {
    const { call, failure, withStream, write, filtered } = createLogsWorld({ pageSize: 10 });
    for (const name of ["one", "two"]) await withStream(name);
    await write(["of one"]);
    await write(["of two"], "two");
    await call("DeleteLogStream", { logGroupName, logStreamName: "one" });
    expect(await filtered({})).toEqual([["of two"]]);
    expect(await failure("DeleteLogStream", { logGroupName, logStreamName: "one" })).toBe(
      "ResourceNotFoundException: The specified log stream does not exist.",
    );
  });

  it.each([
    [
      "made twice",
      "CreateLogStream",
      { logGroupName, logStreamName: "one" },
      "ResourceAlreadyExistsException: The specified log stream already exists",
    ],
    [
      "made in no group",
      "CreateLogStream",
      { logGroupName: "none", logStreamName: "one" },
      "ResourceNotFoundException: The specified log group does not exist.",
    ],
    [
      "asked for by name and ARN",
      "DescribeLogStreams",
      { logGroupName, logGroupIdentifier: "app" },
      "ValidationException: LogGroup name and LogGroup ARN are mutually exclusive parameters.",
    ],
    [
      "asked for by the beginning of its name and its last event",
      "DescribeLogStreams",
      { logGroupName, logStreamNamePrefix: "o", orderBy: "LastEventTime" },
      "InvalidParameterException: Cannot order by LastEventTime with a logStreamNamePrefix.",
    ],
    [
      "asked for with another service's token",
      "DescribeLogStreams",
      { logGroupName, nextToken: "x" },
      "InvalidParameterException: The specified nextToken is invalid.",
    ],
  ])("%s is refused", async (_, operation, input, said) => {
    const { failure, withStream } = createLogsWorld();
    await withStream();
    expect(await failure(operation, input)).toBe(said);
  });
});
