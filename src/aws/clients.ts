import { ACMClient } from "@aws-sdk/client-acm";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { mapErrors } from "./error-mapping.ts";

/**
 * The SDK clients, one of each per process. Each is made by its own function, so that a function's bundle holds only those
 * that it uses. `maxAttempts` counts the SDK's own tries; the state machine retries on top of them.
 */
const settings = { maxAttempts: 3 };

interface Logging {
  readonly middlewareStack: { remove(middleware: string): boolean };
}

/**
 * A client whose errors are ours, and which does not copy every request and answer for the SDK's logger, which keeps nothing: of a
 * large answer that takes as long as to read it.
 */
const ours = <C extends Logging>(client: C): C => {
  client.middlewareStack.remove("loggerMiddleware");
  return mapErrors(client);
};

export const acm = () => ours(new ACMClient(settings));
export const autoScaling = () => ours(new AutoScalingClient(settings));
export const cloudWatch = () => ours(new CloudWatchClient(settings));
export const dynamoDb = () => ours(new DynamoDBClient(settings));
export const ec2 = () => ours(new EC2Client(settings));
/** Tries once: what it sends is nothing that a deployment waits for. */
export const eventBridge = () => ours(new EventBridgeClient({ maxAttempts: 1 }));
export const loadBalancing = () => ours(new ElasticLoadBalancingV2Client(settings));
/**
 * For what asks of everything, one thing a call: Elastic Load Balancing lets forty descriptions through, then ten a second, whoever asks.
 * This one goes as fast as it is let, and takes long rather than fail.
 */
export const patientLoadBalancing = () =>
  ours(new ElasticLoadBalancingV2Client({ maxAttempts: 10, retryMode: "adaptive" }));
export const stepFunctions = () => ours(new SFNClient(settings));
export const sqs = () => ours(new SQSClient(settings));
export const sts = () => ours(new STSClient(settings));
