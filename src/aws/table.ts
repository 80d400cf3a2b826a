import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { environmentVariable } from "../env.ts";

/** A DynamoDB table: how it is reached, and its name. */
export interface Table {
  readonly client: DynamoDBClient;
  readonly name: string;
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

/**
 * The keys of the main table. One partition per environment: its registration (`CONFIG`), its lock with the open journal (`LOCK`), and
 * one item per closed journal (`JOURNAL#<when it started>#<deployment>`), which stay as the audit trail, and the live configuration as
 * it was before an upgrade (`SNAPSHOT#<deployment>`).
 */
export const partition = (environment: string): string => `ENV#${environment}`;

export const configKey = (environment: string) => ({ pk: { S: partition(environment) }, sk: { S: "CONFIG" } });
export const lockKey = (environment: string) => ({ pk: { S: partition(environment) }, sk: { S: "LOCK" } });

export const closedPrefix = "JOURNAL#";
export const closedKey = (environment: string, startedAt: number, deployment: string) => ({
  pk: { S: partition(environment) },
  sk: { S: `${closedPrefix}${new Date(startedAt).toISOString()}#${deployment}` },
});

export const snapshotKey = (environment: string, deployment: string) => ({
  pk: { S: partition(environment) },
  sk: { S: `SNAPSHOT#${deployment}` },
});
