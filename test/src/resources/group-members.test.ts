import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { describe, expect, it } from "vitest";
import type { State } from "../../../src/changes/change.ts";
import type { ResourceKind } from "../../../src/changes/resource-kind.ts";
import { lifecycleHook } from "../../../src/resources/lifecycle-hook.ts";
import { notification } from "../../../src/resources/notification.ts";
import { scalingPolicy } from "../../../src/resources/scaling-policy.ts";
import { scheduledAction } from "../../../src/resources/scheduled-action.ts";
import { awsError, fakeClient, writes } from "./fake-client.ts";

interface Member {
  readonly make: (client: AutoScalingClient) => ResourceKind;
  readonly id: string;
  readonly describe: string;
  /** Answers on two pages, since what comes after the first is as true. */
  readonly answer: (token: string | undefined) => object;
  readonly state: State;
  readonly put: readonly [operation: string, input: object];
  readonly remove: readonly [operation: string, input: object];
}

const secondPage = (key: string, item: object) => (token: string | undefined) =>
  token === undefined ? { [key]: [], NextToken: "2" } : { [key]: [item] };

const members: readonly (readonly [string, Member])[] = [
  [
    "scaling-policy",
    {
      make: scalingPolicy,
      id: "web/out",
      describe: "DescribePolicies",
      answer: secondPage("ScalingPolicies", {
        AutoScalingGroupName: "web",
        PolicyName: "out",
        PolicyARN: "arn:out",
        PolicyType: "SimpleScaling",
        ScalingAdjustment: 2,
        StepAdjustments: [],
        Alarms: [{ AlarmName: "busy" }],
      }),
      state: { PolicyType: "SimpleScaling", ScalingAdjustment: 2 },
      put: [
        "PutScalingPolicy",
        { AutoScalingGroupName: "web", PolicyName: "out", PolicyType: "SimpleScaling", ScalingAdjustment: 2 },
      ],
      remove: ["DeletePolicy", { AutoScalingGroupName: "web", PolicyName: "out" }],
    },
  ],
  [
    "scheduled-action",
    {
      make: scheduledAction,
      id: "web/morning",
      describe: "DescribeScheduledActions",
      answer: secondPage("ScheduledUpdateGroupActions", {
        ScheduledActionName: "morning",
        Time: new Date("2026-06-01T06:00:00Z"),
        StartTime: new Date("2026-06-01T06:00:00Z"),
        MinSize: 0,
      }),
      state: { StartTime: "2026-06-01T06:00:00.000Z", MinSize: 0 },
      put: [
        "PutScheduledUpdateGroupAction",
        {
          AutoScalingGroupName: "web",
          ScheduledActionName: "morning",
          StartTime: "2026-06-01T06:00:00.000Z",
          MinSize: 0,
        },
      ],
      remove: ["DeleteScheduledAction", { AutoScalingGroupName: "web", ScheduledActionName: "morning" }],
    },
  ],
  [
    "lifecycle-hook",
    {
      make: lifecycleHook,
      id: "web/warm-cache",
      describe: "DescribeLifecycleHooks",
      answer: () => ({
        LifecycleHooks: [{ LifecycleHookName: "warm-cache", HeartbeatTimeout: 60, GlobalTimeout: 6000 }],
      }),
      state: { HeartbeatTimeout: 60 },
      put: ["PutLifecycleHook", { AutoScalingGroupName: "web", LifecycleHookName: "warm-cache", HeartbeatTimeout: 60 }],
      remove: ["DeleteLifecycleHook", { AutoScalingGroupName: "web", LifecycleHookName: "warm-cache" }],
    },
  ],
  [
    "notification",
    {
      make: notification,
      id: "web/arn:topic",
      describe: "DescribeNotificationConfigurations",
      answer: (token) =>
        token === undefined
          ? { NotificationConfigurations: [{ TopicARN: "arn:topic", NotificationType: "b" }], NextToken: "2" }
          : {
              NotificationConfigurations: [
                { TopicARN: "arn:topic", NotificationType: "a" },
                { TopicARN: "arn:other", NotificationType: "c" },
              ],
            },
      state: { types: ["a", "b"] },
      put: [
        "PutNotificationConfiguration",
        { AutoScalingGroupName: "web", TopicARN: "arn:topic", NotificationTypes: ["a", "b"] },
      ],
      remove: ["DeleteNotificationConfiguration", { AutoScalingGroupName: "web", TopicARN: "arn:topic" }],
    },
  ],
];

describe.each(members)("%s", (_kind, { make, id, describe: operation, answer, state, put, remove }) => {
  it("is its settings, from whatever page", async () => {
    const { client } = fakeClient<AutoScalingClient>({
      [operation]: ({ NextToken }: { NextToken?: string }) => answer(NextToken),
    });
    expect(await make(client).read(id)).toEqual(state);
  });

  it("is absent where there is no group, for which AWS has the same error as for a wrong parameter", async () => {
    const absent = (groups: readonly object[]) =>
      make(
        fakeClient<AutoScalingClient>({
          [operation]: () => {
            throw awsError("ValidationError");
          },
          DescribeAutoScalingGroups: () => ({ AutoScalingGroups: groups }),
        }).client,
      );
    expect(await absent([]).read(id)).toBeNull();
    await expect(absent([{ AutoScalingGroupName: "web" }]).read(id)).rejects.toThrow("ValidationError");
  });

  it("is put whole and deleted by name", async () => {
    const { client, calls } = fakeClient<AutoScalingClient>({ [put[0]]: () => ({}), [remove[0]]: () => ({}) });
    await make(client).write(id, null, state);
    await make(client).write(id, state, null);
    expect(writes(calls)).toEqual([
      { operation: put[0], input: put[1] },
      { operation: remove[0], input: remove[1] },
    ]);
  });

  it("may be gone when it is deleted", async () => {
    const { client } = fakeClient<AutoScalingClient>({
      [remove[0]]: () => {
        throw awsError("ValidationError");
      },
      [operation]: () => ({}),
    });
    await expect(make(client).write(id, state, null)).resolves.toBeUndefined();
  });
});

describe("a scheduled action", () => {
  const { stillOurs } = scheduledAction(fakeClient<AutoScalingClient>({}).client);
  const start = (day: number, rest: object) => ({ StartTime: `2026-06-0${day}T06:00:00.000Z`, ...rest });

  it.each([
    ["recurs, so that AWS moves its start", { Recurrence: "0 6 * * *" }, { Recurrence: "0 6 * * *" }, true],
    ["recurs otherwise", { Recurrence: "0 6 * * *" }, { Recurrence: "0 7 * * *" }, false],
    ["happens once", {}, {}, false],
  ])("with another start counts as the same if it %s", (_name, state, found, ours) => {
    expect(stillOurs?.(start(1, state), start(2, found))).toBe(ours);
  });
});

it.each([
  [
    "it is still to come",
    { Recurrence: "0 6 * * *" },
    "2026-06-01T05:58:00Z",
    { StartTime: "2026-06-01T06:00:00.000Z" },
  ],
  ["it is over, or as good as", { Recurrence: "0 6 * * *" }, "2026-06-01T05:59:30Z", {}],
  ["it happens once", {}, "2026-06-01T06:30:00Z", { StartTime: "2026-06-01T06:00:00.000Z" }],
])("the start of a scheduled action is sent as follows, if %s", async (_, recurring, now, sent) => {
  const { client, calls } = fakeClient<AutoScalingClient>({ PutScheduledUpdateGroupAction: () => ({}) });
  const clock = { now: () => Date.parse(now), sleep: async () => {} };
  const state = { StartTime: "2026-06-01T06:00:00.000Z", MinSize: 0, ...recurring };
  await scheduledAction(client, clock).write("web/morning", null, state);
  expect(writes(calls)).toEqual([
    {
      operation: "PutScheduledUpdateGroupAction",
      input: { AutoScalingGroupName: "web", ScheduledActionName: "morning", MinSize: 0, ...recurring, ...sent },
    },
  ]);
});
