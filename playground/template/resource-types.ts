import type { ResourceType } from "./resource-type.ts";
import { bucket, bucketPolicy } from "./types/buckets.ts";
import { eventBus, eventBusPolicy } from "./types/event-buses.ts";
import { eventInvokeConfig, eventSourceMapping, lambdaFunction, permission, version } from "./types/functions.ts";
import { listener, loadBalancer, targetGroup } from "./types/load-balancing.ts";
import { logGroup } from "./types/logs.ts";
import { autoScalingGroup, launchTemplate, securityGroup } from "./types/machines.ts";
import { queue, queuePolicy, rule, topic, topicPolicy } from "./types/messages.ts";
import { alarm, dashboard, queryDefinition } from "./types/monitoring.ts";
import { instanceProfile, role, rolePolicy } from "./types/roles.ts";
import { stateMachine } from "./types/state-machines.ts";
import { table } from "./types/tables.ts";

/** Every type of resource that the playground knows. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  "AWS::AutoScaling::AutoScalingGroup": autoScalingGroup,
  "AWS::CloudWatch::Alarm": alarm,
  "AWS::CloudWatch::Dashboard": dashboard,
  "AWS::DynamoDB::Table": table,
  "AWS::EC2::LaunchTemplate": launchTemplate,
  "AWS::EC2::SecurityGroup": securityGroup,
  "AWS::ElasticLoadBalancingV2::Listener": listener,
  "AWS::ElasticLoadBalancingV2::LoadBalancer": loadBalancer,
  "AWS::ElasticLoadBalancingV2::TargetGroup": targetGroup,
  "AWS::Events::EventBus": eventBus,
  "AWS::Events::EventBusPolicy": eventBusPolicy,
  "AWS::Events::Rule": rule,
  "AWS::IAM::InstanceProfile": instanceProfile,
  "AWS::IAM::Policy": rolePolicy,
  "AWS::IAM::Role": role,
  "AWS::Lambda::EventInvokeConfig": eventInvokeConfig,
  "AWS::Lambda::EventSourceMapping": eventSourceMapping,
  "AWS::Lambda::Function": lambdaFunction,
  "AWS::Lambda::Permission": permission,
  "AWS::Lambda::Version": version,
  "AWS::Logs::LogGroup": logGroup,
  "AWS::Logs::QueryDefinition": queryDefinition,
  "AWS::S3::Bucket": bucket,
  "AWS::S3::BucketPolicy": bucketPolicy,
  "AWS::SNS::Topic": topic,
  "AWS::SNS::TopicPolicy": topicPolicy,
  "AWS::SQS::Queue": queue,
  "AWS::SQS::QueuePolicy": queuePolicy,
  "AWS::StepFunctions::StateMachine": stateMachine,
};
