import type { STSClient } from "@aws-sdk/client-sts";
import { type AccountAndRegion, whereCallerIs } from "../src/aws/account.ts";
import { dynamoDb } from "../src/aws/clients.ts";
import type { Tell } from "../src/aws/stored.ts";
import type { Table } from "../src/aws/table.ts";
import { partitionOf } from "../src/deployment/region.ts";
import { textDocument } from "./formats/document.ts";
import { sayIfLong } from "./long-in-coming.ts";

/** Where the deployed stack's parts are: their names follow from its name. */
export interface Stack extends AccountAndRegion {
  /** The ARN of whoever types. */
  readonly caller: string;
  readonly table: Table;
  readonly inventoryTable: Table;
  readonly blueGreenMachine: string;
  readonly rollingUpdateMachine: string;
  readonly rollbackMachine: string;
  /** The function of the first state, which is told what the stack was deployed to do. */
  readonly firstFunction: string;
}

/** Something in a table cannot be read: said beside the answer, which is about the rest. */
const warn: Tell = ({ key, why }) => void process.stderr.write(textDocument(`${key}: ${why}`));

/** Finds the stack of that name in the account and region of the credentials. */
export const locate = async (sts: STSClient, name: string): Promise<Stack> => {
  const { account, region, caller } = await sayIfLong(whereCallerIs(sts));
  const machine = (which: string) =>
    `arn:${partitionOf(region)}:states:${region}:${account}:stateMachine:${name}-${which}`;
  const client = dynamoDb();
  return {
    account,
    region,
    caller,
    table: { client, name, tell: warn },
    inventoryTable: { client, name: `${name}-inventory`, tell: warn },
    blueGreenMachine: machine("blue-green"),
    rollingUpdateMachine: machine("rolling-update"),
    rollbackMachine: machine("rollback"),
    firstFunction: `${name}-preflight`,
  };
};
