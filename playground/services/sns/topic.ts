import { AwsError } from "../../world/aws-error.ts";
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

/** The error of every request about a topic that is not there. */
export const topicDoesNotExist = (): AwsError =>
  new AwsError("NotFoundException", "Topic does not exist", { status: 404 });

/** What a call on one topic needs. */
export const topicNeeds =
  (action: string) =>
  ({ TopicArn }: { readonly TopicArn?: string | undefined }): readonly Need[] => [
    { action: `sns:${action}`, resource: TopicArn ?? "" },
  ];
