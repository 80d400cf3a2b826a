import { dynamoDb } from "../../src/aws/clients.ts";
import { takeOver } from "../../src/aws/journal-store.ts";
import type { Failure } from "../../src/aws/lambda-error.ts";
import { mainTable } from "../../src/aws/table.ts";
import { rollbackOwner } from "../../src/changes/journal.ts";
import { log } from "../../src/logger.ts";

const table = mainTable(dynamoDb());

interface Input {
  readonly environment: string;
  readonly deployment: string;
  /** The name of the execution that rolls back. */
  readonly execution: string;
  /** What failed, as Step Functions caught it. */
  readonly failure: Failure;
}

/** Takes the journal over: from here on the deployment's own functions cannot write any more, to the journal or to AWS. */
export const handler = async ({ environment, deployment, execution, failure }: Input) => {
  const owner = rollbackOwner(execution);
  const journal = await takeOver(table, { environment, deployment, owner });
  log("warn", "rolling back", { environment, deployment, error: failure.Error, cause: failure.Cause });
  return { environment, deployment, owner, epoch: journal?.epoch ?? 0 };
};
