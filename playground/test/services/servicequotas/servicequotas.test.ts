/** Service Quotas with the real SDK, and quotas that are set from outside. */
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ListServicesCommand,
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Playground, startPlayground } from "../../../start.ts";

let playground: Playground;
let client: ServiceQuotasClient;
beforeAll(async () => {
  playground = await startPlayground({ port: 0, speed: 100, seed: 1 });
  client = new ServiceQuotasClient({
    endpoint: playground.url,
    region: "eu-west-1",
    credentials: { accessKeyId: "playground", secretAccessKey: "playground" },
    maxAttempts: 1,
  });
});
afterAll(() => playground.stop());

const put = async (path: string, body: object) => {
  const answer = await fetch(`${playground.url}/_playground/quotas/${path}`, {
    method: "PUT",
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

const vcpus = { ServiceCode: "ec2", QuotaCode: "L-1216C47A" };

it("a quota is told as the account has it, and as AWS gives it", async () => {
  const told = {
    ...vcpus,
    ServiceName: "Amazon Elastic Compute Cloud (Amazon EC2)",
    QuotaName: "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances",
    Unit: "None",
    Adjustable: true,
    GlobalQuota: false,
  };
  expect((await client.send(new GetServiceQuotaCommand(vcpus))).Quota).toEqual({
    ...told,
    Value: 1152,
    QuotaArn: "arn:aws:servicequotas:eu-west-1:123456789012:ec2/L-1216C47A",
    QuotaAppliedAtLevel: "ACCOUNT",
  });
  expect((await client.send(new GetAWSDefaultServiceQuotaCommand(vcpus))).Quota).toEqual({
    ...told,
    Value: 5,
    QuotaArn: "arn:aws:servicequotas:eu-west-1::ec2/L-1216C47A",
  });
});

it("a young account's is set from outside, and AWS's own stays", async () => {
  const concurrency = { ServiceCode: "lambda", QuotaCode: "L-B99A9384" };
  expect(await put("lambda/L-B99A9384", { value: 10 })).toMatchObject({
    status: 200,
    body: { name: "Concurrent executions", value: 10 },
  });
  expect((await client.send(new GetServiceQuotaCommand(concurrency))).Quota?.Value).toBe(10);
  expect((await client.send(new GetAWSDefaultServiceQuotaCommand(concurrency))).Quota?.Value).toBe(1000);
});

it.each([
  ["lambda/L-0", { value: 10 }, "There is no quota 'lambda/L-0'. There are: autoscaling/"],
  ["lambda/L-B99A9384", { value: -1 }, "value is a whole number from 0, not -1."],
  ["lambda/L-B99A9384", { values: 1 }, "There is no field 'values': expected value."],
  [
    "elasticloadbalancing/L-822D1B1B",
    { value: 200 },
    "The quota 'Target Groups per Application Load Balancer' is 100 for everybody.",
  ],
])("%s to %j is refused with what would be right", async (path, body, said) => {
  expect(await put(path, body)).toEqual({
    status: 400,
    body: { error: "ValidationException", message: expect.stringContaining(said) },
  });
});

it("lists go on from page to page", async () => {
  // The SDK's paginators write their token into the input.
  const input = () => ({ ServiceCode: "elasticloadbalancing" });
  const codes: (readonly (string | undefined)[])[] = [];
  for await (const { Quotas = [] } of paginateListServiceQuotas({ client }, input()))
    codes.push(Quotas.map(({ QuotaCode }) => QuotaCode));
  expect(codes.map(({ length }) => length)).toEqual([2, 2, 2, 2, 1]);
  const defaults: unknown[] = [];
  for await (const { Quotas = [] } of paginateListAWSDefaultServiceQuotas({ client }, input()))
    defaults.push(...Quotas);
  expect(defaults).toHaveLength(9);
  expect((await client.send(new ListServicesCommand({}))).Services).toEqual([
    { ServiceCode: "autoscaling", ServiceName: "Amazon EC2 Auto Scaling" },
    { ServiceCode: "ec2", ServiceName: "Amazon Elastic Compute Cloud (Amazon EC2)" },
  ]);
});

it("what there is not is refused by name", async () => {
  await expect(client.send(new GetServiceQuotaCommand({ ...vcpus, QuotaCode: "L-0" }))).rejects.toMatchObject({
    name: "NoSuchResourceException",
    message: "The request failed because the specified quota L-0 does not exist for service ec2.",
  });
  await expect(client.send(new GetServiceQuotaCommand({ ...vcpus, ServiceCode: "s3x" }))).rejects.toMatchObject({
    name: "NoSuchResourceException",
    message: "The request failed because the specified service s3x does not exist.",
  });
  await expect(client.send(new ListServicesCommand({ NextToken: "abcd" }))).rejects.toMatchObject({
    name: "InvalidPaginationTokenException",
  });
});
