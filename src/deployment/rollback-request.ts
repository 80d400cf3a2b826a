import * as z from "zod";
import { type Deployment, type Entry, outlasts } from "../changes/journal.ts";
import { InvalidInput } from "../errors.ts";
import { callerSchema } from "./person.ts";
import { reasonSchema } from "./reason.ts";
import { explain, strictObject } from "./schema.ts";

const schema = strictObject({
  environment: z.string().min(1),
  /** Undo just this deployment; refused if another one holds the lock. */
  deployment: z.string().min(1).optional(),
  requestedBy: z.string().min(1).max(256).default("unknown"),
  caller: callerSchema.optional(),
  reason: reasonSchema.optional(),
});

/** Parses the input of the rollback machine; throws `InvalidInput` that names every wrong field. */
export const parseRollbackRequest = (json: unknown): Readonly<z.infer<typeof schema>> => {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new InvalidInput(`The rollback's input is not valid: ${explain(parsed.error)}.`);
  return parsed.data;
};

interface Ended {
  readonly deployment: Deployment;
  readonly outcome: string;
  readonly entries: readonly Entry[];
}

/** The newest deployment that succeeded, changed something and was not undone since; `newestFirst` is the audit trail. */
export const lastUndoable = <T extends Ended>(newestFirst: readonly T[], deployment?: string): T | undefined => {
  const undone = new Set(newestFirst.map((journal) => journal.deployment.undoes));
  // One that found nothing to do, such as a switch to where the traffic is, has nothing to undo either.
  const last = newestFirst.find(
    (journal) =>
      journal.outcome === "Succeeded" && !undone.has(journal.deployment.id) && reopenedEntries(journal).length > 0,
  );
  return deployment === undefined || last?.deployment.id === deployment ? last : undefined;
};

/**
 * A closed journal's changes, as the journal of the deployment that undoes them; a hold that was over stays so. One that is `applying`
 * still failed and did not undo the deployment: it may have been made.
 */
export const reopenedEntries = ({ entries }: Ended): readonly Entry[] =>
  entries
    .filter((entry) => (entry.status === "applied" || entry.status === "applying") && !outlasts(entry))
    .map((entry, n) => ({ ...entry, n }));
