import type { ReceiveMessageCommandInput, ReceiveMessageCommandOutput } from "@aws-sdk/client-sqs";
import { operation } from "../../../world/service.ts";
import type { SqsContext } from "../context.ts";
import { messagesAt, queueNeeds, settingsAt } from "../lookup.ts";
import { chosen, md5, md5OfAttributes, systemAttributes } from "../message.ts";

/**
 * Waits for a message as long as the request, or else the queue, says.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export const receiveMessage = (sqs: SqsContext) =>
  operation<ReceiveMessageCommandInput, ReceiveMessageCommandOutput>({
    accepts: [
      "QueueUrl",
      "AttributeNames",
      "MessageSystemAttributeNames",
      "MessageAttributeNames",
      "MaxNumberOfMessages",
      "VisibilityTimeout",
      "WaitTimeSeconds",
    ],
    needs: queueNeeds(sqs, "ReceiveMessage"),
    run: async (input) => {
      const { QueueUrl, MaxNumberOfMessages = 1, WaitTimeSeconds, VisibilityTimeout } = input;
      const received = await messagesAt(sqs, QueueUrl).receive(
        MaxNumberOfMessages,
        WaitTimeSeconds === undefined ? settingsAt(sqs, QueueUrl).waitMilliseconds : WaitTimeSeconds * 1_000,
        VisibilityTimeout === undefined ? undefined : VisibilityTimeout * 1_000,
      );
      if (received.length === 0) return {};
      const systemNames = [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])];
      return {
        Messages: received.map((message) => {
          const system = chosen(systemAttributes(message), systemNames);
          const attributes = chosen(message.attributes, input.MessageAttributeNames ?? []);
          return {
            MessageId: message.id,
            ReceiptHandle: message.receiptHandle,
            MD5OfBody: md5(message.body),
            Body: message.body,
            ...(Object.keys(system).length === 0 ? {} : { Attributes: system }),
            ...(Object.keys(attributes).length === 0
              ? {}
              : { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
          };
        }),
      };
    },
  });
