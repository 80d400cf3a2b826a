import { AwsError } from "../../world/aws-error.ts";
import type { Records } from "../../world/records.ts";
import type { Need, Surroundings } from "../../world/service.ts";

/** A standard topic. */
export interface Topic {
  readonly arn: string;
  readonly policy: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** The ARN of a topic, which need not exist. */
export const topicArn = ({ account, region }: Pick<Surroundings, "account" | "region">, name: string): string =>
  `arn:aws:sns:${region}:${account}:${name}`;

/** `InvalidParameterException`, with what AWS says of the parameter. */
export const invalidParameter = (what: string): AwsError =>
  new AwsError("InvalidParameterException", `Invalid parameter: ${what}`);

/** Throws what SNS answers to what is no ARN: AWS says it before it looks for anything. */
export const refuseUnlessArn = (parameter: string, arn: string): void => {
  const elements = arn.split(":");
  if (elements.length < 6)
    throw invalidParameter(`${parameter} Reason: An ARN must have at least 6 elements, not ${elements.length}`);
};

/** The topic with an ARN, as it is or as reads see it. Throws InvalidParameterException or NotFoundException. */
export const topicAt = (topics: Records<Topic>, arn: string | undefined, look: "get" | "seen" = "get"): Topic => {
  refuseUnlessArn("TopicArn", arn ?? "");
  const topic = topics[look](arn ?? "");
  if (topic === undefined) throw topicDoesNotExist();
  return topic;
};

/** The error of every request about a topic that is not there. */
export const topicDoesNotExist = (): AwsError =>
  new AwsError("NotFoundException", "Topic does not exist", { status: 404 });

/** What a call on one topic needs. */
export const topicNeeds =
  ({ topics }: { readonly topics: Records<Topic> }, action: string) =>
  ({ TopicArn = "" }: { readonly TopicArn?: string | undefined }): readonly Need[] => [
    { action: `sns:${action}`, resource: TopicArn, tags: topics.get(TopicArn)?.tags ?? {} },
  ];
