/** The services as the fuzz meets them: DynamoDB, which answers its requests by itself, like the others. */

import * as acm from "@aws-sdk/client-acm";
import * as cloudTrail from "@aws-sdk/client-cloudtrail";
import * as logs from "@aws-sdk/client-cloudwatch-logs";
import * as ecr from "@aws-sdk/client-ecr";
import * as iam from "@aws-sdk/client-iam";
import * as s3 from "@aws-sdk/client-s3";
import * as serviceQuotas from "@aws-sdk/client-service-quotas";
import * as sns from "@aws-sdk/client-sns";
import { readModel } from "../../gateway/codec/shapes.ts";
import { doubles } from "../../gateway/doubles.ts";
import { operate } from "../../gateway/operate.ts";
import { AwsError } from "../../world/aws-error.ts";
import { services as sdks } from "../gateway/codec/any-calls.ts";
import { call, type World } from "./furnished.ts";
import { recipes } from "./valid/recipes.ts";

export const clients = [
  ...sdks,
  ["acm", acm, "ACMClient"],
  ["cloudtrail", cloudTrail, "CloudTrailClient"],
  ["ecr", ecr, "ECRClient"],
  ["iam", iam, "IAMClient"],
  ["logs", logs, "CloudWatchLogsClient"],
  ["s3", s3, "S3Client"],
  ["servicequotas", serviceQuotas, "ServiceQuotasClient"],
  ["sns", sns, "SNSClient"],
] as const;

export const models = Object.fromEntries(clients.map(([name, sdk]) => [name, readModel(sdk, doubles[name])]));

type Input = Readonly<Record<string, unknown>>;

export interface Subject {
  readonly operations: readonly string[];
  /** The members that an operation takes; undefined if that is not told. */
  accepts(operation: string): readonly string[] | undefined;
  /** Throws AwsError. */
  run(operation: string, input: Input): unknown;
  /** All that is stored, as a text. */
  state(): string;
}

/** As DynamoDB's JSON has it. */
const inJson = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Date) return value.getTime() / 1_000;
  if (Array.isArray(value)) return value.map(inJson);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, held]) => [key, inJson(held)]))
    : value;
};

const tables = ({ dynamoDb }: World): Subject => ({
  operations: [...Object.keys(recipes.dynamodb ?? {}), "ListTables"],
  accepts: () => undefined,
  async run(operation, input) {
    const answer = await dynamoDb.perform(operation, inJson(input) as Input);
    if ("output" in answer) return answer.output;
    const { __type = "", message = "" } = JSON.parse(new TextDecoder().decode(answer.body)) as Record<string, string>;
    throw new AwsError(__type.split("#").at(-1) ?? "", message, { status: answer.status });
  },
  state: () => JSON.stringify(dynamoDb.state()),
});

/** A service by its signing name. */
export const subjectOf = (world: World, name: string): Subject => {
  if (name === "dynamodb") return tables(world);
  const service = world.services.find((each) => each.name === name);
  if (service === undefined) throw new Error(`There is no ${name}.`);
  return {
    operations: Object.keys(service.operations),
    accepts: (operation) => service.operations[operation]?.accepts,
    run: (operation, input) => operate(service, operation, input).run(call),
    state: () => JSON.stringify(service.state()),
  };
};
