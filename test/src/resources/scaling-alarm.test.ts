import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { describeAlarms } from "../../../src/resources/describe-alarms.ts";
import { scalingAlarm } from "../../../src/resources/scaling-alarm.ts";
import { awsError, fakeClient, writes } from "./fake-client.ts";

const state = { MetricName: "CPUUtilization", Threshold: 70, Tags: { team: "shop" } };

describe("scaling-alarm", () => {
  it("is its settings and tags, not what it measures now", async () => {
    const { client } = fakeClient<CloudWatchClient>({
      DescribeAlarms: () => ({
        MetricAlarms: [
          {
            AlarmName: "busy",
            AlarmArn: "arn:busy",
            MetricName: "CPUUtilization",
            Threshold: 70,
            StateValue: "OK",
            OKActions: [],
          },
        ],
      }),
      ListTagsForResource: () => ({ Tags: [{ Key: "team", Value: "shop" }] }),
    });
    expect(await scalingAlarm(client).read("busy")).toEqual(state);
  });

  it("is absent when CloudWatch describes none", async () => {
    const { client } = fakeClient<CloudWatchClient>({ DescribeAlarms: () => ({ MetricAlarms: [] }) });
    expect(await scalingAlarm(client).read("busy")).toBeNull();
  });

  it("is put whole and deleted, or gone already", async () => {
    const { client, calls } = fakeClient<CloudWatchClient>({
      PutMetricAlarm: () => ({}),
      DeleteAlarms: () => {
        throw awsError("ResourceNotFound");
      },
    });
    await scalingAlarm(client).write("busy", null, state);
    await scalingAlarm(client).write("busy", state, null);
    expect(writes(calls)).toEqual([
      {
        operation: "PutMetricAlarm",
        input: {
          AlarmName: "busy",
          MetricName: "CPUUtilization",
          Threshold: 70,
          Tags: [{ Key: "team", Value: "shop" }],
        },
      },
      { operation: "DeleteAlarms", input: { AlarmNames: ["busy"] } },
    ]);
  });

  it("asks for a hundred names at a time, and for nothing when there are no names, which would mean all", async () => {
    const { client, calls } = fakeClient<CloudWatchClient>({ DescribeAlarms: () => ({ MetricAlarms: [] }) });
    await describeAlarms(client, []);
    await describeAlarms(
      client,
      Array.from({ length: 101 }, (_, index) => `alarm-${index}`),
    );
    expect(calls.map(({ input }) => (input as { AlarmNames: readonly string[] }).AlarmNames.length)).toEqual([100, 1]);
  });
});
