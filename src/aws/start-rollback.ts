import { createHash } from "node:crypto";
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";

/** Starts the rollback of one deployment; started already is as good, since the same event may be delivered more than once. */
export const startRollback = async (
  client: SFNClient,
  stateMachineArn: string,
  input: { readonly environment: string; readonly deployment: string; readonly requestedBy: string },
): Promise<void> => {
  const name = rollbackName(input.deployment);
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
};

/** One name for each deployment, within Step Functions' 80 characters: names that would be cut stay different. */
export const rollbackName = (deployment: string): string => {
  const name = `undo-${deployment}`;
  if (name.length <= 80) return name;
  return `${name.slice(0, 71)}-${createHash("sha256").update(deployment).digest("hex").slice(0, 8)}`;
};
