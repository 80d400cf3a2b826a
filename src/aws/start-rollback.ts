import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";

/** Starts the rollback of one deployment; started already is as good, since the same event may be delivered more than once. */
export const startRollback = async (
  client: SFNClient,
  stateMachineArn: string,
  input: { readonly environment: string; readonly deployment: string; readonly requestedBy: string },
): Promise<void> => {
  const name = `undo-${input.deployment}`.slice(0, 80);
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
};
