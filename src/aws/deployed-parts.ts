/** What there is of a deployed stack, by name, each with what keeps it from working. */
import { DescribeTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
  paginateListFunctions,
} from "@aws-sdk/client-lambda";
import { DescribeStateMachineCommand, type SFNClient } from "@aws-sdk/client-sfn";
import { paginateListSubscriptionsByTopic, paginateListTopics, type SNSClient } from "@aws-sdk/client-sns";
import { GetQueueAttributesCommand, paginateListQueues, type SQSClient } from "@aws-sdk/client-sqs";
import { isNamed } from "../resources/absent.ts";
import { allPages } from "../resources/pages.ts";

/** By name what is wrong with each; undefined where nothing is. */
export type Condition = ReadonlyMap<string, string | undefined>;

type Told = readonly [name: string, wrong: string | undefined];

const unless = (isSo: boolean, otherwise: string): string | undefined => (isSo ? undefined : otherwise);

/** Those of the names that there are. */
const existing = async (names: readonly string[], look: (name: string) => Promise<string | undefined>) => {
  const told = await Promise.all(
    names.map(async (name): Promise<readonly Told[]> => {
      try {
        return [[name, await look(name)]];
      } catch (error) {
        if (isNamed("ResourceNotFoundException", "StateMachineDoesNotExist")(error)) return [];
        throw error;
      }
    }),
  );
  return new Map(told.flat());
};

/** The tables of these names. */
export const standingTables = (client: DynamoDBClient, names: readonly string[]): Promise<Condition> =>
  existing(names, async (TableName) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return unless(Table?.TableStatus === "ACTIVE", `is ${Table?.TableStatus}`);
  });

/** The state machines of these ARNs. */
export const standingMachines = (client: SFNClient, arns: readonly string[]): Promise<Condition> =>
  existing(arns, async (stateMachineArn) => {
    const { status } = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    return unless(status === "ACTIVE", `is ${status}`);
  });

/** The functions whose names begin so, without that beginning. */
export const standingFunctions = async (client: LambdaClient, prefix: string): Promise<Condition> => {
  const functions = new Map<string, string | undefined>();
  // One that nobody called for weeks is inactive until somebody does: https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
  for await (const { Functions = [] } of paginateListFunctions({ client }, {}))
    for (const { FunctionName = "", State = "Active", StateReason } of Functions)
      if (FunctionName.startsWith(prefix))
        functions.set(FunctionName.slice(prefix.length), unless(State !== "Failed", `is ${State}: ${StateReason}`));
  return functions;
};

/** What fills the functions from queues, by the name of the function. */
export const standingMappings = async (client: LambdaClient, prefix: string): Promise<Condition> => {
  const mappings = new Map<string, string | undefined>();
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings({ client }, {}))
    for (const { FunctionArn = "", State } of EventSourceMappings) {
      const name = FunctionArn.split(":")[6] ?? "";
      if (name.startsWith(prefix))
        mappings.set(
          name.slice(prefix.length),
          unless(State === "Enabled", `is ${State}, so nothing is taken from its queue`),
        );
    }
  return mappings;
};

/** The rules whose names begin so, without that beginning. */
export const standingRules = async (client: EventBridgeClient, prefix: string): Promise<Condition> => {
  const rules = await allPages(async (NextToken) => {
    const answer = await client.send(new ListRulesCommand({ NamePrefix: prefix, NextToken }));
    return [answer.Rules, answer.NextToken];
  });
  return new Map(
    rules.map(
      ({ Name = "", State }): Told => [
        Name.slice(prefix.length),
        unless(State !== "DISABLED", "is disabled, so nothing comes of its events"),
      ],
    ),
  );
};

/** A queue by its URL, and how many messages it holds. */
export interface QueueDepth {
  readonly name: string;
  readonly messages: number;
}

/** The queues whose names begin so, without that beginning. */
export const queueDepths = async (client: SQSClient, prefix: string): Promise<readonly QueueDepth[]> => {
  const urls: string[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues({ client }, { QueueNamePrefix: prefix, MaxResults: 1_000 }))
    urls.push(...QueueUrls);
  return Promise.all(
    urls.map(async (QueueUrl) => {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
      );
      const name = QueueUrl.slice(QueueUrl.lastIndexOf("/") + 1 + prefix.length);
      return { name, messages: Number(Attributes?.ApproximateNumberOfMessages ?? 0) };
    }),
  );
};

/** A topic, and who hears of it. */
export interface Audience {
  readonly topic: string;
  readonly subscriptions: readonly { readonly arn: string; readonly protocol: string; readonly endpoint: string }[];
}

/** The topics whose names begin so, by their ARNs. */
export const audiences = async (client: SNSClient, prefix: string): Promise<readonly Audience[]> => {
  const topics: string[] = [];
  for await (const { Topics = [] } of paginateListTopics({ client }, {}))
    topics.push(
      ...Topics.flatMap(({ TopicArn = "" }) => (TopicArn.split(":")[5]?.startsWith(prefix) ? [TopicArn] : [])),
    );
  return Promise.all(
    topics.map(async (topic) => {
      const subscriptions: Audience["subscriptions"][number][] = [];
      for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn: topic }))
        for (const { SubscriptionArn: arn = "", Protocol: protocol = "", Endpoint: endpoint = "" } of Subscriptions)
          subscriptions.push({ arn, protocol, endpoint });
      return { topic, subscriptions };
    }),
  );
};

/** What a function was told when it was deployed, by a variable's name; undefined if it was told nothing by that. */
export const toldFunction = async (
  client: LambdaClient,
  FunctionName: string,
  variable: string,
): Promise<string | undefined> => {
  const { Environment } = await client.send(new GetFunctionConfigurationCommand({ FunctionName }));
  return Environment?.Variables?.[variable];
};
