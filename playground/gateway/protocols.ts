import * as acm from "@aws-sdk/client-acm";
import * as autoScaling from "@aws-sdk/client-auto-scaling";
import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as dynamoDb from "@aws-sdk/client-dynamodb";
import * as ec2 from "@aws-sdk/client-ec2";
import * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import * as eventBridge from "@aws-sdk/client-eventbridge";
import * as lambda from "@aws-sdk/client-lambda";
import * as stepFunctions from "@aws-sdk/client-sfn";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import * as sts from "@aws-sdk/client-sts";
import { awsJson } from "./codec/aws-json.ts";
import { awsQuery } from "./codec/aws-query.ts";
import type { Codec } from "./codec/codec.ts";
import { ec2Query } from "./codec/ec2-query.ts";
import { jsonByValue } from "./codec/json-by-value.ts";
import { restJson } from "./codec/rest-json.ts";
import { readModel } from "./codec/shapes.ts";
import type { HttpRequest } from "./http.ts";
import { iamPrefix } from "./iam-prefix.ts";

const dynamoDbModel = readModel(dynamoDb);

/** The services that the gateway can speak for, by signing name, each with the protocol that its SDK client speaks. */
export const protocols: Readonly<Record<string, Codec>> = {
  acm: awsJson(readModel(acm), "1.1", false),
  autoscaling: awsQuery(readModel(autoScaling), "http://autoscaling.amazonaws.com/doc/2011-01-01/"),
  dynamodb: { ...awsJson(dynamoDbModel, "1.0", false), byValue: jsonByValue(dynamoDbModel) },
  ec2: ec2Query(readModel(ec2)),
  elasticloadbalancing: awsQuery(readModel(elbv2), "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"),
  events: awsJson(readModel(eventBridge), "1.1", false),
  lambda: restJson(readModel(lambda)),
  monitoring: awsJson(readModel(cloudWatch), "1.0", true),
  sns: awsQuery(readModel(sns), "http://sns.amazonaws.com/doc/2010-03-31/"),
  sqs: awsJson(readModel(sqs), "1.0", true),
  states: awsJson(readModel(stepFunctions), "1.0", false),
  sts: awsQuery(readModel(sts), "https://sts.amazonaws.com/doc/2011-06-15/"),
};

const nothing = readModel({});
const anyJson = awsJson(nothing, "1.1", false);
const anyQuery = awsQuery(nothing, "http://webservices.amazon.com/");

/** How to speak to the sender of a request: by its service, or for an unknown one as the request itself looks. */
export const codecFor = (service: string, request: HttpRequest): Codec =>
  protocols[service] ?? (request.headers["content-type"]?.includes("json") ? anyJson : anyQuery);

/** Every action that the services have: `elasticloadbalancing:ModifyListener`. */
export const knownActions: readonly string[] = Object.entries(protocols).flatMap(([service, codec]) =>
  codec.operationNames.map((operation) => `${iamPrefix(service)}:${operation}`),
);
