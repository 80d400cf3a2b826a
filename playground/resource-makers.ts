/** How CloudFormation makes, changes and deletes things in the playground's services. */
import type { Identity } from "./identity/identity.ts";
import type { CloudWatch } from "./services/cloudwatch/cloudwatch.ts";
import type { DynamoDb } from "./services/dynamodb/dynamodb.ts";
import type { EventBridge } from "./services/eventbridge/eventbridge.ts";
import type { Lambda } from "./services/lambda/lambda.ts";
import type { Logs } from "./services/logs/logs.ts";
import type { S3 } from "./services/s3/s3.ts";
import type { Sns } from "./services/sns/sns.ts";
import type { Sqs } from "./services/sqs/sqs.ts";
import type { StepFunctions } from "./services/stepfunctions/stepfunctions.ts";
import type { ResourceMakers } from "./template/handlers.ts";
import { AwsError } from "./world/aws-error.ts";
import type { Service, Surroundings } from "./world/service.ts";

export interface Services {
  readonly cloudWatch: CloudWatch;
  readonly dynamoDb: DynamoDb;
  readonly identity: Identity;
  readonly iam: Service;
  readonly lambda: Lambda;
  readonly logs: Logs;
  readonly s3: S3;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly stepFunctions: StepFunctions;
  readonly events: EventBridge;
}

/** What CloudFormation calls, by which its stacks come about. */
export const makersFor = (
  { cloudWatch, dynamoDb, identity, iam, lambda, logs, sns, sqs, s3, stepFunctions, events }: Services,
  { account, clock }: Pick<Surroundings, "account" | "clock">,
): ResourceMakers => {
  const call = {
    principal: { arn: `arn:aws:sts::${account}:assumed-role/cloudformation/AWSCloudFormation` },
    requestId: "cloudformation",
  };
  /** A call of the service's own API. Which operations there are is the service's; that they exist shows at the first start. */
  const ask = async <Output>(service: Service, operation: string, input: unknown): Promise<Output> => {
    const found = service.operations[operation];
    if (found === undefined) throw new TypeError(`The playground's ${service.name} has no operation ${operation}.`);
    return (await found.run(input, call)) as Output;
  };
  const services = { events, iam, logs, monitoring: cloudWatch, s3, sns, sqs, states: stepFunctions };
  return {
    ask: (service, operation, input) =>
      service === "dynamodb" ? askTables(dynamoDb, operation, input) : ask(services[service], operation, input),
    tableExists: (name) => name in (dynamoDb.state().tables ?? {}),
    roleExists: (name) => identity.roles().some((role) => role.name === name),
    functionExists: (name) => name in (lambda.state().functions ?? {}),
    logGroupExists: logs.exists,
    createTable: dynamoDb.createTable,
    putRole(role) {
      const createdAt = identity.roles().find(({ arn }) => arn === role.arn)?.createdAt ?? clock.now();
      identity.putRole({ ...role, createdAt });
    },
    removeRole: identity.removeRole,
    createFunction: lambda.createFunction,
    updateFunction: lambda.updateFunction,
    deleteFunction: lambda.deleteFunction,
    publishVersion: lambda.publishVersion,
    addPermission: lambda.addPermission,
    putFunctionEventInvokeConfig: lambda.putFunctionEventInvokeConfig,
    removePermission: lambda.removePermission,
    deleteFunctionEventInvokeConfig: lambda.deleteFunctionEventInvokeConfig,
    mapEventSource: lambda.mapEventSource,
    updateEventSourceMapping: lambda.updateEventSourceMapping,
    deleteEventSourceMapping: lambda.deleteEventSourceMapping,
    createStateMachine: stepFunctions.createStateMachine,
    putRule: async (input) => {
      await ask(events, "PutRule", input);
    },
    putTargets: async (input) => {
      await ask(events, "PutTargets", input);
    },
    createQueue: async (input) => (await ask<{ QueueUrl: string }>(sqs, "CreateQueue", input)).QueueUrl,
    createTopic: async (input) => (await ask<{ TopicArn: string }>(sns, "CreateTopic", input)).TopicArn,
    setTopicPolicy: async (TopicArn, AttributeValue) => {
      await ask(sns, "SetTopicAttributes", { TopicArn, AttributeName: "Policy", AttributeValue });
    },
    setQueuePolicy: async (QueueUrl, Policy) => {
      await ask(sqs, "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
    },
  };
};

/** An operation of DynamoDB, which answers in its own protocol. */
const askTables = async (dynamoDb: DynamoDb, operation: string, input: object): Promise<unknown> => {
  const answer = await dynamoDb.perform(operation, { ...input });
  if ("output" in answer) return answer.output;
  const { __type = "", message = "" } = JSON.parse(new TextDecoder().decode(answer.body)) as Record<string, string>;
  throw new AwsError(__type.split("#").at(-1) ?? "", message, { status: answer.status });
};
