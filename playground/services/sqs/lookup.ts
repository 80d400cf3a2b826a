/** How queues are found: by name, URL and ARN. */

import type { Need } from "../../world/service.ts";
import { type QueueSettings, queueSettings } from "./attributes.ts";
import type { SqsContext } from "./context.ts";
import type { MessageStore } from "./message-store.ts";
import { type Queue, queueDoesNotExist } from "./queue.ts";

/** The ARN of a queue, which need not exist. */
export const queueArn = ({ surroundings: { account, region } }: SqsContext, name: string): string =>
  `arn:aws:sqs:${region}:${account}:${name}`;

/** The URL of a queue. It leads to `endpoint`, since clients send their requests where the URL points. */
export const queueUrl = ({ surroundings, endpoint }: SqsContext, name: string): string =>
  `${endpoint()}/${surroundings.account}/${name}`;

/** Of a URL that comes back only the account and the name count. A bare name will do as well: LocalStack's tests found it so. */
const nameIn = ({ surroundings }: SqsContext, url: string | undefined): string => {
  if (/^[\w-]{1,80}$/.test(url ?? "")) return url ?? "";
  const [, owner, name] = /\/(\d{12})\/([\w-]+)$/.exec(url ?? "") ?? [];
  if (name === undefined || owner !== surroundings.account) throw queueDoesNotExist();
  return name;
};

/** The queue behind a URL. Throws QueueDoesNotExist. */
export const queueAt = (sqs: SqsContext, url: string | undefined): Queue => {
  const queue = sqs.queues.get(nameIn(sqs, url));
  if (queue === undefined) throw queueDoesNotExist();
  return queue;
};

/** The messages of the queue behind a URL. Throws QueueDoesNotExist. */
export const messagesAt = (sqs: SqsContext, url: string | undefined): MessageStore => {
  const store = sqs.stores.get(queueAt(sqs, url).name);
  if (store === undefined) throw queueDoesNotExist();
  return store;
};

/** The settings of the queue behind a URL. Throws QueueDoesNotExist. */
export const settingsAt = (sqs: SqsContext, url: string | undefined): QueueSettings =>
  queueSettings(queueAt(sqs, url).attributes);

/** The queue with an ARN; undefined if there is none. */
export const queueWithArn = (sqs: SqsContext, arn: string): Queue | undefined =>
  sqs.queues.values().find(({ name }) => queueArn(sqs, name) === arn);

/** The messages of the queue with an ARN. Throws QueueDoesNotExist. */
export const messagesOf = (sqs: SqsContext, arn: string): MessageStore => {
  const store = sqs.stores.get(queueWithArn(sqs, arn)?.name ?? "");
  if (store === undefined) throw queueDoesNotExist();
  return store;
};

/** Whether there is a queue with this ARN: what a redrive policy may name. */
export const queueExists =
  (sqs: SqsContext) =>
  (arn: string): boolean =>
    queueWithArn(sqs, arn) !== undefined;

/** What a call on the queue of a name needs, as the queue is tagged now. */
export const queueNeed = (sqs: SqsContext, action: string, name: string): Need => ({
  action: `sqs:${action}`,
  resource: queueArn(sqs, name),
  tags: sqs.queues.get(name)?.tags ?? {},
});

/** What a call on one queue needs. */
export const queueNeeds =
  (sqs: SqsContext, action: string) =>
  ({ QueueUrl }: { readonly QueueUrl: string | undefined }): readonly Need[] => [
    queueNeed(sqs, action, nameIn(sqs, QueueUrl)),
  ];
