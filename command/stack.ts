import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";

/** Where the deployed stack's parts are: their names follow from its name. */
export interface Stack {
  readonly account: string;
  readonly table: string;
  readonly inventoryTable: string;
  readonly blueGreenMachine: string;
  readonly rollbackMachine: string;
}

export const locate = async (sts: STSClient, name: string): Promise<Stack> => {
  const { Account = "" } = await sts.send(new GetCallerIdentityCommand({}));
  const machine = async (which: string) =>
    `arn:aws:states:${await sts.config.region()}:${Account}:stateMachine:${name}-${which}`;
  return {
    account: Account,
    table: name,
    inventoryTable: `${name}-inventory`,
    blueGreenMachine: await machine("blue-green"),
    rollbackMachine: await machine("rollback"),
  };
};
