import type { PutRuleCommandInput, PutTargetsCommandInput } from "@aws-sdk/client-eventbridge";
import type {
  AddPermissionCommandInput,
  CreateEventSourceMappingCommandInput,
  PutFunctionEventInvokeConfigCommandInput,
} from "@aws-sdk/client-lambda";
import type { CreateTopicCommandInput } from "@aws-sdk/client-sns";
import type { CreateQueueCommandInput } from "@aws-sdk/client-sqs";
import type { Role } from "../identity/identity.ts";
import type { FunctionDefinition } from "../services/lambda/functions.ts";

type Eventually<T> = T | Promise<T>;
type Named<Input, Name extends keyof Input> = Input & { readonly [Key in Name]: string };

/**
 * What the loader asks of the services to make a template's resources: the calls that CloudFormation makes, mostly with their
 * own inputs. Names are always given; what the loader does not need back is not asked for.
 */
export interface ResourceMakers {
  /** Takes the properties of `AWS::DynamoDB::Table`. */
  createTable(properties: { readonly TableName: string } & Readonly<Record<string, unknown>>): Eventually<void>;
  putRole(role: Role): Eventually<void>;
  /** Adds an inline policy to a role of the same template, or replaces it. */
  putRolePolicy(policy: { readonly role: string; readonly name: string; readonly document: unknown }): Eventually<void>;
  createFunction(definition: FunctionDefinition): Eventually<void>;
  /** Answers the version's number. */
  publishVersion(functionName: string): Eventually<string>;
  addPermission(input: Named<AddPermissionCommandInput, "FunctionName" | "Principal">): Eventually<void>;
  putFunctionEventInvokeConfig(
    input: Named<PutFunctionEventInvokeConfigCommandInput, "FunctionName">,
  ): Eventually<void>;
  /** Answers the mapping's UUID. */
  mapEventSource(
    input: Named<CreateEventSourceMappingCommandInput, "FunctionName" | "EventSourceArn">,
  ): Eventually<string>;
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
