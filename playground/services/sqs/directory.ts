import { AwsError } from "../../world/aws-error.ts";
import type { Records } from "../../world/records.ts";
import type { Need, Surroundings } from "../../world/service.ts";
import { type Attributes, type QueueSettings, settingsOf } from "./attributes.ts";
import type { MessageStore } from "./message-store.ts";

export interface Queue {
  readonly name: string;
  readonly attributes: Attributes;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
}

/** How queues are found: by name, URL and ARN. */
export interface Directory {
  url(name: string): string;
  arn(name: string): string;
  /** The queue behind a URL. Throws QueueDoesNotExist. */
  find(queueUrl: string | undefined): Queue;
  messages(queueUrl: string | undefined): MessageStore;
  settings(queueUrl: string | undefined): QueueSettings;
  /** What a call on one queue needs. */
  needs(action: string): (input: { readonly QueueUrl: string | undefined }) => readonly Need[];
}

export const queueDoesNotExist = (): AwsError =>
  new AwsError("QueueDoesNotExist", "The specified queue does not exist.");

/**
 * A queue's URL leads to `endpoint`, since clients send their requests where the URL points; of a URL that comes back only the
 * account and the name count.
 */
export const createDirectory = (
  { account, region }: Pick<Surroundings, "account" | "region">,
  endpoint: () => string,
  queues: Records<Queue>,
  stores: ReadonlyMap<string, MessageStore>,
): Directory => {
  const arn = (name: string) => `arn:aws:sqs:${region}:${account}:${name}`;
  const nameIn = (queueUrl: string | undefined): string => {
    const [, owner, name] = /\/(\d{12})\/([\w-]+)$/.exec(queueUrl ?? "") ?? [];
    if (name === undefined || owner !== account) throw queueDoesNotExist();
    return name;
  };
  const find = (queueUrl: string | undefined): Queue => {
    const queue = queues.get(nameIn(queueUrl));
    if (queue === undefined) throw queueDoesNotExist();
    return queue;
  };
  return {
    url: (name) => `${endpoint()}/${account}/${name}`,
    arn,
    find,
    messages(queueUrl) {
      const store = stores.get(find(queueUrl).name);
      if (store === undefined) throw queueDoesNotExist();
      return store;
    },
    settings: (queueUrl) => settingsOf(find(queueUrl).attributes),
    needs:
      (action) =>
      ({ QueueUrl }) => [{ action: `sqs:${action}`, resource: arn(nameIn(QueueUrl)) }],
  };
};
