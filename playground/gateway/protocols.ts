import * as acm from "@aws-sdk/client-acm";
import * as autoScaling from "@aws-sdk/client-auto-scaling";
import * as cloudFormation from "@aws-sdk/client-cloudformation";
import * as cloudTrail from "@aws-sdk/client-cloudtrail";
import * as cloudWatch from "@aws-sdk/client-cloudwatch";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as dynamoDb from "@aws-sdk/client-dynamodb";
import * as ec2 from "@aws-sdk/client-ec2";
import * as ecr from "@aws-sdk/client-ecr";
import * as elbv2 from "@aws-sdk/client-elastic-load-balancing-v2";
import * as eventBridge from "@aws-sdk/client-eventbridge";
import * as iam from "@aws-sdk/client-iam";
import * as lambda from "@aws-sdk/client-lambda";
import * as s3 from "@aws-sdk/client-s3";
import * as serviceQuotas from "@aws-sdk/client-service-quotas";
import * as stepFunctions from "@aws-sdk/client-sfn";
import * as sns from "@aws-sdk/client-sns";
import * as sqs from "@aws-sdk/client-sqs";
import * as ssm from "@aws-sdk/client-ssm";
import * as sts from "@aws-sdk/client-sts";
import { NotEmulated } from "../world/aws-error.ts";
import { awsJson } from "./codec/aws-json.ts";
import { awsQuery } from "./codec/aws-query.ts";
import type { Codec } from "./codec/codec.ts";
import { ec2Query } from "./codec/ec2-query.ts";
import { jsonByValue } from "./codec/json-by-value.ts";
import { restJson } from "./codec/rest-json.ts";
import { restXml } from "./codec/rest-xml.ts";
import { rpcCbor } from "./codec/rpc-cbor.ts";
import { readModel } from "./codec/shapes.ts";
import { inQueryNames, ofQueue } from "./codec/sqs-query.ts";
import { doubles } from "./doubles.ts";
import type { HttpRequest } from "./http.ts";
import { iamPrefix } from "./iam-prefix.ts";
import { type Wire, wireOf } from "./wire.ts";

const dynamoDbModel = readModel(dynamoDb);
const cloudWatchModel = readModel(cloudWatch, doubles.monitoring);
const sqsModel = readModel(sqs);

/** As LocalStack's recordings have them. */
const sqsErrorTypes = {
  InvalidParameterValue: "InvalidParameterValueException",
  MissingParameter: "MissingRequiredParameterException",
};

/** The services that the gateway can speak for, by signing name, each with the protocol that its SDK client speaks. */
export const protocols: Readonly<Record<string, Codec>> = {
  acm: awsJson(readModel(acm), "1.1", false),
  autoscaling: awsQuery(
    readModel(autoScaling, doubles.autoscaling),
    "http://autoscaling.amazonaws.com/doc/2011-01-01/",
  ),
  cloudformation: awsQuery(readModel(cloudFormation), "http://cloudformation.amazonaws.com/doc/2010-05-15/"),
  cloudtrail: awsJson(readModel(cloudTrail), "1.1", false),
  dynamodb: { ...awsJson(dynamoDbModel, "1.0", false), byValue: jsonByValue(dynamoDbModel) },
  ec2: ec2Query(readModel(ec2, doubles.ec2)),
  ecr: awsJson(readModel(ecr), "1.1", false),
  elasticloadbalancing: awsQuery(
    readModel(elbv2, doubles.elasticloadbalancing),
    "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
  ),
  events: awsJson(readModel(eventBridge), "1.1", false),
  iam: awsQuery(readModel(iam), "https://iam.amazonaws.com/doc/2010-05-08/"),
  lambda: restJson(readModel(lambda, doubles.lambda)),
  logs: awsJson(readModel(logs, doubles.logs), "1.1", false, {}, "InvalidParameterException"),
  monitoring: awsJson(cloudWatchModel, "1.0", true),
  s3: restXml(readModel(s3), "http://s3.amazonaws.com/doc/2006-03-01/"),
  servicequotas: awsJson(readModel(serviceQuotas, doubles.servicequotas), "1.1", false, {}, "IllegalArgumentException"),
  sns: awsQuery(readModel(sns), "http://sns.amazonaws.com/doc/2010-03-31/"),
  sqs: awsJson(sqsModel, "1.0", true, sqsErrorTypes),
  ssm: awsJson(readModel(ssm), "1.1", false),
  states: awsJson(readModel(stepFunctions, doubles.states), "1.0", false),
  sts: awsQuery(readModel(sts), "https://sts.amazonaws.com/doc/2011-06-15/"),
};

/** What a service speaks besides, for older tools and for those that take the first protocol of its model. */
const spokenToo: Readonly<Record<string, Partial<Readonly<Record<Wire, Codec>>>>> = {
  monitoring: {
    CBOR: rpcCbor(cloudWatchModel),
    query: awsQuery(cloudWatchModel, "http://monitoring.amazonaws.com/doc/2010-08-01/"),
  },
  sqs: { query: ofQueue(awsQuery(inQueryNames(sqsModel), "http://queue.amazonaws.com/doc/2012-11-05/")) },
};

const nothing = readModel({});
const anyQuery = awsQuery(nothing, "http://webservices.amazon.com/");

/** For who speaks a protocol that his service does not: what is said to him, he shall be able to read. */
const any: Readonly<Record<Wire, Codec>> = {
  CBOR: rpcCbor(nothing),
  JSON: awsJson(nothing, "1.1", false),
  query: anyQuery,
  REST: restJson(nothing),
};

const wireOfCodec = (service: string): Wire =>
  service === "lambda" || service === "s3" ? "REST" : queryServices.has(service) ? "query" : "JSON";

/** Signing names of the services whose SDK clients send forms. */
const queryServices: ReadonlySet<string> = new Set([
  "autoscaling",
  "cloudformation",
  "ec2",
  "elasticloadbalancing",
  "iam",
  "sns",
  "sts",
]);

export interface Spoken {
  readonly codec: Codec;
  /** If the service does not speak that protocol. */
  readonly refusal?: NotEmulated;
}

/** How to speak to the sender of a request: in the protocol that the request is written in. */
export const spokenIn = (service: string, request: HttpRequest): Spoken => {
  const wire = wireOf(request);
  const own = Object.hasOwn(protocols, service) ? protocols[service] : undefined;
  if (own === undefined) return { codec: any[wire ?? "query"] };
  const usual = wireOfCodec(service);
  // What a REST body says of its type is the caller's affair; its path tells.
  const isOwn = wire === undefined || wire === usual || (usual === "REST" && wire !== "CBOR" && !isRoot(request));
  const codec = isOwn ? own : spokenToo[service]?.[wire];
  if (codec !== undefined) return { codec };
  const foreign = wire ?? usual;
  return {
    codec: any[foreign],
    refusal: new NotEmulated(`requests to ${iamPrefix(service)} in the protocol ${foreign}`),
  };
};

const isRoot = ({ path }: HttpRequest): boolean => /^\/(\?|$)/.test(path);

/** Every action that the services have: `elasticloadbalancing:ModifyListener`. */
export const knownActions: readonly string[] = Object.entries(protocols).flatMap(([service, codec]) =>
  codec.operationNames.map((operation) => `${iamPrefix(service)}:${operation}`),
);
