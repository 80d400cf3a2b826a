import type { AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { environmentVariable } from "../env.ts";
import type { Tell } from "./stored.ts";

/** A DynamoDB table: how it is reached, and its name. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
  /** Who hears of an item that cannot be read where others are listed with it; by default the log. */
  readonly tell?: Tell;
}

/** The name is asked for when it is needed: a function's module is loaded by tests, too, that know no environment. */
const tableNamedBy = (variable: string, client: DynamoDBClient): Table => ({
  client,
  get name() {
    return environmentVariable(variable);
  },
});

/** The table of registrations, locks and journals, as serverless.yml names it to every function. */
export const mainTable = (client: DynamoDBClient): Table => tableNamedBy("TABLE", client);

/** The inventory's table, as serverless.yml names it to the inventory's functions. */
export const inventoryTable = (client: DynamoDBClient): Table => tableNamedBy("INVENTORY_TABLE", client);

/** An item as DynamoDB has it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/**
 * The keys of the main table. One partition holds all registrations, by name. Each environment has one of its own: its lock with the open
 * journal (`LOCK`), an item per closed journal (`JOURNAL#<when it started>#<deployment>`), which stay as the audit trail, and the live
 * configuration as it was before an upgrade (`SNAPSHOT#<deployment>`).
 */
const environmentPrefix = "ENV#";
/** The partition of an environment's lock, journals and snapshots. */
export const partition = (environment: string): string => `${environmentPrefix}${environment}`;

export const registrationsPartition = { S: "ENVIRONMENTS" };
/** Where an environment's registration is. */
export const registrationKey = (environment: string) => ({ pk: registrationsPartition, sk: { S: environment } });

/** Notes that no registration is where version 0.1 kept them. No environment has such a name. */
export const movedKey = { pk: registrationsPartition, sk: { S: "#moved" } };

/** Where version 0.1 kept a registration. */
export const registrationKeyOf01 = (environment: string) => ({
  pk: { S: partition(environment) },
  sk: { S: "CONFIG" },
});

/** The environment in whose partition an item is. */
export const environmentOfPartition = ({ pk }: Item): string => pk?.S?.slice(environmentPrefix.length) ?? "";

/** Where the lock of an environment is, with the open journal. */
export const lockKey = (environment: string) => ({ pk: { S: partition(environment) }, sk: { S: "LOCK" } });

export const closedPrefix = "JOURNAL#";
/** Where the journal of a deployment that ended is; `startedAt` is in milliseconds since the epoch. */
export const closedKey = (environment: string, startedAt: number, deployment: string) => ({
  pk: { S: partition(environment) },
  sk: { S: `${closedPrefix}${new Date(startedAt).toISOString()}#${deployment}` },
});

/**
 * Where the approval of a deployment is. In partitions of their own, so that a policy can let somebody write there and nowhere else:
 * `dynamodb:LeadingKeys`.
 */
export const approvalKey = (environment: string, deployment: string) => ({
  pk: { S: `APPROVAL#${environment}` },
  sk: { S: deployment },
});

/** What was told of an environment's deployments, and of executions that named none: in partitions of their own, for the same reason. */
export const toldPartition = (environment: string | null) => ({ S: `TOLD#${environment ?? ""}` });

/** Where the live configuration before an upgrade is. */
export const snapshotKey = (environment: string, deployment: string) => ({
  pk: { S: partition(environment) },
  sk: { S: `SNAPSHOT#${deployment}` },
});

/** An item's key as a person finds it by: `partition / sort key`. */
export const itemKey = ({ pk, sk }: Item): string => `${pk?.S} / ${sk?.S}`;
