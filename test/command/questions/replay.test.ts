import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Replayed, replay, savedEvents } from "../../../command/questions/replay.ts";
import { groupRef } from "../../../src/inventory/arn.ts";
import type { Facts, TypedArn } from "../../../src/inventory/model.ts";
import { memoryStore } from "../../src/inventory/memory-store.ts";

const here = { account: "123456789012", region: "eu-west-1" };
const now = Date.UTC(2026, 5, 1);
const arn = `arn:aws:elasticloadbalancing:${here.region}:${here.account}:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2`;

const event = (source: string, type: string, detail: object, resources: readonly string[] = []) => ({
  version: "0",
  id: "11111111-2222-4333-8444-555555555555",
  "detail-type": type,
  source,
  ...here,
  time: "2026-05-31T12:00:05Z",
  resources,
  detail,
});
const record = {
  eventVersion: "1.11",
  userIdentity: { type: "AssumedRole", arn: "arn:aws:sts::123456789012:assumed-role/ops/kim" },
  eventTime: "2026-05-31T12:00:05Z",
  eventSource: "autoscaling.amazonaws.com",
  eventName: "UpdateAutoScalingGroup",
  awsRegion: here.region,
  requestParameters: { autoScalingGroupName: "web" },
  responseElements: null,
  eventID: "99999999-2222-4333-8444-555555555555",
  recipientAccountId: here.account,
};
const instance = "arn:aws:ec2:eu-west-1:123456789012:instance/i-0123456789abcdef0";
const hint = { ref: groupRef(here, "web"), occurredAt: now - 5_000, eventId: "1", event: "x" };
const events: readonly object[] = [
  event("aws.ec2", "EC2 Instance State-change Notification", { "instance-id": "i-0a", state: "running" }, [instance]),
  event("aws.autoscaling", "EC2 Instance Launch Successful", { AutoScalingGroupName: "web", EC2InstanceId: "i-0a" }),
  event("aws.tag", "Tag Change on Resource", { "changed-tag-keys": ["a"], tags: { a: "1" }, version: 3 }, [instance]),
  event("aws.autoscaling", "AWS API Call via CloudTrail", record),
  event("sarcelle", "Sarcelle Resources Changed", { environment: "web-live", deployment: "d-1", resources: [arn] }),
  event("sarcelle", "Sarcelle Look Again", { hints: [hint] }),
  record,
];

/** As `aws sqs receive-message --attribute-names All --message-attribute-names All` prints what a rule gave up. */
const received = (...bodies: readonly object[]) =>
  JSON.stringify(
    {
      Messages: bodies.map((body) => ({
        MessageId: "5fea7756-0ea4-451a-a703-a558b933e274",
        ReceiptHandle: "MbZj6wDWli+JvwwJaBV+3dcjk2YW2vA3+STFFljTM8tJJg6HRG6PYSasuWXPJB+Cw=",
        MD5OfBody: "fafb00f5732ab283681e124bf8747ed1",
        Body: JSON.stringify(body),
        Attributes: { SenderId: "123456789012", ApproximateReceiveCount: "11" },
        MessageAttributes: { ERROR_CODE: { StringValue: "NO_PERMISSIONS", DataType: "String" } },
      })),
    },
    null,
    4,
  );

describe("the events in a saved file", () => {
  const [first, second] = events as readonly [object, object];
  it.each<readonly [string, string, readonly unknown[]]>([
    ["one event", JSON.stringify(first, null, 2), [first]],
    ["a list of events", JSON.stringify([first, [second]]), [first, second]],
    [
      "an event a line, torn at the end",
      `${JSON.stringify(first)}\r\n\n${JSON.stringify(second)}\n{"ver`,
      [first, second, '{"ver'],
    ],
    ["a bare CloudTrail record", JSON.stringify(record), [record]],
    ["a file of a trail", JSON.stringify({ Records: [record, record] }), [record, record]],
    ["messages as the AWS CLI prints them", received(first, second), [first, second]],
    [
      "several such answers, one after another",
      `${received(first)}\n${received(second, record)}\n`,
      [first, second, record],
    ],
    ["a message a line", received(first).replaceAll(/\n */g, ""), [first]],
    ["what a function gets of a queue", JSON.stringify({ Records: [{ body: JSON.stringify(second) }] }), [second]],
    ["a message that is no JSON", JSON.stringify({ Messages: [{ Body: "hello" }] }), ["hello"]],
    ["an answer without messages", "", [""]],
  ])("are those of %s", (_, text, found) => {
    expect(savedEvents(text)).toEqual(found);
  });
});

/** Replays into a table in memory; half of what is looked at is there. */
const replayed = async (saved: readonly unknown[]) => {
  const facts: Facts = { name: "web", tags: { a: "1" }, details: { targetGroups: [], versions: [], rules: [] } };
  const look = async (refs: readonly TypedArn[]) => ({
    sightings: refs.map((ref) => ({ ref, readAt: now, facts: ref.arn.length % 2 === 0 ? facts : null })),
    members: new Map(),
    failures: [],
  });
  const told: Replayed[] = [];
  const { store, rows } = memoryStore();
  const ports = { store, describe: look, now: () => now, here };
  const from = saved.map((each, index) => ({ from: `${index}`, event: each }));
  for await (const one of replay(from, ports)) told.push(one);
  return { told, rows: [...rows.values()] };
};

/** An array in an array in an array … */
const deep = (levels: number): unknown => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`);

const odd = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(null, "", 1e300, -1e300, "x".repeat(5_000), "constructor", "__proto__", {}, []),
  fc.constantFrom(20, 2_000).map(deep),
);

/** The value with something odd at one of its places. */
const broken = (value: unknown): fc.Arbitrary<unknown> => {
  if (typeof value !== "object" || value === null) return odd;
  const keys = Object.keys(value);
  if (keys.length === 0) return odd;
  return fc.oneof(
    { weight: 1, arbitrary: odd },
    {
      weight: 5,
      arbitrary: fc.constantFrom(...keys).chain((key) =>
        broken((value as Record<string, unknown>)[key]).map((other): unknown => {
          const copy = structuredClone(value) as Record<string, unknown>;
          copy[key] = other;
          return copy;
        }),
      ),
    },
  );
};

describe("a replay never fails on account of an event", () => {
  it("with something odd in its place", async () => {
    const some = fc.array(
      fc.constantFrom(...events).chain((each) => broken(each)),
      { minLength: 1, maxLength: 2 },
    );
    await fc.assert(
      fc.asyncProperty(some, async (saved) => {
        const { told, rows } = await replayed([...saved, ...events.slice(0, 1)]);
        expect(told.length).toBe(saved.length + 1);
        // What is recorded can be shown: its times are times.
        for (const { trueFrom } of rows) expect(new Date(trueFrom).toISOString()).toMatch(/Z$/);
      }),
      { numRuns: 200 },
    );
  });

  it("in a file of anything", async () => {
    const texts = fc.oneof(
      fc.string(),
      fc.jsonValue().map((each) => JSON.stringify(each)),
      fc.tuple(fc.constantFrom(...events), fc.nat(400)).map(([each, end]) => JSON.stringify(each).slice(0, end)),
      fc.constantFrom("[".repeat(200_000), `{"Body":${JSON.stringify("[".repeat(9_000) + "]".repeat(9_000))}}`),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const saved = savedEvents(text);
        expect((await replayed(saved)).told.length).toBe(saved.length);
      }),
      { numRuns: 200 },
    );
  });
});
