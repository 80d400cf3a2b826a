/** Whether an execution that ended left its journal behind, so that a rollback must be started for it. */
import { type Journal, outlasts, rollbackOwner } from "../changes/journal.ts";

interface EndedExecution {
  readonly name: string;
  /** The deployment that its input names: that of a rollback which was started for one. */
  readonly deployment?: string | undefined;
}

/** The name of the rollback that is started for an execution. */
export const undoPrefix = "undo-";

/** A rollback that dies is followed by another one, and that one too; what kills three will kill the fourth. */
const mostInARow = undoPrefix.repeat(3);

/**
 * True if the execution held the open journal when it ended. A deployment's own execution always has a rollback started, also after
 * its own rollback gave up: one more attempt. A rollback that was stopped or died is followed by another, unless it found conflicts,
 * which only a person can settle. Whoever was taken over from left nothing behind: the journal is with somebody else.
 */
export const isLeftBehind = ({ name, deployment }: EndedExecution, open: Journal): boolean => {
  const { id } = open.deployment;
  const held = open.owner === name || open.owner === rollbackOwner(name);
  if (name === id) return held;
  // It may have died before it took over.
  const wasToUndo = held || (deployment === id && open.owner === id);
  return (
    wasToUndo &&
    !name.startsWith(mostInARow) &&
    !open.entries.some((entry) => entry.status === "conflict" && !outlasts(entry))
  );
};
