import { sts } from "../../src/aws/clients.ts";
import { readRegistration } from "../../src/aws/environment-store.ts";
import { closedJournals, readLock } from "../../src/aws/journal-store.ts";
import { lastUndoable } from "../../src/deployment/rollback-request.ts";
import { NothingToUndo } from "../../src/errors.ts";
import type { Starting } from "../options.ts";
import { printAnswer } from "../output.ts";
import { locate, type Stack } from "../stack.ts";
import { giveUp, unfinishedRollback } from "./give-up.ts";
import { asker, start } from "./start.ts";

const lastThatSucceeded = async ({ table }: Stack, environment: string) =>
  lastUndoable(await closedJournals(table, environment))?.deployment;

/** The deployment that a rollback would undo now: the one that is open, or else the last that succeeded. */
export const nextToUndo = async (stack: Stack, environment: string) => {
  const open = await readLock(stack.table, environment);
  return open?.deployment ?? lastThatSucceeded(stack, environment);
};

/** Throws `NothingToUndo`, which names what would be undone, unless that is the deployment meant. */
const requireNext = async (stack: Stack, environment: string, meant: string): Promise<void> => {
  const next = await nextToUndo(stack, environment);
  if (next?.id === meant) return;
  throw new NothingToUndo(
    next === undefined
      ? `'${environment}' has no successful deployment left to undo, and so not '${meant}'. Nothing was changed.`
      : `A rollback of '${environment}' would undo '${next.id}' (${next.action}), and not '${meant}'. Nothing was changed; 'sarcelle history ${environment}' lists the deployments.`,
  );
};

/**
 * Throws `NothingToUndo` where an upgrade that succeeded is next: its undo takes what it made away, as a rule the second side, and somebody who
 * types a rollback once more than he thought means something else.
 */
const refuseUpgrade = async (stack: Stack, environment: string): Promise<void> => {
  if ((await readLock(stack.table, environment)) !== undefined) return;
  const last = await lastThatSucceeded(stack, environment);
  if (last?.action !== "upgrade") return;
  throw new NothingToUndo(
    `What a rollback of '${environment}' would undo next is no release but the upgrade '${last.id}', with what that made: of a first upgrade, the side without traffic. Nothing was changed; if you mean that, name it: 'sarcelle rollback ${environment} ${last.id}'.`,
  );
};

/** `sarcelle rollback`: starts one, goes on with one, or gives one up; answers the exit code. Throws `NothingToUndo` or `UnknownEnvironment`. */
export const rollBack = async (
  { environment, deployment }: { readonly environment: string; readonly deployment: string | undefined },
  options: Starting & {
    readonly resume: boolean;
    readonly accept: string | undefined;
    readonly reason: string | undefined;
  },
): Promise<number> => {
  const { resume, accept, reason } = options;
  const stack = await locate(sts(), options.stack);
  await readRegistration(stack.table, environment);
  if (deployment !== undefined) await requireNext(stack, environment, deployment);
  else if (accept === undefined && !resume) await refuseUpgrade(stack, environment);
  if (accept !== undefined) {
    const { deployment: closed, says } = await giveUp(stack, environment, { ...asker(stack, options), reason: accept });
    const document = { environment, deployment: closed, outcome: "Accepted", reason: accept };
    printAnswer(options, document, () => says);
    return 0;
  }
  // By its name, so that nothing else is undone should the rollback end meanwhile.
  const meant = resume ? await unfinishedRollback(stack, environment) : deployment;
  const input = {
    environment,
    ...asker(stack, options),
    ...(meant === undefined ? {} : { deployment: meant }),
    ...(reason === undefined ? {} : { reason }),
  };
  return start(stack, "rollbackMachine", { action: "rollback", input }, options);
};
