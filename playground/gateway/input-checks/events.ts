import type { ServiceConstraints } from "./constraint.ts";

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
export const eventsConstraints: ServiceConstraints = {
  PutRule: { Name: { required: true, pattern: "[\\.\\-_A-Za-z0-9]+", length: [1, 64] } },
  PutTargets: {
    Targets: {
      items: {
        members: {
          Id: { required: true, pattern: "[\\.\\-_A-Za-z0-9]+", length: [1, 64] },
          RetryPolicy: {
            members: {
              MaximumRetryAttempts: { range: [0, 185] },
              MaximumEventAgeInSeconds: { range: [60, 86_400] },
            },
          },
        },
      },
    },
  },
};
