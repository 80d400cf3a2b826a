/** Deploys a packaged template into the playground's services, as CloudFormation would. */
import type { Identity } from "./identity/identity.ts";
import type { DynamoDb } from "./services/dynamodb/dynamodb.ts";
import type { EventBridge } from "./services/eventbridge/eventbridge.ts";
import type { Lambda } from "./services/lambda/lambda.ts";
import type { Sns } from "./services/sns/sns.ts";
import type { Sqs } from "./services/sqs/sqs.ts";
import type { StepFunctions } from "./services/stepfunctions/stepfunctions.ts";
import type { ResourceMakers } from "./template/handlers.ts";
import { type Deployment, loadTemplate, type Stack } from "./template/load-template.ts";
import type { Service } from "./world/service.ts";

export interface Services {
  readonly dynamoDb: DynamoDb;
  readonly identity: Identity;
  readonly lambda: Lambda;
  readonly sns: Sns;
  readonly sqs: Sqs;
  readonly stepFunctions: StepFunctions;
  readonly events: EventBridge;
}

const handlersFor = (
  { dynamoDb, identity, lambda, sns, sqs, stepFunctions, events }: Services,
  account: string,
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
  return {
    createTable: dynamoDb.createTable,
    putRole: identity.putRole,
    putRolePolicy({ role: name, name: policy, document }) {
      const role = identity.roles().find((each) => each.name === name);
      if (role === undefined) throw new TypeError(`There is no role '${name}' to put the policy '${policy}' on.`);
      identity.putRole({ ...role, policies: { ...role.policies, [policy]: document } });
    },
    createFunction: lambda.createFunction,
    publishVersion: lambda.publishVersion,
    addPermission: lambda.addPermission,
    putFunctionEventInvokeConfig: lambda.putFunctionEventInvokeConfig,
    mapEventSource: lambda.mapEventSource,
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

/** Creates everything in the template; throws, naming the place, at the first thing that cannot be created. */
export const deploy = (
  template: unknown,
  { services, ...deployment }: Deployment & { readonly services: Services },
): Promise<Stack> => loadTemplate(template, deployment, handlersFor(services, deployment.account));
