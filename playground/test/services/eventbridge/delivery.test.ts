import { describe, expect, it } from "vitest";
import { AwsError } from "../../../world/aws-error.ts";
import {
  account,
  createWorld,
  deadLetterArn,
  functionArn,
  machineArn,
  queueArn,
  region,
  roleArn,
  ruleFor,
  testEvent,
  topicArn,
  unavailable,
} from "./world.ts";

const hour = 3_600_000;

describe("an event of a service", () => {
  it("reaches a function in the envelope of EventBridge, a moment later", async () => {
    const world = createWorld();
    await ruleFor(world, { Arn: functionArn });
    world.bus.emit({ ...testEvent, time: world.clock.now() - 1_500 });
    expect(world.invocations).toEqual([]);
    await world.clock.advance(100);
    expect(world.invocations).toEqual([
      {
        after: 100,
        name: functionArn,
        payload: {
          version: "0",
          id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
          "detail-type": "Happened",
          source: "test",
          account,
          time: "2025-12-31T23:59:58Z",
          region,
          resources: ["arn:one"],
          detail: { state: "on" },
        },
      },
    ]);
  });

  it("reaches every matching target of every rule, and no other", async () => {
    const world = createWorld();
    await ruleFor(world, { Arn: queueArn, InputPath: "$.detail.state" });
    await world.call("PutRule", { Name: "other", EventPattern: '{"detail":{"state":["off"]}}' });
    await world.call("PutRule", { Name: "starts", EventPattern: '{"detail":{"state":["on"]}}' });
    await world.call("PutTargets", { Rule: "other", Targets: [{ Id: "1", Arn: functionArn }] });
    await world.call("PutTargets", {
      Rule: "starts",
      Targets: [{ Id: "1", Arn: machineArn, RoleArn: roleArn, Input: '{"why":"event"}' }],
    });
    world.bus.emit(testEvent);
    await world.clock.advance(hour);
    expect([world.invocations, world.sent, world.executions]).toEqual([
      [],
      [{ queue: queueArn, body: "on", attributes: {} }],
      [{ machine: machineArn, input: { why: "event" } }],
    ]);
  });

  it("is published to a topic as the rule's, and to none that does not let it", async () => {
    const world = createWorld();
    await ruleFor(world, { Arn: topicArn, InputPath: "$.detail" });
    world.bus.emit(testEvent);
    await world.clock.advance(hour);
    expect(world.published).toEqual([{ topic: topicArn, message: JSON.stringify(testEvent.detail) }]);
    expect(world.callers).toEqual([
      { service: "events.amazonaws.com", sourceArn: expect.stringContaining(":rule/rule") },
    ]);

    const refusing = createWorld({
      publish: () => {
        throw new AwsError("AuthorizationErrorException", "no", { status: 403 });
      },
    });
    await ruleFor(refusing, { Arn: topicArn, DeadLetterConfig: { Arn: deadLetterArn } });
    refusing.bus.emit(testEvent);
    await refusing.clock.advance(hour);
    expect(refusing.sent.map(({ attributes }) => attributes)).toMatchObject([{ ERROR_CODE: "NO_PERMISSIONS" }]);
  });

  it("does not reach the target of a disabled rule", async () => {
    const world = createWorld();
    await ruleFor(world, { Arn: functionArn });
    await world.call("DisableRule", { Name: "rule" });
    world.bus.emit(testEvent);
    await world.clock.advance(hour);
    await world.call("EnableRule", { Name: "rule" });
    world.bus.emit(testEvent);
    await world.clock.advance(hour);
    expect(world.invocations).toHaveLength(1);
  });

  it("comes in any order", async () => {
    const delays = [300, 100, 200];
    const world = createWorld({}, { delay: () => delays.shift() ?? 0 });
    await ruleFor(world, { Arn: queueArn, InputPath: "$.detail.n" });
    for (const n of [1, 2, 3]) world.bus.emit({ ...testEvent, detail: { n } });
    await world.clock.advance(hour);
    expect(world.sent.map(({ body }) => body)).toEqual([2, 3, 1]);
  });

  it("comes twice, or never, if the bus is told to be unreliable", async () => {
    const twice = createWorld({}, { duplicate: 1 });
    await ruleFor(twice, { Arn: functionArn });
    twice.bus.emit(testEvent);
    await twice.clock.advance(hour);
    const never = createWorld({}, { drop: 1 });
    await ruleFor(never, { Arn: functionArn });
    never.bus.emit(testEvent);
    await never.clock.advance(hour);
    expect([twice.invocations.length, never.invocations.length]).toEqual([2, 0]);
  });
});

describe("a target that fails", () => {
  const target = {
    Arn: queueArn,
    RetryPolicy: { MaximumRetryAttempts: 2 },
    DeadLetterConfig: { Arn: deadLetterArn },
  };
  const toChanges = (fail: () => void) => (queue: string) => {
    if (queue === queueArn) fail();
  };

  it("is tried again until it works", async () => {
    let failures = 5;
    const world = createWorld({ send: toChanges(() => failures-- > 0 && unavailable()) });
    await ruleFor(world, { Arn: queueArn });
    world.bus.emit(testEvent);
    await world.clock.advance(hour);
    expect(world.sent.map(({ queue }) => queue)).toEqual([queueArn]);
    expect(failures).toBe(-1);
  });

  it("loses the event to the dead-letter queue when its retries are used up", async () => {
    const world = createWorld({ send: toChanges(unavailable) });
    await ruleFor(world, target);
    world.bus.emit(testEvent);
    await world.clock.advance(hour);
    expect(world.sent).toEqual([
      {
        queue: deadLetterArn,
        body: expect.objectContaining({ source: "test", detail: { state: "on" } }),
        attributes: {
          RULE_ARN: `arn:aws:events:${region}:${account}:rule/rule`,
          TARGET_ARN: queueArn,
          ERROR_CODE: "ERROR_FROM_TARGET",
          ERROR_MESSAGE: "Service is unavailable.",
          EXHAUSTED_RETRY_CONDITION: "MaximumRetryAttempts",
          RETRY_ATTEMPTS: "2",
        },
      },
    ]);
  });

  it("loses the event to the dead-letter queue when it is too old", async () => {
    const world = createWorld({ send: toChanges(unavailable) });
    await ruleFor(world, { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 60 } });
    world.bus.emit(testEvent);
    await world.clock.advance(60_000);
    expect(world.sent).toEqual([]);
    await world.clock.advance(100);
    expect(world.sent.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ EXHAUSTED_RETRY_CONDITION: "MaximumEventAgeInSeconds" }),
    ]);
  });

  it("is tried 185 times in about a day by default", async () => {
    let attempts = 0;
    const world = createWorld({
      send: toChanges(() => {
        attempts++;
        unavailable();
      }),
    });
    await ruleFor(world, { Arn: queueArn });
    world.bus.emit(testEvent);
    await world.clock.advance(48 * hour);
    expect(attempts).toBe(186);
  });

  it.each([
    ["QueueDoesNotExist", "NO_RESOURCE"],
    ["AccessDeniedException", "NO_PERMISSIONS"],
  ])("is not tried again after %s", async (name, code) => {
    const refuse = () => {
      throw new AwsError(name, "Refused.");
    };
    const world = createWorld({ send: toChanges(refuse) });
    await ruleFor(world, target);
    world.bus.emit(testEvent);
    await world.clock.advance(100);
    expect(world.sent.map(({ attributes }) => attributes)).toEqual([
      {
        RULE_ARN: `arn:aws:events:${region}:${account}:rule/rule`,
        TARGET_ARN: queueArn,
        ERROR_CODE: code,
        ERROR_MESSAGE: "Refused.",
        RETRY_ATTEMPTS: "0",
      },
    ]);
  });

  it("is not reached at all under a role that may not", async () => {
    const world = createWorld({
      authorize: () => {
        throw new AwsError("AccessDeniedException", "The role may not.");
      },
    });
    await ruleFor(world, { Arn: machineArn, RoleArn: roleArn, DeadLetterConfig: { Arn: deadLetterArn } });
    world.bus.emit(testEvent);
    await world.clock.advance(100);
    expect(world.executions).toEqual([]);
    expect(world.sent.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ ERROR_CODE: "NO_PERMISSIONS", TARGET_ARN: machineArn }),
    ]);
  });
});

describe("a target", () => {
  const rule = { service: "events.amazonaws.com", sourceArn: `arn:aws:events:${region}:${account}:rule/rule` };

  it.each([functionArn, queueArn])("without a role is asked whether it lets the rule: %s", async (Arn) => {
    const world = createWorld();
    await ruleFor(world, { Arn });
    world.bus.emit(testEvent);
    await world.clock.advance(100);
    expect(world.callers).toEqual([rule]);
  });

  it("with a role is not asked itself", async () => {
    const world = createWorld();
    await ruleFor(world, { Arn: queueArn, RoleArn: roleArn });
    world.bus.emit(testEvent);
    await world.clock.advance(100);
    expect(world.callers).toEqual([undefined]);
  });

  it("that is a function and throttled gets the event later", async () => {
    let throttles = 2;
    const world = createWorld({
      accept: () => {
        if (throttles-- > 0) throw new AwsError("TooManyRequestsException", "Rate Exceeded.", { status: 429 });
      },
    });
    await ruleFor(world, { Arn: functionArn });
    world.bus.emit(testEvent);
    await world.clock.advance(hour);
    expect(world.invocations).toHaveLength(1);
  });
});

describe("a rule with a schedule", () => {
  it("runs its targets with a scheduled event at every due time", async () => {
    const world = createWorld();
    await world.call("PutRule", { Name: "tick", ScheduleExpression: "rate(5 minutes)" });
    await world.call("PutTargets", { Rule: "tick", Targets: [{ Id: "1", Arn: functionArn }] });
    await world.clock.advance(10 * 60_000 + 100);
    expect(world.invocations).toEqual(
      [5, 10].map((minutes) => ({
        after: minutes * 60_000 + 100,
        name: functionArn,
        payload: {
          version: "0",
          id: expect.any(String),
          "detail-type": "Scheduled Event",
          source: "aws.events",
          account,
          time: `2026-01-01T00:${String(minutes).padStart(2, "0")}:00Z`,
          region,
          resources: [`arn:aws:events:${region}:${account}:rule/tick`],
          detail: {},
        },
      })),
    );
  });

  it("stops when the rule is disabled or deleted, and when the service stops", async () => {
    const world = createWorld();
    for (const Name of ["disabled", "deleted", "stopped"]) {
      await world.call("PutRule", { Name, ScheduleExpression: "rate(1 minute)" });
    }
    await world.call("PutTargets", { Rule: "disabled", Targets: [{ Id: "1", Arn: functionArn }] });
    await world.call("DisableRule", { Name: "disabled" });
    await world.call("DeleteRule", { Name: "deleted" });
    await world.call("PutTargets", { Rule: "stopped", Targets: [{ Id: "1", Arn: functionArn }] });
    await world.bus.stop?.();
    await world.clock.advance(hour);
    expect(world.invocations).toEqual([]);
  });
});
