import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { expect, it } from "vitest";
import { alarmsOf } from "../../../src/aws/alarms.ts";
import { fakeClient } from "../resources/fake-client.ts";

it("no names ask for no alarms: CloudWatch would answer all of the account's", async () => {
  const { client, calls } = fakeClient<CloudWatchClient>({});
  expect(await alarmsOf(client, [])).toEqual([]);
  expect(calls).toEqual([]);
});
