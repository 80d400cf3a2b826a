import { ACMClient } from "@aws-sdk/client-acm";
import { AutoScalingClient, type AutoScalingClientConfig } from "@aws-sdk/client-auto-scaling";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { S3Client } from "@aws-sdk/client-s3";
import { SFNClient } from "@aws-sdk/client-sfn";
import { mapErrors } from "../../src/aws/error-mapping.ts";
import type { Recorder } from "./recorder.ts";

/** How the account is reached: as the SDK finds it by itself, unless said. */
export type Reached = Pick<AutoScalingClientConfig, "endpoint" | "region" | "credentials" | "maxAttempts">;

/** The clients of a run. Each call of theirs is recorded. */
export const clientsOf = (reached: Reached, { record }: Recorder) => {
  const settings = { maxAttempts: 8, ...reached };
  const made = {
    certificates: record(new ACMClient(settings)),
    autoScaling: record(new AutoScalingClient(settings)),
    stacks: record(new CloudFormationClient(settings)),
    dynamoDb: record(new DynamoDBClient(settings)),
    ec2: record(new EC2Client(settings)),
    loadBalancing: record(new ElasticLoadBalancingV2Client(settings)),
    logs: record(new CloudWatchLogsClient(settings)),
    // Buckets in paths: a host of the bucket's own name is nothing that every endpoint has.
    s3: record(new S3Client({ ...settings, forcePathStyle: true })),
    machines: record(new SFNClient(settings)),
  };
  // Following and registering go by the names of our own errors.
  mapErrors(made.machines);
  mapErrors(made.dynamoDb);
  return made;
};

export type TrialClients = ReturnType<typeof clientsOf>;
