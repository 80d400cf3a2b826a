import { Readable } from "node:stream";
import { DescribeTargetGroupsCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { HttpResponse } from "@smithy/core/transport";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadBalancing } from "../../../src/aws/clients.ts";

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

/** How often somebody whose clock is so many minutes behind AWS's asks, and what he is told in the end, where AWS always answers `code`. */
const asked = async (code: string, minutes: number) => {
  const client = loadBalancing();
  let asks = 0;
  Object.assign(client.config, {
    requestHandler: {
      async handle() {
        asks += 1;
        const body = Readable.from([
          `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error></ErrorResponse>`,
        ]);
        const headers = { date: new Date(Date.now() + minutes * 60_000).toUTCString() };
        return { response: new HttpResponse({ statusCode: 400, headers, body }) };
      },
    },
  });
  let told: string | undefined;
  client.send(new DescribeTargetGroupsCommand({ Names: ["web-green"] })).catch(({ name }: Error) => {
    told = name;
  });
  while (told === undefined) await vi.advanceTimersByTimeAsync(10);
  return { asks, told };
};

it.each([
  { code: "TargetGroupNotFound", minutes: 0, asks: 1, told: "TargetGroupNotFoundException" },
  { code: "TargetGroupNotFound", minutes: 60, asks: 1, told: "TargetGroupNotFoundException" },
  { code: "TargetGroupNotFound", minutes: -60, asks: 1, told: "TargetGroupNotFoundException" },
  { code: "ValidationError", minutes: 60, asks: 1, told: "ValidationError" },
  // Asked again, with the time as AWS has it.
  { code: "RequestExpired", minutes: 60, asks: 3, told: "RequestExpired" },
])(
  "at a clock that is $minutes minutes behind, $code is answered to $asks requests",
  async ({ code, minutes, ...expected }) => {
    expect(await asked(code, minutes)).toEqual(expected);
  },
);
