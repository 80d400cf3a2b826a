import type { PutRuleCommandInput, PutTargetsCommandInput } from "@aws-sdk/client-eventbridge";
import type {
  AddPermissionCommandInput,
  CreateEventSourceMappingCommandInput,
  PutFunctionEventInvokeConfigCommandInput,
} from "@aws-sdk/client-lambda";
import type { CreateTopicCommandInput } from "@aws-sdk/client-sns";
import type { CreateQueueCommandInput } from "@aws-sdk/client-sqs";
import type { Role } from "../identity/accounts.ts";
import type { FunctionDefinition } from "../services/lambda/functions.ts";

/** A service whose operations are called as they are. */
export type Asked =
  | "autoscaling"
  | "dynamodb"
  | "ec2"
  | "elasticloadbalancing"
  | "events"
  | "iam"
  | "logs"
  | "monitoring"
  | "s3"
  | "sns"
  | "sqs"
  | "states";

type Eventually<T> = T | Promise<T>;
type Named<Input, Name extends keyof Input> = Input & { readonly [Key in Name]: string };

/**
 * What is asked of the services to make, change and delete a template's resources: the calls that CloudFormation makes, mostly with
 * their own inputs. Names are always given; what is not needed back is not asked for.
 */
export interface ResourceMakers {
  /** An operation of a service's own API. Throws AwsError. */
  ask(service: Asked, operation: string, input: object): Promise<unknown>;
  /** The same, as soon as what it names shows: it was just made. */
  askOnceShown(service: Asked, operation: string, input: object): Promise<unknown>;
  tableExists(name: string): Eventually<boolean>;
  roleExists(name: string): boolean;
  functionExists(name: string): boolean;
  logGroupExists(name: string): boolean;
  /** Takes the properties of `AWS::DynamoDB::Table`. */
  createTable(properties: { readonly TableName: string } & Readonly<Record<string, unknown>>): Eventually<void>;
  putRole(role: Role): Eventually<void>;
  removeRole(arn: string): Eventually<void>;
  createFunction(definition: FunctionDefinition): Eventually<void>;
  updateFunction(name: string, definition: Omit<FunctionDefinition, "name">): Eventually<void>;
  deleteFunction(name: string): Eventually<void>;
  /** Answers the version's number. */
  publishVersion(functionName: string): Eventually<string>;
  addPermission(input: Named<AddPermissionCommandInput, "FunctionName" | "Principal">): Eventually<void>;
  removePermission(functionName: string, statementId: string): Eventually<void>;
  deleteFunctionEventInvokeConfig(functionName: string): Eventually<void>;
  putFunctionEventInvokeConfig(
    input: Named<PutFunctionEventInvokeConfigCommandInput, "FunctionName">,
  ): Eventually<void>;
  /** Answers the mapping's UUID. */
  mapEventSource(
    input: Named<CreateEventSourceMappingCommandInput, "FunctionName" | "EventSourceArn">,
  ): Eventually<string>;
  updateEventSourceMapping(
    id: string,
    changes: Omit<CreateEventSourceMappingCommandInput, "FunctionName" | "EventSourceArn">,
  ): Eventually<void>;
  deleteEventSourceMapping(id: string): Eventually<void>;
  /** Answers its ARN. */
  createStateMachine(request: {
    readonly name: string;
    readonly definition: string;
    readonly roleArn: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Eventually<string>;
  putRule(input: Named<PutRuleCommandInput, "Name">): Eventually<void>;
  putTargets(input: Named<PutTargetsCommandInput, "Rule">): Eventually<void>;
  /** Answers the queue's URL. */
  createQueue(input: Named<CreateQueueCommandInput, "QueueName">): Eventually<string>;
  setQueuePolicy(queueUrl: string, policy: string): Eventually<void>;
  /** Answers the topic's ARN. */
  createTopic(input: Named<CreateTopicCommandInput, "Name">): Eventually<string>;
  setTopicPolicy(topicArn: string, policy: string): Eventually<void>;
}
