/** The framework deploys Sarcelle, unmodified: the first deployment fails and is tried again, then a change, the removal, and the way back. */
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
} from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, ListTablesCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, DeleteQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startPlayground } from "@sarcelle/playground/start";
import { afterAll, expect, inject, it } from "vitest";
import { serviceFolder } from "./serverless.ts";
import { until } from "./until.ts";

const world = await startPlayground({ port: 0, speed: 100, seed: 1 });
const service = serviceFolder(inject("template"));
afterAll(async () => {
  await world.stop();
  service.remove();
});

const connection = {
  endpoint: world.url,
  region: world.region,
  credentials: { accessKeyId: "operator", secretAccessKey: "operator" },
};
const stacks = new CloudFormationClient(connection);
const database = new DynamoDBClient(connection);
const StackName = "sarcelle-live";

const deploy = () => service.run(world.url, "deploy", "--package", service.packaged);
const status = async () => {
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }));
  return Stacks?.[0]?.StackStatus;
};
/** The stack's state once nothing is done to it any more. */
const atRest = () =>
  until("the stack is at rest", async () => {
    const now = await status();
    return now?.endsWith("_IN_PROGRESS") === true ? undefined : now;
  });
const tables = async () => (await database.send(new ListTablesCommand({}))).TableNames?.toSorted();
const memoryOf = async (FunctionName: string) =>
  (await new LambdaClient(connection).send(new GetFunctionConfigurationCommand({ FunctionName }))).MemorySize;

/** The template that the framework uploaded last, as CloudFormation is told of it. */
const uploaded = async (): Promise<string> => {
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }));
  const Bucket = Stacks?.[0]?.Outputs?.find(
    ({ OutputKey }) => OutputKey === "ServerlessDeploymentBucketName",
  )?.OutputValue;
  const s3 = new S3Client(connection);
  for (let ContinuationToken: string | undefined; ; ) {
    const { Contents = [], NextContinuationToken } = await s3.send(
      new ListObjectsV2Command({ Bucket, ContinuationToken }),
    );
    const found = Contents.find(({ Key }) => Key?.endsWith("/compiled-cloudformation-template.json"));
    if (found !== undefined) return `https://s3.amazonaws.com/${Bucket}/${found.Key}`;
    ContinuationToken = NextContinuationToken;
    if (ContinuationToken === undefined) throw new Error("No template was uploaded.");
  }
};

it("a first deployment that fails leaves nothing in the way of the next", async () => {
  const queues = new SQSClient(connection);
  const { QueueUrl } = await queues.send(
    new CreateQueueCommand({ QueueName: `${StackName}-inventory`, Attributes: { DelaySeconds: "7" } }),
  );
  const failed = await deploy();
  expect(failed).toMatchObject({ code: 1, said: expect.stringContaining("InventoryQueue") });
  expect([await atRest(), await tables()]).toEqual(["UPDATE_ROLLBACK_COMPLETE", []]);

  await queues.send(new DeleteQueueCommand({ QueueUrl }));
  await world.advance(61_000);
  expect(await deploy()).toMatchObject({
    code: 0,
    said: expect.stringContaining(`Service deployed to stack ${StackName}`),
  });
  expect([await status(), await tables()]).toEqual(["UPDATE_COMPLETE", [StackName, `${StackName}-inventory`]]);
});

it("a deployment without a change does nothing, and one with a change changes just that", async () => {
  expect(await deploy()).toMatchObject({ code: 0, said: expect.stringContaining("No changes to deploy") });
  const before = await memoryOf("sarcelle-live-collectInventory");
  service.change('"MemorySize": 1769', '"MemorySize": 2048');
  expect(await deploy()).toMatchObject({
    code: 0,
    said: expect.stringContaining(`Service deployed to stack ${StackName}`),
  });
  expect([before, await memoryOf("sarcelle-live-collectInventory")]).toEqual([1769, 2048]);
});

it("a removed deployment keeps its tables, and takes them back with what is in them", async () => {
  const Item = { pk: { S: "kept" }, sk: { S: "kept" } };
  await database.send(new PutItemCommand({ TableName: StackName, Item }));
  expect(await service.run(world.url, "remove")).toMatchObject({ code: 0 });
  expect(await tables()).toEqual([StackName, `${StackName}-inventory`]);

  // The framework makes the stack with its bucket, uploads, and is told that the tables' names are taken.
  expect(await deploy()).toMatchObject({ code: 1, said: expect.stringContaining("ResourceExistenceCheck") });
  const refused = await stacks.send(
    new DescribeEventsCommand({ StackName, ChangeSetName: "sarcelle-live-change-set" }),
  );
  expect(refused.OperationEvents?.map(({ LogicalResourceId }) => LogicalResourceId).toSorted()).toEqual([
    "InventoryTable",
    "Table",
  ]);
  const adopt = { StackName, ChangeSetName: "adopt" };
  await stacks.send(
    new CreateChangeSetCommand({
      ...adopt,
      ChangeSetType: "UPDATE",
      ImportExistingResources: true,
      TemplateURL: await uploaded(),
      Capabilities: ["CAPABILITY_NAMED_IAM"],
    }),
  );
  await waitUntilChangeSetCreateComplete({ client: stacks, minDelay: 1, maxWaitTime: 60 }, adopt);
  await stacks.send(new ExecuteChangeSetCommand(adopt));
  expect(await atRest()).toBe("UPDATE_COMPLETE");
  expect(await deploy()).toMatchObject({ code: 0 });
  expect((await database.send(new ScanCommand({ TableName: StackName }))).Items).toContainEqual(Item);
});
