import { announceProgress } from "../../src/aws/announce.ts";
import { dynamoDb, eventBridge } from "../../src/aws/clients.ts";
import { takeOver } from "../../src/aws/journal-store.ts";
import { type Failure, messageOf } from "../../src/aws/lambda-error.ts";
import { mainTable } from "../../src/aws/table.ts";
import { rollbackOwner } from "../../src/changes/journal.ts";
import { systemClock } from "../../src/clock.ts";
import { log, logged } from "../../src/logger.ts";
import { withoutValues } from "../../src/without-values.ts";

const table = mainTable(dynamoDb());
const events = eventBridge();

/** An event has room for much more, and a person for less. */
const longestWhy = 1_000;

interface Input {
  readonly environment: string;
  readonly deployment: string;
  /** The name of the execution that rolls back. */
  readonly execution: string;
  /** What failed, as Step Functions caught it. */
  readonly failure: Failure;
}

/** Takes the journal over: from here on the deployment's own functions cannot write any more, to the journal or to AWS. */
export const handler = logged(async ({ environment, deployment, execution, failure }: Input) => {
  const owner = rollbackOwner(execution);
  const journal = await takeOver(table, { environment, deployment, owner });
  const why = withoutValues(`${failure.Error ?? "Error"}: ${messageOf(failure)}`);
  log("warn", "rolling back", { environment, deployment, why });
  if (journal !== undefined)
    await announceProgress(
      { environment, deployment, why: why.slice(0, longestWhy) },
      { events, clock: systemClock, stack: table.name },
    );
  return { environment, deployment, owner, epoch: journal?.epoch ?? 0 };
});
