/** How an execution ended, as it is told: every end, also of what was refused, and of what nobody inside saw. */
import * as z from "zod";
import type { Journal } from "../changes/journal.ts";
import { withoutValues } from "../without-values.ts";
import { executionOf, type News, newsId } from "./news.ts";

/** An execution that ended, as AWS describes it. */
export interface EndedRun {
  readonly name: string;
  readonly status: string;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  readonly output?: string | undefined;
  /** In milliseconds since the epoch. */
  readonly endedAt: number;
}

/** What is known of the journal that it had; undefined if it had none. */
export interface Had {
  readonly journal: Journal | undefined;
  /** Whether that journal is open. */
  readonly isOpen: boolean;
  readonly environment: string | null;
}

const longestReason = 1_000;

/** A cause as people are told it: its first line, without what was found of resources. */
export const reasonIn = (cause: string | undefined): string => {
  const [first = ""] = withoutValues(cause ?? "").split("\n");
  return first.length > longestReason ? `${first.slice(0, longestReason)}…` : first;
};

const output = z.object({
  changes: z.number().optional(),
  left: z.array(z.object({ what: z.string(), until: z.string().nullish() })).optional(),
});

const outputOf = (text: string | undefined): z.infer<typeof output> => {
  try {
    return output.safeParse(JSON.parse(text ?? "{}")).data ?? {};
  } catch {
    return {};
  }
};

type Telling = Pick<News, "state" | "level" | "what" | "next" | "left">;

const succeeded = (ended: EndedRun): Telling => {
  const { changes, left = [] } = outputOf(ended.output);
  return {
    ...{ state: "succeeded", level: "info" },
    what: `It succeeded${changes === undefined ? "" : `, with ${changes} ${changes === 1 ? "change" : "changes"}`}.`,
    left: left.map(({ what, until }) => withoutValues(until == null ? what : `${what} Until ${until}.`)),
  };
};

const rolledBack = (ended: EndedRun): Telling => ({
  ...{ state: "rolled-back", level: "warning", what: reasonIn(ended.cause) },
  next: ended.cause?.startsWith("RollbackRequested")
    ? "The environment is free."
    : "The environment is free. Correct what failed, and start again.",
});

const rollbackFailed = (ended: EndedRun, { environment }: Had): Telling => ({
  ...{ state: "rollback-failed", level: "critical", what: reasonIn(ended.cause) },
  next: `The environment stays locked until a person has settled it. 'sarcelle status ${environment}' lists what is left; then 'sarcelle rollback ${environment} --resume'.`,
});

const lockLost = (ended: EndedRun): Telling => ({
  ...{ state: "stopped", level: "info" },
  what: `Its execution ended, since another one has its journal: ${reasonIn(ended.cause)}`,
});

const refused = (ended: EndedRun): Telling => ({
  ...{ state: "refused", level: "warning", what: `${ended.error ?? "Error"}: ${reasonIn(ended.cause)}` },
  next: "Nothing was changed, and nothing is locked. Correct what it says, and start again.",
});

/** It was stopped, ran out of time, or died: no state of it saw that. */
const stopped = (ended: EndedRun, { journal, isOpen, environment }: Had): Telling => {
  const why = [ended.error, reasonIn(ended.cause)].filter((each) => each !== undefined && each !== "").join(": ");
  const what = `Its execution ended as ${ended.status}${why === "" ? "." : `: ${why}`}`;
  if (isOpen && journal !== undefined) {
    const holder = executionOf(journal);
    const starts = holder === ended.name ? "A rollback starts by itself" : `The rollback '${holder}' has begun`;
    return { state: "stopped", level: "warning", what, next: `${starts}, and undoes what it did.` };
  }
  const next =
    journal === undefined
      ? "Nothing was changed, and nothing is locked."
      : `'sarcelle history ${environment} ${journal.deployment.id}' says what became of it.`;
  return { state: "stopped", level: "warning", what, next };
};

const tellingOf = (ended: EndedRun, had: Had): Telling => {
  if (ended.status === "SUCCEEDED") return succeeded(ended);
  if (ended.status !== "FAILED") return stopped(ended, had);
  if (ended.error === "RolledBack") return rolledBack(ended);
  if (ended.error === "RollbackFailed") return rollbackFailed(ended, had);
  if (ended.error === "LockLost") return lockLost(ended);
  // Whoever has a journal was not refused: AWS ended it in the midst.
  return had.journal === undefined ? refused(ended) : stopped(ended, had);
};

/** The one thing that is told of an execution's end. */
export const endNews = (ended: EndedRun, had: Had): News => {
  const telling = tellingOf(ended, had);
  return { ...telling, id: newsId(ended.name, "ended"), at: ended.endedAt, execution: ended.name };
};

/** That a person kept things as a rollback had left them: no execution ends with that. */
export const acceptedNews = ({ deployment: { id }, closedAt, reason }: Accepted): News => ({
  ...{ id: newsId(id, "accepted"), state: "accepted", level: "info", at: closedAt },
  what: `A person keeps things as the rollback left them${reason === undefined ? "." : `: ${reasonIn(reason)}`}`,
  next: "The environment is free.",
});

interface Accepted {
  readonly deployment: Journal["deployment"];
  readonly closedAt: number;
  readonly reason?: string;
}
