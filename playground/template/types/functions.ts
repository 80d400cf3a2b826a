import * as z from "zod";
import { given, number, resourceType, tagRecord, tags, truth } from "../resource-type.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export const lambdaFunction = resourceType(
  z.strictObject({
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
    Tags: tags.optional(),
  }),
  async (properties, { handlers, account, region, madeUpName, artifact }) => {
    const name = properties.FunctionName ?? madeUpName;
    await handlers.createFunction({
      name,
      description: properties.Description ?? "",
      runtime: properties.Runtime,
      handler: properties.Handler,
      roleArn: properties.Role,
      code: artifact(properties.Code.S3Key),
      memorySize: properties.MemorySize ?? 128,
      timeout: properties.Timeout ?? 3,
      environment: properties.Environment?.Variables ?? {},
      architectures: properties.Architectures ?? ["x86_64"],
      reservedConcurrency: properties.ReservedConcurrentExecutions,
      tags: tagRecord(properties.Tags),
    });
    return { ref: name, attributes: { Arn: `arn:aws:lambda:${region}:${account}:function:${name}` } };
  },
);

/** `function:name` of an ARN, or the name itself. */
const nameOf = (functionName: string): string => /:function:([^:]+)/.exec(functionName)?.[1] ?? functionName;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export const version = resourceType(
  z.strictObject({ FunctionName: z.string(), CodeSha256: z.string().optional(), Description: z.string().optional() }),
  async ({ FunctionName }, { handlers, account, region }) => {
    const number = await handlers.publishVersion(nameOf(FunctionName));
    const arn = `arn:aws:lambda:${region}:${account}:function:${nameOf(FunctionName)}:${number}`;
    return { ref: arn, attributes: { FunctionArn: arn, Version: number } };
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
  async (properties, { handlers, madeUpName }) => {
    await handlers.addPermission({
      ...given(properties),
      FunctionName: nameOf(properties.FunctionName),
      StatementId: madeUpName,
    });
    return { ref: madeUpName, attributes: {} };
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
  async (properties, { handlers, madeUpName }) => {
    await handlers.putFunctionEventInvokeConfig({
      ...given(properties),
      FunctionName: nameOf(properties.FunctionName),
    });
    return { ref: madeUpName, attributes: {} };
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
  async (properties, { handlers }) => {
    const id = await handlers.mapEventSource({ ...given(properties), FunctionName: nameOf(properties.FunctionName) });
    return { ref: id, attributes: { Id: id } };
  },
);
