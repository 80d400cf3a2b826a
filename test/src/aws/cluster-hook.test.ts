import type { LambdaClient } from "@aws-sdk/client-lambda";
import { describe, expect, it } from "vitest";
import { askCluster, requireWhole } from "../../../src/aws/cluster-hook.ts";

const question = {
  question: "joins",
  environment: "jobs-live",
  deployment: "d-1",
  group: "jobs",
  instance: "i-1",
} as const;

/** A client whose function answers so. */
const answering = (send: () => Promise<unknown>) => ({ send }) as unknown as LambdaClient;
const returning = (value: unknown, more: object = {}) =>
  answering(() => Promise.resolve({ Payload: Buffer.from(JSON.stringify(value)), ...more }));
const never = () => new Promise<never>(() => {});
const patient = { now: () => 0, sleep: never };

describe("a cluster's hook", () => {
  it.each([
    ["answers", returning({ verdict: "pass" }), { verdict: "pass", reason: "it gives no reason" }],
    [
      "fails",
      returning({ errorType: "Error", errorMessage: "no route" }, { FunctionError: "Unhandled" }),
      { verdict: "wait", reason: 'it failed ({"errorType":"Error","errorMessage":"no route"})' },
    ],
    [
      "cannot be called",
      answering(() => Promise.reject(new Error("Rate Exceeded."))),
      { verdict: "wait", reason: "it could not be asked (Rate Exceeded.)" },
    ],
  ])("that %s says whether the cluster is whole, or that it is not known to be", async (_, client, answer) => {
    expect(await askCluster(client, "sarcelle-hook-cluster", question, patient)).toEqual(answer);
  });

  it("that does not answer is given up, and its call with it", async () => {
    let signal: AbortSignal | undefined;
    const client = {
      send: (_: unknown, options: { readonly abortSignal: AbortSignal }) => {
        signal = options.abortSignal;
        return never();
      },
    } as unknown as LambdaClient;
    const slept: number[] = [];
    const clock = { now: () => 0, sleep: (duration: number) => Promise.resolve(void slept.push(duration)) };
    expect(await askCluster(client, "sarcelle-hook-cluster", question, clock)).toEqual({
      verdict: "wait",
      reason: "it did not answer within 20 s",
    });
    expect([slept, signal?.aborted]).toEqual([[20_000], true]);
  });

  it("keeps an update from beginning unless it passes", async () => {
    const none = answering(never);
    const rolling = (hook?: object) => ({ name: "jobs-live", rolling: { hook } }) as never;
    await requireWhole(rolling(), "jobs", none);
    const hook = { function: "sarcelle-hook-cluster", timeout: 600 };
    await requireWhole(rolling(hook), "jobs", returning({ verdict: "pass" }));
    await expect(
      requireWhole(rolling(hook), "jobs", returning({ verdict: "fail", reason: "two voters." })),
    ).rejects.toThrow(
      "The hook sarcelle-hook-cluster does not say that the cluster of 'jobs' is whole: two voters. Expected",
    );
  });
});
