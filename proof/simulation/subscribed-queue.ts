import type { Sarcelle } from "./sarcelle.ts";

/** A queue that the topic and the bus may send to; what it holds is taken out as it is read. */
export const subscribedQueue = async ({ simulation }: Sarcelle, name: string) => {
  const { account, region, operate } = simulation;
  const arn = `arn:aws:sqs:${region}:${account}:${name}`;
  const statement = {
    Effect: "Allow",
    Principal: { Service: ["sns.amazonaws.com", "events.amazonaws.com"] },
    Action: "sqs:SendMessage",
    Resource: arn,
  };
  const { QueueUrl } = (await operate("sqs", "CreateQueue", {
    QueueName: name,
    Attributes: { Policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) },
  })) as { readonly QueueUrl: string };
  const taken = async (): Promise<readonly string[]> => {
    const { Messages = [] } = (await operate("sqs", "ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 })) as {
      readonly Messages?: readonly { readonly Body: string; readonly ReceiptHandle: string }[];
    };
    for (const { ReceiptHandle } of Messages) await operate("sqs", "DeleteMessage", { QueueUrl, ReceiptHandle });
    return Messages.length === 0 ? [] : [...Messages.map(({ Body }) => Body), ...(await taken())];
  };
  return { arn, taken };
};
