import * as z from "zod";
import type { ResourceMakers } from "../handlers.ts";
import { type Created, type Destination, number, resourceType } from "../resource-type.ts";

const createdGroup = (name: string, { account, region }: Destination): Created => ({
  ref: name,
  attributes: { Arn: `arn:aws:logs:${region}:${account}:log-group:${name}:*` },
});

const setRetention = async (
  ask: ResourceMakers["ask"],
  logGroupName: string,
  retentionInDays: number | undefined,
): Promise<void> => {
  if (retentionInDays === undefined) await ask("logs", "DeleteRetentionPolicy", { logGroupName });
  else await ask("logs", "PutRetentionPolicy", { logGroupName, retentionInDays });
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html */
export const logGroup = resourceType(
  z.strictObject({ LogGroupName: z.string().optional(), RetentionInDays: number.optional() }),
  {
    async create({ LogGroupName, RetentionInDays }, creation) {
      const { handlers, madeUpName } = creation;
      const logGroupName = LogGroupName ?? madeUpName;
      await handlers.ask("logs", "CreateLogGroup", { logGroupName });
      if (RetentionInDays !== undefined) await setRetention(handlers.ask, logGroupName, RetentionInDays);
      return createdGroup(logGroupName, creation);
    },
    async update({ RetentionInDays }, { existing, before }, { handlers }) {
      if (RetentionInDays !== before.RetentionInDays) await setRetention(handlers.ask, existing.ref, RetentionInDays);
    },
    async remove({ ref }, { handlers }) {
      await handlers.ask("logs", "DeleteLogGroup", { logGroupName: ref });
    },
    existing: ({ LogGroupName }, creation) =>
      LogGroupName !== undefined && creation.handlers.logGroupExists(LogGroupName)
        ? createdGroup(LogGroupName, creation)
        : undefined,
    replacedBy: ["LogGroupName"],
    seconds: { create: 5, update: 2, remove: 2 },
  },
);
