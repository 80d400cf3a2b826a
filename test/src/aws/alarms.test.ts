import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { expect, it } from "vitest";
import { alarmsOf } from "../../../src/aws/alarms.ts";
import { fakeClient } from "../resources/fake-client.ts";

it("no names ask for no alarms: CloudWatch would answer all of the account's", async () => {
  const { client, calls } = fakeClient<CloudWatchClient>({});
  expect(await alarmsOf(client, [])).toEqual([]);
  expect(calls).toEqual([]);
});

it("alarms of both types are answered from all pages", async () => {
  const { client: fake, calls } = fakeClient<CloudWatchClient>({
    DescribeAlarms: ({ NextToken }: { readonly NextToken?: string }) =>
      NextToken === undefined
        ? { MetricAlarms: [{ AlarmName: "errors", StateValue: "OK", StateReason: "quiet" }], NextToken: "2" }
        : { CompositeAlarms: [{ AlarmName: "any", StateValue: "ALARM", StateReason: "errors" }] },
  });
  // The SDK's paginators take nothing but a client of its own.
  const client = Object.assign(new CloudWatchClient({ region: "eu-west-1" }), { send: fake.send });
  expect(await alarmsOf(client, ["errors", "any"])).toEqual([
    { name: "errors", state: "OK", reason: "quiet" },
    { name: "any", state: "ALARM", reason: "errors" },
  ]);
  expect(calls[0]?.input).toEqual({ AlarmNames: ["errors", "any"], AlarmTypes: ["MetricAlarm", "CompositeAlarm"] });
});
