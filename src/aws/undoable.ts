import { obstacles } from "../changes/reachable.ts";
import type { Kinds } from "../changes/resource-kind.ts";
import { deployedBefore } from "../deployment/earlier-releases.ts";
import { leftAs } from "../deployment/hold.ts";
import { lastUndoable, reopenedEntries } from "../deployment/rollback-request.ts";
import { NothingToUndo } from "../errors.ts";
import type { ClosedJournal } from "./journal-format.ts";
import { closedJournals } from "./journal-store.ts";
import type { UnreadableItem } from "./stored.ts";
import { closedKey, itemKey, type Table } from "./table.ts";

/** What there is to do instead of an undo. */
const instead = (environment: string, last: ClosedJournal, before: ClosedJournal | undefined): string => {
  const command = `sarcelle ${last.deployment.action === "rolling-update" ? "rolling-update" : "deploy"} ${environment}`;
  return before === undefined
    ? `The history has no earlier release; deploy one by its file: '${command} --release FILE'.`
    : `Deploy the earlier release instead: '${command} --release-of ${before.deployment.id}'.`;
};

/**
 * The last deployment that succeeded, if its before-state can still be reached; `deployment` insists that it is that one. Throws
 * `NothingToUndo` that says what is missing.
 */
export const findUndoable = async (
  table: Table,
  environment: string,
  kinds: Kinds,
  deployment?: string,
): Promise<ClosedJournal> => {
  const unreadable: UnreadableItem[] = [];
  const tell = (item: UnreadableItem) => void unreadable.push(item);
  const journals = await closedJournals({ ...table, tell }, environment);
  const last = lastUndoable(journals, deployment);
  // One that cannot be read may be the last that succeeded, or the undo of that.
  const [later] = unreadable.filter(
    ({ key }) =>
      last === undefined || key > itemKey(closedKey(environment, last.deployment.startedAt, last.deployment.id)),
  );
  if (later !== undefined)
    throw new NothingToUndo(`What was deployed last in '${environment}' cannot be told: ${later.why}`);
  if (last === undefined)
    throw new NothingToUndo(
      `'${environment}' has no ${deployment === undefined ? "successful deployment" : `deployment '${deployment}'`} left to undo.`,
    );
  const inTheWay = await obstacles(reopenedEntries(last), kinds, leftAs);
  if (inTheWay.length > 0)
    throw new NothingToUndo(
      `Deployment '${last.deployment.id}' (${last.deployment.action}) cannot be undone any more: ${inTheWay.join("; ")}. Nothing was changed. ${instead(environment, last, deployedBefore(journals, last))}`,
    );
  return last;
};
