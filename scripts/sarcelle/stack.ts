import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";

/** Where the deployed stack's parts are: their names follow from its name. */
export interface Stack {
  readonly table: string;
  readonly blueGreenMachine: string;
  readonly rollbackMachine: string;
}

export const locate = async (sts: STSClient, name: string): Promise<Stack> => {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  const machine = async (which: string) =>
    `arn:aws:states:${await sts.config.region()}:${Account}:stateMachine:${name}-${which}`;
  return { table: name, blueGreenMachine: await machine("blue-green"), rollbackMachine: await machine("rollback") };
};
