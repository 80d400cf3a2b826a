import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { dynamoDb } from "../src/aws/clients.ts";
import type { Table } from "../src/aws/table.ts";

/** Where the deployed stack's parts are: their names follow from its name. */
export interface Stack {
  readonly account: string;
  readonly table: Table;
  readonly inventoryTable: Table;
  readonly blueGreenMachine: string;
  readonly rollbackMachine: string;
}

/** Finds the stack of that name in the account and region of the credentials. */
export const locate = async (sts: STSClient, name: string): Promise<Stack> => {
  const { Account = "" } = await sts.send(new GetCallerIdentityCommand({}));
  const machine = async (which: string) =>
    `arn:aws:states:${await sts.config.region()}:${Account}:stateMachine:${name}-${which}`;
  const client = dynamoDb();
  return {
    account: Account,
    table: { client, name },
    inventoryTable: { client, name: `${name}-inventory` },
    blueGreenMachine: await machine("blue-green"),
    rollbackMachine: await machine("rollback"),
  };
};
