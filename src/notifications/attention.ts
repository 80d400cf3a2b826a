/** What waits for a person: an approval, and what does not go on. Told again as time goes by. */
import { deploymentChanges, type Journal } from "../changes/journal.ts";
import { isoTime, milliseconds } from "../clock.ts";
import { type Approval, missing, outcomeAt } from "../deployment/approval.ts";
import type { AnyEnvironment } from "../deployment/environment.ts";
import { movesOf, strategySchema } from "../deployment/strategy.ts";
import { actionInWords } from "./action.ts";
import { executionOf, type News, newsId } from "./news.ts";

/** How much of the time to approve is over when people are reminded. */
const remindedAt = [0.5, 0.9] as const;

/** That people are asked to approve, and the reminder that is due; none once it is decided. */
export const approvalNews = (environment: string, approval: Approval | undefined, now: number): readonly News[] => {
  if (approval === undefined || approval.outcome !== undefined || outcomeAt(approval, now) !== undefined) return [];
  const { deployment, since, until, cost } = approval;
  const due = remindedAt.filter((part) => now >= since + (until - since) * part).length;
  return [
    {
      id: newsId(deployment, "awaiting-approval", ...(due === 0 ? [] : [due])),
      state: "awaiting-approval",
      level: due === 0 ? "info" : "warning",
      at: due === 0 ? since : now,
      what: `It${due === 0 ? "" : " still"} waits for the approval of ${missing(approval)}${cost === undefined ? "" : `, which costs ${cost}`}.`,
      next: `'sarcelle approve ${environment} ${deployment} --reason TEXT', or 'sarcelle reject'. If nobody approves in time, it is undone.`,
      until,
    },
  ];
};

/** Beyond the longest that a state of the deployment may wait, all of AWS's troubles together. */
const graceMilliseconds = 15 * milliseconds.minute;

/** How long a lock may be held by nobody that runs, before people are told; and how often they are. */
const unheldMilliseconds = milliseconds.hour;
const againMilliseconds = milliseconds.day;

const longestMove = ({ deployment }: Journal): number => {
  const strategy = strategySchema.safeParse(deployment.strategy).data;
  return strategy === undefined ? 0 : Math.max(...movesOf(strategy).map(({ waitSeconds }) => waitSeconds));
};

/** The longest that one state may go without writing anything down, in seconds. */
const longestWait = (environment: AnyEnvironment, journal: Journal): number => {
  const { timeouts, bake, rolling } = environment;
  const waits = [timeouts.empty, timeouts.healthy, timeouts.rollback, bake.seconds, longestMove(journal)];
  if (journal.deployment.action === "rolling-update") waits.push(rolling.seconds);
  if (environment.sides === 2) waits.push(environment.approval?.deadline ?? 0, environment.hook?.timeout ?? 0);
  return Math.max(...waits);
};

/** When the journal was last written to, in milliseconds since the epoch. */
const lastWritten = ({ deployment, entries }: Journal): number =>
  Math.max(deployment.startedAt, ...deploymentChanges(entries).map(({ at }) => at), ...entries.map(({ at }) => at));

/**
 * What is wrong with who holds the lock: it has written nothing for longer than any of its waits may last, or nothing runs that could. A
 * lock that nobody works on is told of each day.
 */
export const stalledNews = (
  journal: Journal,
  environment: AnyEnvironment,
  { runs, now }: { readonly runs: boolean; readonly now: number },
): readonly News[] => {
  const last = lastWritten(journal);
  const { name } = environment;
  const execution = executionOf(journal);
  const quiet = now - last;
  const next = `'sarcelle status ${name}' says what is left; 'sarcelle rollback ${name}' undoes it.`;
  const told = { state: "stalled", at: now, next, execution } as const;
  if (runs) {
    const longest = longestWait(environment, journal) * milliseconds.second + graceMilliseconds;
    if (quiet <= longest) return [];
    const what = `${actionInWords(journal.deployment)} has done nothing since ${isoTime(last)}, though none of its waits may last so long.`;
    return [{ ...told, id: newsId(journal.deployment.id, "stalled", last), level: "warning", what }];
  }
  if (quiet <= unheldMilliseconds) return [];
  const day = Math.floor((quiet - unheldMilliseconds) / againMilliseconds);
  const what = `'${name}' is locked by '${journal.deployment.id}', which nothing works on since ${isoTime(last)}: no deployment can start.`;
  return [{ ...told, id: newsId(journal.deployment.id, "locked", last, day), level: "critical", what }];
};
