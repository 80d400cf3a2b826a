import { Readable } from "node:stream";
import {
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { HttpResponse } from "@smithy/core/transport";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as clients from "../../../src/aws/clients.ts";
import { dynamoDb, loadBalancing, patientLoadBalancing } from "../../../src/aws/clients.ts";
import { forEachAtOnce } from "../../../src/inventory/concurrency.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubEnv("AWS_REGION", "eu-west-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIATEST");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Elastic Load Balancing's bucket for descriptions: 40, refilled at 10 a second. */
const bucket = () => {
  let [left, at] = [40, Date.now()];
  return {
    async handle() {
      left = Math.min(40, left + ((Date.now() - at) / 1_000) * 10);
      at = Date.now();
      const isThrottled = left < 1;
      if (!isThrottled) left -= 1;
      const xml = isThrottled
        ? "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>"
        : "<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions/></DescribeTargetHealthResult></DescribeTargetHealthResponse>";
      const body = Readable.from([Buffer.from(xml)]);
      return { response: new HttpResponse({ statusCode: isThrottled ? 400 : 200, headers: {}, body }) };
    },
  };
};

/** Describes the health of 300 target groups, four at once. Answers how many could not be described, and the seconds that it took. */
const describeAll = async (client: ElasticLoadBalancingV2Client) => {
  Object.assign(client.config, { requestHandler: bucket() });
  const began = Date.now();
  let failed = 0;
  let done = false;
  const all = forEachAtOnce(
    Array.from({ length: 300 }, (_, n) => n),
    4,
    async (n) => {
      try {
        await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: `arn-${n}` }));
      } catch {
        failed += 1;
      }
    },
  ).finally(() => {
    done = true;
  });
  while (!done) await vi.advanceTimersByTimeAsync(10);
  await all;
  return { failed, seconds: (Date.now() - began) / 1_000 };
};

it("describes all target groups of a large sweep within what Elastic Load Balancing allows, where others would fail", async () => {
  expect((await describeAll(loadBalancing())).failed).toBeGreaterThan(0);
  const patient = await describeAll(patientLoadBalancing());
  expect(patient.failed).toBe(0);
  // 260 more than the bucket holds, at 10 a second, and at most as long again for the tries that were too many.
  expect(patient.seconds).toBeLessThan(52);
});

it("copies no answer for a logger that keeps nothing", () => {
  expect(dynamoDb().middlewareStack.identify().join()).not.toContain("logger");
});

/** How long a client waits, which its handler knows by the time of its first request. */
const limitsOf = async (client: unknown) => {
  const { requestHandler } = (client as ReturnType<typeof dynamoDb>).config;
  const request = {
    protocol: "http:",
    hostname: "127.0.0.1",
    port: 1,
    method: "GET",
    path: "/",
    headers: {},
    query: {},
  };
  await requestHandler.handle(request as never).catch(() => {});
  const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = (
    requestHandler as unknown as { httpHandlerConfigs(): Readonly<Record<string, unknown>> }
  ).httpHandlerConfigs();
  return { connectionTimeout, requestTimeout, throwOnRequestTimeout };
};

it("a function gives up no answer: the SDK would repeat a write over what somebody else changed meanwhile", async () => {
  vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "moveTraffic");
  expect((await limitsOf(loadBalancing())).requestTimeout).toBeUndefined();
});

it("every client of the command gives up a connection after five seconds, and an answer after twenty", async () => {
  const all = Object.entries(clients).filter(([name]) => name !== "resourceClients");
  expect(all.length).toBeGreaterThan(10);
  const limits = all.map(async ([name, make]) => ({ name, ...(await limitsOf(make())) }));
  expect(await Promise.all(limits)).toEqual(
    all.map(([name]) => ({ name, connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true })),
  );
});
