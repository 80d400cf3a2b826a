/** What a person does with a rollback that could not finish: go on with it, or give it up. */
import { stepFunctions } from "../../src/aws/clients.ts";
import { readRegistration } from "../../src/aws/environment-store.ts";
import { executionEnd } from "../../src/aws/execution.ts";
import { closeJournal, readLock, takeOver } from "../../src/aws/journal-store.ts";
import { isTakenOver, rollbackExecution } from "../../src/changes/journal.ts";
import { systemClock } from "../../src/clock.ts";
import { askedBy } from "../../src/deployment/person.ts";
import { NothingToUndo } from "../../src/errors.ts";
import type { Stack } from "../stack.ts";

/** Whether an execution of that name runs, in either machine: a rollback runs in the deployment's own execution or in one of its own. */
const runs = async ({ blueGreenMachine, rollbackMachine }: Stack, name: string): Promise<boolean> => {
  const machines = stepFunctions();
  const ends = [blueGreenMachine, rollbackMachine].map((machine) => executionEnd(machines, machine, name));
  return (await Promise.all(ends)).includes("runs");
};

/** The deployment whose rollback has begun, is not finished and does not run. Throws `NothingToUndo` if there is none. */
export const unfinishedRollback = async (stack: Stack, environment: string): Promise<string> => {
  const open = await readLock(stack.table, environment);
  if (open === undefined || !isTakenOver(open))
    throw new NothingToUndo(
      `'${environment}' has no rollback that could not finish; see 'sarcelle status ${environment}'. Nothing was changed.`,
    );
  const execution = rollbackExecution(open.owner);
  if (execution !== undefined && (await runs(stack, execution)))
    throw new NothingToUndo(
      `The rollback of '${open.deployment.id}' still runs, in execution '${execution}'. Nothing was changed; wait for its end.`,
    );
  return open.deployment.id;
};

/** Who gives up. */
interface Asker {
  readonly requestedBy: string;
  readonly caller: string;
}

/** What was given up, and how that is said. */
interface GivenUp {
  readonly deployment: string;
  readonly says: string;
}

/** Closes its journal on the state as it is, and frees the environment. Throws `NothingToUndo`. */
export const giveUp = async (
  stack: Stack,
  environment: string,
  { requestedBy, caller, reason }: Asker & { readonly reason: string },
): Promise<GivenUp> => {
  const deployment = await unfinishedRollback(stack, environment);
  const taken = await takeOver(stack.table, { environment, deployment, owner: `accept:${requestedBy}` });
  if (taken === undefined) throw new NothingToUndo(`The rollback of '${environment}' ended a moment ago.`);
  const ending = {
    outcome: "Accepted",
    closedAt: systemClock.now(),
    reason: `${askedBy({ requestedBy, caller })}: ${reason}`,
  } as const;
  const { timeouts } = await readRegistration(stack.table, environment);
  await closeJournal(stack.table, taken, ending, timeouts.hold);
  return { deployment, says: `'${environment}' is free. Deployment '${deployment}' is closed as it is: ${reason}` };
};
