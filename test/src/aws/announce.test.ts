import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { describe, expect, it, vi } from "vitest";
import { announce } from "../../../src/aws/announce.ts";
import type { Clock } from "../../../src/clock.ts";
import { fakeClient } from "../resources/fake-client.ts";

const environment = { name: "web-live", account: "123456789012", region: "eu-west-1" };
const group = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:*:autoScalingGroupName/web";
const resized = [{ resource: { kind: "group-capacity", id: "web" } }] as const;
const never = new Promise<never>(() => {});
const patient: Clock = { now: () => 0, sleep: () => never };

/** Announces to an EventBridge that answers so; the calls, and what was logged. */
const announced = async (answer: () => unknown, changes: Parameters<typeof announce>[2] = resized, clock = patient) => {
  const logged: unknown[] = [];
  vi.spyOn(process.stdout, "write").mockImplementation((line) => logged.push(JSON.parse(String(line))) > 0);
  const { client, calls } = fakeClient<EventBridgeClient>({ PutEvents: answer });
  await announce(environment, "d-1", changes, { events: client, clock, stack: "sarcelle-live" });
  vi.restoreAllMocks();
  return { calls, logged };
};
const notAnnounced = (why: string) => [
  {
    level: "WARN",
    message: "changes not announced",
    timestamp: expect.any(String),
    why,
    environment: "web-live",
    deployment: "d-1",
    resources: [group],
  },
];

describe("the announcement of a deployment's changes", () => {
  it("is one event of Sarcelle's own, whatever their number", async () => {
    const both = [...resized, { resource: { kind: "group-processes", id: "web" } }] as const;
    expect(await announced(() => ({ FailedEntryCount: 0, Entries: [{ EventId: "1" }] }), both)).toEqual({
      calls: [
        {
          operation: "PutEvents",
          input: {
            Entries: [
              {
                Source: "sarcelle",
                DetailType: "Sarcelle Resources Changed",
                Resources: ["sarcelle-live"],
                Detail: JSON.stringify({ environment: "web-live", deployment: "d-1", resources: [group] }),
              },
            ],
          },
        },
      ],
      logged: [],
    });
  });

  it("is not made of what the inventory does not hold", async () => {
    const alarm = [{ resource: { kind: "scaling-alarm", id: "cpu" } }] as const;
    expect(await announced(() => ({}), alarm)).toEqual({ calls: [], logged: [] });
  });

  it("that EventBridge does not take is logged, and nothing is thrown", async () => {
    const refused = await announced(() => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: "InternalFailure" }] }));
    expect(refused.logged).toEqual(notAnnounced("InternalFailure"));
    const failed = await announced(() => {
      throw Object.assign(new Error("not yours"), { name: "AccessDeniedException" });
    });
    expect(failed.logged).toEqual(notAnnounced("AccessDeniedException: not yours"));
  });

  it("that gets no answer is waited for a second and no longer", async () => {
    const slept: number[] = [];
    const impatient = { now: () => 0, sleep: async (duration: number) => void slept.push(duration) };
    const { logged } = await announced(() => never, resized, impatient);
    expect(logged).toEqual(notAnnounced("no answer in 1000 ms"));
    expect(slept).toEqual([1_000]);
  });
});
