import type { Need, Surroundings } from "../../world/service.ts";
import { arnOf, type Ec2ResourceType, type Tags } from "./resources.ts";

/**
 * What a caller must be allowed to do to tag what a call of his creates.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
 */
const tagOnCreation = (
  surroundings: Surroundings,
  operation: string,
  type: Ec2ResourceType,
  requestTags: Tags,
  id = "*",
): Need[] =>
  Object.keys(requestTags).length === 0
    ? []
    : [
        {
          action: "ec2:CreateTags",
          resource: arnOf(surroundings, type, id),
          requestTags,
          context: { "ec2:createaction": operation },
        },
      ];

/** What a caller must be allowed to do to create something, with tags. The id of what is still to be created is `*`. */
export const needsToCreate = (
  surroundings: Surroundings,
  operation: string,
  type: Ec2ResourceType,
  requestTags: Tags,
  id = "*",
): Need[] => [
  { action: `ec2:${operation}`, resource: arnOf(surroundings, type, id), requestTags },
  ...tagOnCreation(surroundings, operation, type, requestTags, id),
];
