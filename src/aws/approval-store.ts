/** Approvals, as they are stored: in partitions of their own, so that whoever may sign need not be able to write anything else. */
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod";
import {
  type Approval,
  type ApprovalOutcome,
  type Approved,
  approvalOutcomes,
  type Signature,
  signatureKey,
} from "../deployment/approval.ts";
import type { FreezeWindow } from "../deployment/frozen.ts";
import { callerSchema } from "../deployment/person.ts";
import { conditionalWrite } from "./conditional-write.ts";
import { checkedForStoring, currentFormat, type Formats, membersOf, parseStored } from "./stored.ts";
import { approvalKey, type Item, itemKey, type Table } from "./table.ts";

const signature = membersOf<Signature>()({ by: callerSchema, at: z.number(), reason: z.string().min(1) });

const freezeWindow = membersOf<FreezeWindow>()({ from: z.number(), until: z.number(), name: z.string() });

const approval = membersOf<Approval>()({
  deployment: z.string().min(1),
  action: z.string(),
  epoch: z.int().min(1),
  requestedBy: z.string(),
  caller: z.string().exactOptional(),
  approvers: z.int().min(1),
  notByRequester: z.boolean(),
  since: z.number(),
  until: z.number(),
  cost: z.string().exactOptional(),
  freeze: z.array(freezeWindow).exactOptional(),
  signatures: z.record(z.string(), signature),
  rejection: signature.exactOptional(),
  version: z.int().min(0),
  outcome: z.enum(approvalOutcomes).exactOptional(),
});

/** Version 0.1 knew none; format 1 had no freeze windows. */
const unfrozen = approval.omit({ freeze: true });
const formats: Formats<Approval> = [unfrozen, unfrozen, approval];
export const approvalFormat = currentFormat(formats);

const kept = membersOf<Approved>()({
  until: z.number(),
  approvedBy: z.array(signature),
  rejection: signature.exactOptional(),
  outcome: z.enum(approvalOutcomes).exactOptional(),
});

const values = (record: object) => marshall(record, { removeUndefinedValues: true });

const approvalIn = (item: Item): Approval => {
  const { pk: _pk, sk: _sk, format, ...stored } = unmarshall(item);
  return parseStored(`The approval '${itemKey(item)}'`, formats, format, stored);
};

/** What of an approval stands in a journal. Throws `Unreadable`. */
export const approvedOf = (deployment: string, stored: unknown): Approved =>
  parseStored(`The approval of '${deployment}'`, [kept], undefined, stored);

/** The approval of a deployment; undefined if none was asked for. Throws `Unreadable` or `WrittenByLaterVersion`. */
export const readApproval = async (
  { client, name }: Table,
  environment: string,
  deployment: string,
): Promise<Approval | undefined> => {
  const Key = approvalKey(environment, deployment);
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key, ConsistentRead: true }));
  return Item && approvalIn(Item);
};

/** Asks for an approval, unless that was done under this epoch: then what was asked for stays, and what was signed. */
export const askForApproval = async ({ client, name }: Table, environment: string, asked: Approval): Promise<void> => {
  const key = approvalKey(environment, asked.deployment);
  const Item = {
    ...values({ ...checkedForStoring(itemKey(key), formats, asked), format: approvalFormat }),
    ...key,
  };
  await conditionalWrite(() =>
    client.send(
      new PutItemCommand({
        TableName: name,
        Item,
        // A name may be used again after 90 days.
        ConditionExpression: "attribute_not_exists(pk) OR epoch < :epoch",
        ExpressionAttributeValues: values({ ":epoch": asked.epoch }),
      }),
    ),
  );
};

const isOpen = "epoch = :epoch AND attribute_not_exists(outcome) AND attribute_not_exists(rejection)";

/**
 * Signs: one write, under the condition that this deployment still waits under this epoch, and that the person has not approved before.
 * Answers whether it did.
 */
export const sign = (
  { client, name }: Table,
  environment: string,
  { deployment, epoch }: Pick<Approval, "deployment" | "epoch">,
  verb: "approve" | "reject",
  given: Signature,
): Promise<boolean> => {
  const approves = verb === "approve";
  return conditionalWrite(() =>
    client.send(
      new UpdateItemCommand({
        TableName: name,
        Key: approvalKey(environment, deployment),
        UpdateExpression: `SET ${approves ? "signatures.#person" : "rejection"} = :signature ADD version :one`,
        ConditionExpression: `${isOpen} AND #until > :at${approves ? " AND attribute_not_exists(signatures.#person)" : ""}`,
        ExpressionAttributeNames: { "#until": "until", ...(approves && { "#person": signatureKey(given.by) }) },
        ExpressionAttributeValues: values({
          ":epoch": epoch,
          ":at": given.at,
          ":one": 1,
          ":signature": checkedForStoring(`The signature of ${given.by}`, [signature], given),
        }),
      }),
    ),
  );
};

/** Writes down how it ended, unless somebody has signed since it was read; answers whether it did. From then on nobody signs. */
export const closeApproval = (
  { client, name }: Table,
  environment: string,
  { deployment, epoch, version }: Approval,
  outcome: ApprovalOutcome,
): Promise<boolean> =>
  conditionalWrite(() =>
    client.send(
      new UpdateItemCommand({
        TableName: name,
        Key: approvalKey(environment, deployment),
        UpdateExpression: "SET outcome = :outcome",
        ConditionExpression: "epoch = :epoch AND version = :version AND attribute_not_exists(outcome)",
        ExpressionAttributeValues: values({ ":outcome": outcome, ":epoch": epoch, ":version": version }),
      }),
    ),
  );
