import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { mapErrors } from "../../../src/aws/error-mapping.ts";
import { ofWhoActs, ofWhoWatches, type Patience, patient } from "../../../src/aws/patience.ts";
import { meetingThrottling, throttledTries } from "../../../src/throttling-met.ts";

/** A client whose calls fail `failures` times, by `name`; and how long was waited for between them. */
const trying = (failures: number, patience: Patience = ofWhoActs, name = "ThrottlingException") => {
  const waits: number[] = [];
  let [tries, now] = [0, 0];
  const clock = {
    now: () => now,
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
      now += milliseconds;
    },
  };
  const client = new ElasticLoadBalancingV2Client({ region: "eu-west-1" });
  client.middlewareStack.add(
    () => async () => {
      tries += 1;
      if (tries <= failures) throw Object.assign(new Error("Rate exceeded"), { name });
      return { response: undefined, output: { $metadata: { attempts: 1 } } } as never;
    },
    { step: "initialize", priority: "low", name: "answers" },
  );
  patient(mapErrors(client), patience, clock);
  const send = () => client.send(new DescribeTargetHealthCommand({ TargetGroupArn: "arn" }));
  return { send, waits, tries: () => tries };
};

/** Each wait is spread over the second half of the longest that it may be. */
const within = (waits: readonly number[], longest: readonly number[]): boolean =>
  waits.length === longest.length &&
  waits.every((wait, index) => wait >= (longest[index] ?? 0) / 2 && wait <= (longest[index] ?? 0));

describe("a call that AWS throttles", () => {
  it("is made again as long as the invocation has time for it, each time later", async () => {
    const call = trying(5);
    const met = await meetingThrottling(60_000, async () => {
      await call.send();
      return throttledTries();
    });
    expect(met).toBe(5);
    expect(call.waits.map(Math.ceil)).toEqual(call.waits);
    expect(within(call.waits, [1_000, 2_000, 4_000, 8_000, 8_000])).toBe(true);
  });

  it("is Throttled once there is no more time, before a wait that would outlast it", async () => {
    const call = trying(99);
    await expect(meetingThrottling(4_000, call.send)).rejects.toThrow(expect.objectContaining({ name: "Throttled" }));
    expect(within(call.waits, [1_000, 2_000])).toBe(true);
  });

  it("waits for longer where others go first", async () => {
    const call = trying(2, ofWhoWatches);
    await meetingThrottling(60_000, call.send);
    expect(within(call.waits, [8_000, 16_000])).toBe(true);
  });

  it.each<[string, string | undefined, number]>([
    ["outside of an invocation", undefined, 1],
    ["whose invocation gives way", undefined, 0],
    ["that failed by something else", "AccessDenied", 60_000],
  ])("is not made again: one %s", async (_, name, patientUntil) => {
    const call = trying(1, ofWhoActs, name);
    await expect(patientUntil === 1 ? call.send() : meetingThrottling(patientUntil, call.send)).rejects.toThrow();
    expect(call.tries()).toBe(1);
  });
});
