import type { ServiceConstraints } from "./constraint.ts";

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 * What an entry of a batch may say too is checked with each entry: one that is wrong does not keep the others.
 */
export const sqsConstraints: ServiceConstraints = {
  ReceiveMessage: {
    MaxNumberOfMessages: { range: [1, 10] },
    WaitTimeSeconds: { range: [0, 20] },
    VisibilityTimeout: { range: [0, 43_200] },
  },
};
