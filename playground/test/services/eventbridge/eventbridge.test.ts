import { describe, expect, it } from "vitest";
import { account, createWorld, deadLetterArn, functionArn, machineArn, queueArn, region, roleArn } from "./world.ts";

const pattern = '{"source":["test"]}';
const ruleArn = (name: string) => `arn:aws:events:${region}:${account}:rule/${name}`;
const busArn = `arn:aws:events:${region}:${account}:event-bus/default`;
const entry = { Source: "test", DetailType: "Happened", Detail: "{}" };

describe("rules", () => {
  it("are put, described, listed page by page, and deleted", async () => {
    const { call } = createWorld();
    const RuleArn = ruleArn("a");
    expect(await call("PutRule", { Name: "a", EventPattern: pattern, Description: "A" })).toEqual({ RuleArn });
    await call("PutRule", { Name: "b", ScheduleExpression: "rate(1 day)", State: "DISABLED", EventBusName: busArn });
    await call("PutRule", { Name: "c", EventPattern: pattern });
    expect(await call("DescribeRule", { Name: "a" })).toEqual({
      Name: "a",
      Arn: RuleArn,
      State: "ENABLED",
      EventBusName: "default",
      EventPattern: pattern,
      Description: "A",
      CreatedBy: account,
    });
    const first = await call("ListRules", {});
    const second = await call("ListRules", { NextToken: first.NextToken });
    expect([first.Rules, second.Rules]).toEqual([
      [
        {
          Name: "a",
          Arn: RuleArn,
          State: "ENABLED",
          EventBusName: "default",
          EventPattern: pattern,
          Description: "A",
        },
        {
          Name: "b",
          Arn: ruleArn("b"),
          State: "DISABLED",
          EventBusName: "default",
          ScheduleExpression: "rate(1 day)",
        },
      ],
      [{ Name: "c", Arn: ruleArn("c"), State: "ENABLED", EventBusName: "default", EventPattern: pattern }],
    ]);
    await call("DeleteRule", { Name: "a" });
    await call("DeleteRule", { Name: "a" });
    expect((await call("ListRules", { NamePrefix: "a" })).Rules).toEqual([]);
  });

  it("keep their targets and tags when they are put again, and nothing else", async () => {
    const { call, bus } = createWorld();
    await call("PutRule", {
      Name: "a",
      EventPattern: pattern,
      Description: "A",
      Tags: [{ Key: "team", Value: "search" }],
    });
    await call("PutTargets", { Rule: "a", Targets: [{ Id: "1", Arn: functionArn }] });
    await call("PutRule", { Name: "a", ScheduleExpression: "rate(1 hour)" });
    expect(bus.state()).toEqual({
      eventBuses: { default: { tags: {} } },
      rules: {
        a: {
          name: "a",
          arn: ruleArn("a"),
          state: "ENABLED",
          scheduleExpression: "rate(1 hour)",
          targets: [{ Id: "1", Arn: functionArn }],
          tags: { team: "search" },
        },
      },
    });
  });

  it("are tagged", async () => {
    const { call } = createWorld();
    await call("PutRule", { Name: "a", EventPattern: pattern });
    await call("TagResource", {
      ResourceARN: ruleArn("a"),
      Tags: [
        { Key: "x", Value: "1" },
        { Key: "y", Value: "2" },
      ],
    });
    await call("UntagResource", { ResourceARN: ruleArn("a"), TagKeys: ["x"] });
    expect(await call("ListTagsForResource", { ResourceARN: ruleArn("a") })).toEqual({
      Tags: [{ Key: "y", Value: "2" }],
    });
  });

  it("are tagged as the bus is", async () => {
    const { call, bus } = createWorld();
    const tag = (Key: string) => ({ Key, Value: "1" });
    await call("TagResource", { ResourceARN: busArn, Tags: [tag("x"), tag("y")] });
    await call("UntagResource", { ResourceARN: busArn, TagKeys: ["x"] });
    expect(await call("ListTagsForResource", { ResourceARN: busArn })).toEqual({ Tags: [tag("y")] });
    expect(bus.state()).toMatchObject({ eventBuses: { default: { tags: { y: "1" } } } });
  });

  it.each([
    [
      "PutRule",
      { Name: "a" },
      "ValidationException",
      "Parameter(s) EventPattern or ScheduleExpression must be specified.",
    ],
    [
      "PutRule",
      { Name: "a", ScheduleExpression: "daily" },
      "ValidationException",
      "Parameter ScheduleExpression is not valid.",
    ],
    [
      "PutRule",
      { Name: "a", EventPattern: "{}" },
      "InvalidEventPatternException",
      "Event pattern is not valid. Reason: Empty objects are not allowed",
    ],
    [
      "PutRule",
      { Name: "a b", EventPattern: pattern },
      "ValidationException",
      "1 validation error detected: Value 'a b' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    ],
    [
      "PutRule",
      { Name: "a".repeat(65), EventPattern: pattern },
      "ValidationException",
      `1 validation error detected: Value '${"a".repeat(65)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      "PutRule",
      { EventPattern: pattern },
      "ValidationException",
      "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ],
    [
      "PutRule",
      { Name: "a", EventPattern: pattern, EventBusName: "orders" },
      "ResourceNotFoundException",
      "Event bus orders does not exist.",
    ],
    ["DescribeRule", { Name: "a" }, "ResourceNotFoundException", "Rule a does not exist on EventBus default."],
    ["EnableRule", { Name: "a" }, "ResourceNotFoundException", "Rule a does not exist on EventBus default."],
    ["ListTargetsByRule", { Rule: "a" }, "ResourceNotFoundException", "Rule a does not exist on EventBus default."],
    [
      "TagResource",
      { ResourceARN: ruleArn("a"), Tags: [] },
      "ResourceNotFoundException",
      "Rule a does not exist on EventBus default.",
    ],
    [
      "TagResource",
      { ResourceARN: busArn.replace("default", "orders"), Tags: [] },
      "ResourceNotFoundException",
      "Event bus orders does not exist.",
    ],
    [
      "ListTagsForResource",
      { ResourceARN: ruleArn("orders/a") },
      "ResourceNotFoundException",
      "Rule a does not exist on EventBus orders.",
    ],
  ])("%s of %j is refused with %s", async (operation, input, name, message) => {
    await expect(createWorld().call(operation, input)).rejects.toMatchObject({ name, message });
  });
});

describe("targets", () => {
  it("are put, replaced by id, listed, found by ARN, and removed before the rule", async () => {
    const { call } = createWorld();
    await call("PutRule", { Name: "a", EventPattern: pattern });
    const ok = { FailedEntryCount: 0, FailedEntries: [] };
    expect(await call("PutTargets", { Rule: "a", Targets: [{ Id: "1", Arn: functionArn }] })).toEqual(ok);
    await call("PutTargets", {
      Rule: "a",
      Targets: [
        { Id: "1", Arn: queueArn },
        { Id: "2", Arn: functionArn },
      ],
    });
    expect(await call("ListTargetsByRule", { Rule: "a" })).toEqual({
      Targets: [
        { Id: "1", Arn: queueArn },
        { Id: "2", Arn: functionArn },
      ],
    });
    expect(await call("ListRuleNamesByTarget", { TargetArn: queueArn })).toEqual({ RuleNames: ["a"] });
    await expect(call("DeleteRule", { Name: "a" })).rejects.toMatchObject({
      name: "ValidationException",
      message: "Rule can't be deleted since it has targets.",
    });
    expect(await call("RemoveTargets", { Rule: "a", Ids: ["1", "2"] })).toEqual(ok);
    await call("DeleteRule", { Name: "a" });
  });

  it.each([
    [
      { Id: "1", Arn: "queue" },
      "ValidationException",
      "Parameter queue is not valid. Reason: Provided Arn is not in correct format.",
    ],
    [
      { Id: "!@#$", Arn: queueArn },
      "ValidationException",
      "1 validation error detected: Value '!@#$' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
    ],
    [
      { Id: "a".repeat(65), Arn: queueArn },
      "ValidationException",
      `1 validation error detected: Value '${"a".repeat(65)}' at 'targets.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [{ Id: "1", Arn: machineArn }, "ValidationException", `RoleArn is required for target ${machineArn}.`],
    [
      { Id: "1", Arn: queueArn, Input: "1", InputPath: "$" },
      "ValidationException",
      "Only one of Input, InputPath, or InputTransformer must be provided for target 1.",
    ],
    [{ Id: "1", Arn: queueArn, Input: "{" }, "ValidationException", "JSON syntax error in input for target 1"],
    [
      { Id: "1", Arn: queueArn, RetryPolicy: { MaximumRetryAttempts: 186 } },
      "ValidationException",
      "1 validation error detected: Value '186' at 'targets.1.member.retryPolicy.maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 185",
    ],
    [
      { Id: "1", Arn: queueArn, RetryPolicy: { MaximumEventAgeInSeconds: 59 } },
      "ValidationException",
      "1 validation error detected: Value '59' at 'targets.1.member.retryPolicy.maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60",
    ],
    [
      { Id: "1", Arn: `arn:aws:kinesis:${region}:${account}:stream/changes` },
      "PlaygroundNotEmulated",
      expect.stringContaining("kinesis"),
    ],
    [
      { Id: "1", Arn: queueArn, SqsParameters: { MessageGroupId: "1" } },
      "PlaygroundNotEmulated",
      expect.stringContaining("SqsParameters"),
    ],
  ])("%j is refused with %s", async (target, name, message) => {
    const { call } = createWorld();
    await call("PutRule", { Name: "a", EventPattern: pattern });
    await expect(call("PutTargets", { Rule: "a", Targets: [target] })).rejects.toMatchObject({ name, message });
  });

  it("are at most five to a rule", async () => {
    const { call } = createWorld();
    await call("PutRule", { Name: "a", EventPattern: pattern });
    const targets = ["1", "2", "3", "4", "5", "6"].map((Id) => ({ Id, Arn: queueArn }));
    await expect(call("PutTargets", { Rule: "a", Targets: targets })).rejects.toMatchObject({
      name: "LimitExceededException",
    });
  });

  it("need the right to pass the role that they run under", () => {
    const { bus } = createWorld();
    const Targets = [
      { Id: "1", Arn: machineArn, RoleArn: roleArn },
      { Id: "2", Arn: queueArn },
    ];
    expect(bus.operations.PutTargets?.needs?.({ Rule: "a", Targets })).toEqual([
      {
        action: "events:PutTargets",
        resource: ruleArn("a"),
        tags: {},
        context: { "events:targetarn": [machineArn, queueArn] },
      },
      { action: "iam:PassRole", resource: roleArn, context: { "iam:passedtoservice": "events.amazonaws.com" } },
    ]);
  });
});

/** As AWS prints it (recorded 2024-12-06). */
const printedEntry =
  "PutEventsRequestEntry(time=null, source=test, resources=null, detailType=Happened, detail={}, eventBusName=null, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)";

describe("PutEvents", () => {
  it("needs one right, by the sources and the types of all entries", () => {
    const { bus } = createWorld();
    const resource = `arn:aws:events:${region}:${account}:event-bus/default`;
    const needed = (sources: string[], types: string[]) => {
      const context = { "events:source": sources, "events:detail-type": types };
      return [{ action: "events:PutEvents", resource, tags: {}, context }];
    };
    const Entries = [entry, { ...entry, Source: "other", DetailType: "Other" }];
    expect(bus.operations.PutEvents?.needs?.({ Entries })).toEqual(
      needed([entry.Source, "other"], [entry.DetailType, "Other"]),
    );
    expect(bus.operations.PutEvents?.needs?.({ Entries: [] })).toEqual(needed([], []));
  });

  it("takes the good entries in and says what is wrong with the others", async () => {
    const world = createWorld();
    await world.call("PutRule", { Name: "a", EventPattern: pattern });
    await world.call("PutTargets", { Rule: "a", Targets: [{ Id: "1", Arn: deadLetterArn, InputPath: "$.time" }] });
    const answer = await world.call("PutEvents", {
      Entries: [
        { ...entry, Time: new Date("2026-02-03T04:05:06.789Z") },
        { ...entry, Source: "aws.ec2" },
        { ...entry, Source: undefined },
        { ...entry, DetailType: "" },
        { ...entry, Detail: undefined },
        { ...entry, Detail: "not JSON" },
        { ...entry, Detail: "[]" },
      ],
    });
    const required = (name: string) => ({
      ErrorCode: "InvalidArgument",
      ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
    });
    const malformed = { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
    expect(answer).toEqual({
      FailedEntryCount: 6,
      Entries: [
        { EventId: expect.any(String) },
        { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." },
        required("Source"),
        required("DetailType"),
        required("Detail"),
        malformed,
        malformed,
      ],
    });
    await world.clock.advance(1_000);
    expect(world.sent.map(({ body }) => body)).toEqual(["2026-02-03T04:05:06Z"]);
  });

  it("drops what is put on a bus that does not exist, and says nothing of it", async () => {
    const world = createWorld();
    await world.call("PutRule", { Name: "a", EventPattern: pattern });
    await world.call("PutTargets", { Rule: "a", Targets: [{ Id: "1", Arn: deadLetterArn, InputPath: "$.source" }] });
    const Entries = [{ ...entry, EventBusName: "orders" }, entry];
    const taken = { EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) };
    expect(await world.call("PutEvents", { Entries })).toEqual({ FailedEntryCount: 0, Entries: [taken, taken] });
    await world.clock.advance(1_000);
    expect(world.sent.map(({ body }) => body)).toEqual(["test"]);
  });

  it.each([
    [
      [],
      "1 validation error detected: Value '[]' at 'entries' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      Array(11).fill(entry),
      `1 validation error detected: Value '[${Array(11).fill(printedEntry).join(", ")}]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10`,
    ],
    [
      [{ ...entry, Detail: JSON.stringify({ text: "x".repeat(262_144) }) }],
      "Total size of the entries in the request is over the limit.",
    ],
  ])("refuses too few, too many and too large entries", async (Entries, message) => {
    await expect(createWorld().call("PutEvents", { Entries })).rejects.toMatchObject({
      name: "ValidationException",
      message,
    });
  });
});

describe("TestEventPattern", () => {
  const event = {
    id: "1",
    account,
    source: "test",
    time: "2026-01-01T00:00:00Z",
    region,
    "detail-type": "x",
  };

  it("says whether the event matches", async () => {
    const { call } = createWorld();
    const test = (EventPattern: string) => call("TestEventPattern", { EventPattern, Event: JSON.stringify(event) });
    expect([await test(pattern), await test('{"source":["other"]}')]).toEqual([{ Result: true }, { Result: false }]);
  });

  it("refuses an event without the mandatory fields", async () => {
    const Event = JSON.stringify({ ...event, account: undefined });
    await expect(createWorld().call("TestEventPattern", { EventPattern: pattern, Event })).rejects.toMatchObject({
      name: "ValidationException",
      message: "Parameter Event is not valid.",
    });
  });
});

it("knows one event bus", async () => {
  const { call } = createWorld();
  const described = { Name: "default", Arn: busArn };
  expect([await call("DescribeEventBus", {}), await call("ListEventBuses", {})]).toEqual([
    described,
    { EventBuses: [described] },
  ]);
  await expect(call("DescribeEventBus", { Name: "orders" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
    message: "Event bus orders does not exist.",
  });
});
