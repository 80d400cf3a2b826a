import { ACMClient } from "@aws-sdk/client-acm";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { systemClock } from "../clock.ts";
import type { Clients } from "../resources/kinds.ts";
import { mapErrors } from "./error-mapping.ts";
import { ofWhoActs, patient } from "./patience.ts";
import { refusedOnce } from "./refused-once.ts";

/**
 * The SDK clients, one of each per process. Each is made by its own function, so that a function's bundle holds only those
 * that it uses. `maxAttempts` counts the SDK's own tries; the state machine retries on top of them.
 *
 * The SDK waits for an answer for ever, and so would a command at an endpoint that takes the connection and never answers: there an answer
 * may take 20 s. A function ends by its own timeout, and must not give up before: the SDK would send a write again without a look, over what
 * somebody else changed since it was carried out.
 */
const settings = () => ({
  maxAttempts: 3,
  ...(process.env.AWS_LAMBDA_FUNCTION_NAME === undefined && {
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  }),
});

interface Logging {
  readonly middlewareStack: { remove(middleware: string): boolean };
}

/**
 * A client whose errors are ours, and which does not copy every request and answer for the SDK's logger, which keeps nothing: of a
 * large answer that takes as long as to read it.
 */
const configured = <C extends Logging>(client: C): C => {
  client.middlewareStack.remove("loggerMiddleware");
  return mapErrors(refusedOnce(client));
};

/** Certificates: when they end. */
export const acm = () => configured(new ACMClient(settings()));
/** Groups, and all that belongs to them. */
export const autoScaling = (patience = ofWhoActs) =>
  patient(configured(new AutoScalingClient(settings())), patience, systemClock);
/** Trails: whether calls of others are told. */
export const cloudTrail = () => configured(new CloudTrailClient(settings()));
/** Alarms, and their tags. */
export const cloudWatch = (patience = ofWhoActs) =>
  patient(configured(new CloudWatchClient(settings())), patience, systemClock);
/** The product's own tables. */
export const dynamoDb = () => configured(new DynamoDBClient(settings()));
/** The same, for one that makes so many calls at once as the collector does: by itself the SDK has 50 sockets. */
export const wideDynamoDb = (maxSockets = 200) => {
  const { requestHandler, ...rest } = settings();
  return configured(new DynamoDBClient({ ...rest, requestHandler: { ...requestHandler, httpsAgent: { maxSockets } } }));
};
/** Launch templates, images, security groups, instances. */
export const ec2 = (patience = ofWhoActs) => patient(configured(new EC2Client(settings())), patience, systemClock);
/** Tries once: what it sends is nothing that a deployment waits for. */
export const eventBridge = () => configured(new EventBridgeClient({ ...settings(), maxAttempts: 1 }));
/** Instance profiles, and the roles in them. */
export const iam = () => configured(new IAMClient(settings()));
/** How the product's own functions are deployed. */
export const lambda = () => configured(new LambdaClient(settings()));
/** Load balancers, listeners, rules, target groups and their health. */
export const loadBalancing = (patience = ofWhoActs) =>
  patient(configured(new ElasticLoadBalancingV2Client(settings())), patience, systemClock);
/**
 * For what asks of everything, one thing a call: Elastic Load Balancing lets forty descriptions through, then ten a second, whoever asks.
 * This one goes as fast as it is let, and takes long rather than fail.
 */
export const patientLoadBalancing = () =>
  configured(new ElasticLoadBalancingV2Client({ ...settings(), maxAttempts: 10, retryMode: "adaptive" }));
/** Executions of the two state machines: to start them, and to look how they stand. */
export const stepFunctions = () => configured(new SFNClient(settings()));
/** What an account may have of a thing. */
export const serviceQuotas = () => configured(new ServiceQuotasClient(settings()));
/** Topics, and who hears of them. */
export const sns = () => configured(new SNSClient(settings()));
/** The inventory's queue. */
export const sqs = () => configured(new SQSClient(settings()));
/** Parameters: the images that they stand for. */
export const ssm = () => configured(new SSMClient(settings()));
/** Whose account this is. */
export const sts = () => configured(new STSClient(settings()));

/** The clients with which resources of every kind are read and written. */
export const resourceClients = (): Clients => ({
  autoScaling: autoScaling(),
  cloudWatch: cloudWatch(),
  ec2: ec2(),
  loadBalancing: loadBalancing(),
});
