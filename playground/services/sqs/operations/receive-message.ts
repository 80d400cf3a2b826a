import type { ReceiveMessageCommandInput, ReceiveMessageCommandOutput } from "@aws-sdk/client-sqs";
import { operation } from "../../../world/service.ts";
import type { SqsContext } from "../context.ts";
import { messagesAt, queueNeeds, settingsAt } from "../lookup.ts";
import { chosen, md5, md5OfAttributes, systemAttributes } from "../message.ts";
import { millisecondsOf, outOfRange } from "../parameter-errors.ts";

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
      const most = input.MaxNumberOfMessages ?? 1;
      if (most < 1 || most > 10) {
        throw outOfRange("MaxNumberOfMessages", most, "Must be between 1 and 10, if provided.");
      }
      const wait = millisecondsOf("WaitTimeSeconds", input.WaitTimeSeconds, 20);
      const visibility = millisecondsOf("VisibilityTimeout", input.VisibilityTimeout, 43_200);
      const received = await messagesAt(sqs, input.QueueUrl).receive(
        most,
        wait ?? settingsAt(sqs, input.QueueUrl).waitMilliseconds,
        visibility,
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
