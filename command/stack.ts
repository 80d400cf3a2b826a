import type { STSClient } from "@aws-sdk/client-sts";
import type { AccountAndRegion } from "../src/aws/account.ts";
import { dynamoDb } from "../src/aws/clients.ts";
import { identityOf } from "../src/aws/identity.ts";
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
  /** By how much AWS's clock is ahead of this machine's, in milliseconds: a laptop's may be off, and a playground has a time of its own. */
  readonly ahead: number;
}

/** AWS tells its time to the second: what is less is none. */
const leastAhead = 2_000;

/** Something in a table cannot be read: said beside the answer, which is about the rest. */
const warn: Tell = ({ key, why }) => void process.stderr.write(textDocument(`${key}: ${why}`));

/** Finds the stack of that name in the account and region of the credentials. */
export const locate = async (sts: STSClient, name: string): Promise<Stack> => {
  const { account, region, caller, awsTime, ourTime } = await sayIfLong(identityOf(sts));
  const ahead = awsTime === undefined ? 0 : awsTime - ourTime;
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
    ahead: Math.abs(ahead) < leastAhead ? 0 : ahead,
  };
};
