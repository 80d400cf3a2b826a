import * as z from "zod";
import type { FunctionDefinition } from "../../services/lambda/functions.ts";
import { type Creation, given, number, resourceType, tagRecord, tags, truth } from "../resource-type.ts";

const functionProperties = z.strictObject({
  FunctionName: z.string().max(64).optional(),
  Description: z.string().optional(),
  Runtime: z.literal("nodejs24.x"),
  Handler: z.string(),
  Role: z.string(),
  Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
  MemorySize: number.optional(),
  Timeout: number.optional(),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
  Architectures: z.array(z.enum(["x86_64", "arm64"])).optional(),
  ReservedConcurrentExecutions: number.optional(),
  // Nothing is traced here.
  TracingConfig: z.strictObject({ Mode: z.enum(["Active", "PassThrough"]) }).optional(),
  Tags: tags.optional(),
});

const settingsOf = (
  properties: z.infer<typeof functionProperties>,
  { artifact }: Creation,
): Omit<FunctionDefinition, "name"> => ({
  description: properties.Description ?? "",
  runtime: properties.Runtime,
  handler: properties.Handler,
  roleArn: properties.Role,
  code: artifact(properties.Code.S3Bucket, properties.Code.S3Key),
  memorySize: properties.MemorySize ?? 128,
  timeout: properties.Timeout ?? 3,
  environment: properties.Environment?.Variables ?? {},
  architectures: properties.Architectures ?? ["x86_64"],
  reservedConcurrency: properties.ReservedConcurrentExecutions,
  tags: tagRecord(properties.Tags),
});

const createdFunction = (name: string, { account, region }: Creation) => ({
  ref: name,
  attributes: { Arn: `arn:aws:lambda:${region}:${account}:function:${name}` },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction = resourceType(functionProperties, {
  async create(properties, creation) {
    const name = properties.FunctionName ?? creation.madeUpName;
    await creation.handlers.createFunction({ name, ...settingsOf(properties, creation) });
    return createdFunction(name, creation);
  },
  update: (properties, { existing }, creation) =>
    creation.handlers.updateFunction(existing.ref, settingsOf(properties, creation)),
  remove: ({ ref }, { handlers }) => handlers.deleteFunction(ref),
  existing: ({ FunctionName }, creation) =>
    FunctionName !== undefined && creation.handlers.functionExists(FunctionName)
      ? createdFunction(FunctionName, creation)
      : undefined,
  replacedBy: ["FunctionName"],
  seconds: { create: 7, update: 7, remove: 4 },
});

/** `function:name` of an ARN, or the name itself. */
const nameOf = (functionName: string): string => /:function:([^:]+)/.exec(functionName)?.[1] ?? functionName;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export const version = resourceType(
  z.strictObject({ FunctionName: z.string(), CodeSha256: z.string().optional(), Description: z.string().optional() }),
  {
    async create({ FunctionName }, { handlers, account, region }) {
      const number = await handlers.publishVersion(nameOf(FunctionName));
      const arn = `arn:aws:lambda:${region}:${account}:function:${nameOf(FunctionName)}:${number}`;
      return { ref: arn, attributes: { FunctionArn: arn, Version: number } };
    },
    // Versions go with their function: the playground deletes none alone.
    remove: () => {},
    seconds: { create: 3, update: 3, remove: 1 },
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export const permission = resourceType(
  z.strictObject({
    FunctionName: z.string(),
    Action: z.literal("lambda:InvokeFunction"),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.string().optional(),
  }),
  {
    async create(properties, { handlers, madeUpName }) {
      await handlers.addPermission({
        ...given(properties),
        FunctionName: nameOf(properties.FunctionName),
        StatementId: madeUpName,
      });
      return { ref: madeUpName, attributes: {} };
    },
    remove: ({ ref }, { handlers }, { FunctionName }) => handlers.removePermission(nameOf(FunctionName), ref),
    seconds: { create: 11, update: 11, remove: 11 },
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
export const eventInvokeConfig = resourceType(
  z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.literal("$LATEST"),
    MaximumRetryAttempts: number.optional(),
    MaximumEventAgeInSeconds: number.optional(),
  }),
  {
    async create(properties, { handlers, madeUpName }) {
      const FunctionName = nameOf(properties.FunctionName);
      await handlers.putFunctionEventInvokeConfig({ ...given(properties), FunctionName });
      return { ref: madeUpName, attributes: {} };
    },
    update: (properties, _, { handlers }) =>
      handlers.putFunctionEventInvokeConfig({ ...given(properties), FunctionName: nameOf(properties.FunctionName) }),
    remove: (_, { handlers }, { FunctionName }) => handlers.deleteFunctionEventInvokeConfig(nameOf(FunctionName)),
    replacedBy: ["FunctionName", "Qualifier"],
    seconds: { create: 3, update: 3, remove: 3 },
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html */
export const eventSourceMapping = resourceType(
  z.strictObject({
    EventSourceArn: z.string().regex(/^arn:aws:sqs:/, "only SQS queues are event sources in the playground"),
    FunctionName: z.string(),
    BatchSize: number.optional(),
    MaximumBatchingWindowInSeconds: number.optional(),
    Enabled: truth.optional(),
    FunctionResponseTypes: z.array(z.literal("ReportBatchItemFailures")).optional(),
    ScalingConfig: z.strictObject({ MaximumConcurrency: number }).optional(),
  }),
  {
    async create(properties, { handlers }) {
      const id = await handlers.mapEventSource({ ...given(properties), FunctionName: nameOf(properties.FunctionName) });
      return { ref: id, attributes: { Id: id } };
    },
    update: ({ EventSourceArn: _, FunctionName: __, ...settings }, { existing }, { handlers }) =>
      handlers.updateEventSourceMapping(existing.ref, settings),
    remove: ({ ref }, { handlers }) => handlers.deleteEventSourceMapping(ref),
    replacedBy: ["EventSourceArn", "FunctionName"],
    seconds: { create: 22, update: 22, remove: 22 },
  },
);
