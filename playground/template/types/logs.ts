import * as z from "zod";
import { number, resourceType } from "../resource-type.ts";

/**
 * It has a name and no more: the logs of functions go to the playground's own log.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html
 */
export const logGroup = resourceType(
  z.strictObject({ LogGroupName: z.string().optional(), RetentionInDays: number.optional() }),
  {
    create({ LogGroupName }, { account, region, madeUpName }) {
      const name = LogGroupName ?? madeUpName;
      return { ref: name, attributes: { Arn: `arn:aws:logs:${region}:${account}:log-group:${name}:*` } };
    },
    update: () => {},
    remove: () => {},
    replacedBy: ["LogGroupName"],
    seconds: { create: 5, update: 2, remove: 2 },
  },
);
