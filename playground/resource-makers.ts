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
import { sleep } from "./world/clock.ts";
import type { Service, Surroundings } from "./world/service.ts";

export interface Services {
  readonly autoScaling: Service;
  readonly cloudWatch: CloudWatch;
  readonly dynamoDb: DynamoDb;
  readonly ec2: Service;
  readonly elbv2: Service;
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

/** Tries, a second apart, until what was just made has to show. */
const mostTries = 10;

/** How CloudFormation calls the services' own operations. */
const callsOf = (
  { autoScaling, cloudWatch, dynamoDb, ec2, elbv2, iam, logs, sns, sqs, s3, stepFunctions, events }: Services,
  { account, clock }: Pick<Surroundings, "account" | "clock">,
): Pick<ResourceMakers, "ask" | "askOnceShown"> => {
  const call = {
    principal: { arn: `arn:aws:sts::${account}:assumed-role/cloudformation/AWSCloudFormation` },
    requestId: "cloudformation",
  };
  const services = {
    ...{ autoscaling: autoScaling, ec2, elasticloadbalancing: elbv2, events, iam },
    ...{ logs, monitoring: cloudWatch, s3, sns, sqs, states: stepFunctions },
  };
  /** Which operations there are is the service's; that they exist shows at the first start. */
  const ask: ResourceMakers["ask"] = async (name, operation, input) => {
    if (name === "dynamodb") return askTables(dynamoDb, operation, input);
    const service: Service = services[name];
    const found = service.operations[operation];
    if (found === undefined) throw new TypeError(`The playground's ${service.name} has no operation ${operation}.`);
    return found.run(input, call);
  };
  return {
    ask,
    async askOnceShown(...asked) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await ask(...asked);
        } catch (error) {
          if (tries === mostTries || !(error instanceof AwsError && /NotFound/.test(error.name))) throw error;
          await sleep(clock, 1_000);
        }
      }
    },
  };
};

/** What CloudFormation calls, by which its stacks come about. */
export const makersFor = (known: Services, surroundings: Pick<Surroundings, "account" | "clock">): ResourceMakers => {
  const { dynamoDb, identity, lambda, logs, stepFunctions } = known;
  const { ask, askOnceShown } = callsOf(known, surroundings);
  return {
    ask,
    askOnceShown,
    tableExists: (name) => name in (dynamoDb.state().tables ?? {}),
    roleExists: (name) => identity.roles().some((role) => role.name === name),
    functionExists: (name) => name in (lambda.state().functions ?? {}),
    logGroupExists: logs.exists,
    createTable: dynamoDb.createTable,
    putRole(role) {
      const createdAt = identity.roles().find(({ arn }) => arn === role.arn)?.createdAt ?? surroundings.clock.now();
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
      await ask("events", "PutRule", input);
    },
    putTargets: async (input) => {
      await ask("events", "PutTargets", input);
    },
    createQueue: async (input) => ((await ask("sqs", "CreateQueue", input)) as { QueueUrl: string }).QueueUrl,
    createTopic: async (input) => ((await ask("sns", "CreateTopic", input)) as { TopicArn: string }).TopicArn,
    setTopicPolicy: async (TopicArn, AttributeValue) => {
      await ask("sns", "SetTopicAttributes", { TopicArn, AttributeName: "Policy", AttributeValue });
    },
    setQueuePolicy: async (QueueUrl, Policy) => {
      await ask("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
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
