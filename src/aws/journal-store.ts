/**
 * The lock and the open journal of an environment: one item, so that one conditional write both proves that this deployment
 * still owns the environment and records what it is about to do. A function that lost the lock cannot journal, so it cannot act.
 */
import { GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { Mark, OpenJournal } from "../changes/apply.ts";
import { type Deployment, type Entry, type Journal, plannedBy, stillWriting } from "../changes/journal.ts";
import type { Clock } from "../clock.ts";
import type { Approved } from "../deployment/approval.ts";
import { type Hold, holdsAfter } from "../deployment/hold.ts";
import { askedBy } from "../deployment/person.ts";
import { searchedJournals } from "../deployment/retention.ts";
import { EnvironmentBusy, LockLost, NotYet } from "../errors.ts";
import { conditionalAnswer, conditionalWrite } from "./conditional-write.ts";
import {
  type ClosedJournal,
  checkedClosedJournal,
  checkedDeployment,
  checkedEntries,
  checkedHolds,
  checkedMark,
  closedJournalOf,
  journalFormat,
  type Lock,
  lockOf,
  type Outcome,
} from "./journal-format.ts";
import { readEach } from "./stored.ts";
import { closedKey, closedPrefix, type Item, itemKey, lockKey, partition, type Table } from "./table.ts";

/** Whoever may write to the open journal of an environment. */
export interface Holder {
  readonly environment: string;
  readonly epoch: number;
  /** The execution that acts: the deployment's own, or the rollback that took over. */
  readonly owner: string;
}

/** A deployment that holds its own journal: no rollback has taken it over. */
export const deploymentAsHolder = (run: {
  readonly environment: string;
  readonly deployment: string;
  readonly epoch: number;
}): Holder => ({ environment: run.environment, epoch: run.epoch, owner: run.deployment });

/** Whose journal is taken over, and by whom. */
export interface Takeover {
  readonly environment: string;
  /** The deployment that holds the lock. */
  readonly deployment: string;
  /** Who may write from now on. */
  readonly owner: string;
}

const values = (record: Record<string, unknown>) => marshall(record, { removeUndefinedValues: true });

const lockItem = async ({ client, name }: Table, environment: string): Promise<Item | undefined> => {
  const { Item } = await client.send(
    new GetItemCommand({ TableName: name, Key: lockKey(environment), ConsistentRead: true }),
  );
  return Item;
};
const lockIn = async (table: Table, environment: string): Promise<Lock> =>
  lockOf(environment, await lockItem(table, environment));

/** The lock with all that stands in it. Throws `Unreadable` or `WrittenByLaterVersion`. */
export const readWholeLock = lockIn;

/** The open journal, or undefined if nobody holds the lock. Throws `Unreadable` or `WrittenByLaterVersion`. */
export const readLock = async (table: Table, environment: string): Promise<Journal | undefined> =>
  (await lockIn(table, environment)).journal;

/** The epoch of whoever had the lock last, or has it; 0 if nobody ever had it. */
export const readEpoch = async (table: Table, environment: string): Promise<number> =>
  (await lockIn(table, environment)).epoch;

/** The locks of these environments, as far as anybody ever had them; the table's `tell` hears of those that cannot be read. */
export const locksOf = async (
  table: Table,
  environments: readonly string[],
): Promise<readonly (Lock & { readonly environment: string })[]> => {
  const items: [environment: string, item: Item][] = [];
  for (const environment of environments) {
    const item = await lockItem(table, environment);
    if (item !== undefined) items.push([environment, item]);
  }
  const read = ([environment, item]: (typeof items)[number]) => ({ ...lockOf(environment, item), environment });
  return readEach(items, read, ([, item]) => itemKey(item), table.tell);
};

/** The open journals of these environments; the table's `tell` hears of those that cannot be read. */
export const openJournals = async (table: Table, environments: readonly string[]): Promise<readonly Journal[]> =>
  (await locksOf(table, environments)).map(({ journal }) => journal).filter((journal) => journal !== undefined);

/** The updates that give the lock to somebody else: to a deployment, to a rollback, to nobody. */
export const lockUpdates = {
  acquire:
    "SET environment = :environment, deployment = :deployment, #owner = :owner, entries = :entries, #format = :format ADD epoch :one",
  takeOver: "SET #owner = :owner ADD epoch :one",
  free: "REMOVE deployment, #owner, entries, #format, #hold",
  freeHeld: "SET #hold = :hold REMOVE deployment, #owner, entries, #format",
} as const;

const busy = (environment: string, holder: Journal | undefined) =>
  new EnvironmentBusy(
    holder === undefined
      ? `Environment '${environment}' was locked a moment ago; start again.`
      : `Environment '${environment}' is busy: deployment '${holder.deployment.id}' (${holder.deployment.action}, requested by ${askedBy(holder.deployment)}, started ${new Date(holder.deployment.startedAt).toISOString()}) runs. Wait for it to end, or undo it with 'sarcelle rollback ${environment}'.`,
  );

/** Throws `EnvironmentBusy` with the name of the deployment that holds the lock, if one does. */
export const requireFree = (environment: string, { journal }: Pick<Lock, "journal">): void => {
  if (journal !== undefined) throw busy(environment, journal);
};

/**
 * Takes the environment's lock for a deployment, with `entries` as its journal so far, and answers the new epoch, with the holds that stand beside it. The same
 * deployment asking again gets the epoch that it has. Throws `EnvironmentBusy` with the name of the deployment that runs; and, given
 * the `lastEpoch` that something was judged under, if somebody had the lock since.
 */
export const acquireLock = async (
  table: Table,
  environment: string,
  deployment: Deployment,
  { entries = [], lastEpoch }: { readonly entries?: readonly Entry[]; readonly lastEpoch?: number } = {},
): Promise<Pick<Lock, "epoch" | "holds">> => {
  const unchanged = lastEpoch === 0 ? "attribute_not_exists(epoch)" : "epoch = :last";
  const taken = await conditionalAnswer(() =>
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: lockKey(environment),
        UpdateExpression: lockUpdates.acquire,
        ConditionExpression: `attribute_not_exists(deployment)${lastEpoch === undefined ? "" : ` AND ${unchanged}`}`,
        ExpressionAttributeNames: { "#owner": "owner", "#format": "format" },
        ExpressionAttributeValues: values({
          ":last": lastEpoch || undefined,
          ":environment": environment,
          ":deployment": checkedDeployment(environment, deployment),
          ":owner": deployment.id,
          ":entries": checkedEntries(environment, entries),
          ":format": journalFormat,
          ":one": 1,
        }),
        ReturnValues: "ALL_NEW",
      }),
    ),
  );
  if (taken !== undefined) return lockOf(environment, taken.Attributes);
  const lock = await lockIn(table, environment);
  const { journal } = lock;
  if (journal?.deployment.id === deployment.id && journal.owner === deployment.id) return lock;
  throw busy(environment, journal);
};

/**
 * Hands the open journal to the rollback `owner` under a new epoch, so that whoever wrote to it before cannot any more. The same
 * owner asking again keeps its epoch.
 */
export const takeOver = async (
  table: Table,
  { environment, deployment, owner }: Takeover,
): Promise<Journal | undefined> => {
  await conditionalWrite(() =>
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: lockKey(environment),
        UpdateExpression: lockUpdates.takeOver,
        ConditionExpression: "deployment.id = :deployment AND #owner <> :owner",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: values({ ":owner": owner, ":deployment": deployment, ":one": 1 }),
      }),
    ),
  );
  const lock = await readLock(table, environment);
  return lock?.deployment.id === deployment && lock.owner === owner ? lock : undefined;
};

const holds = (holder: Holder, journal: Journal | undefined): journal is Journal =>
  journal !== undefined && journal.owner === holder.owner && journal.epoch === holder.epoch;

const lost = (holder: Holder) =>
  new LockLost(
    `'${holder.owner}' (epoch ${holder.epoch}) does not hold the lock of '${holder.environment}' any more. Nothing was written; 'sarcelle status ${holder.environment}' shows who holds it.`,
  );

/** The open journal in a lock that was just read, if it is the holder's; throws `LockLost` otherwise. */
export const heldBy = (holder: Holder, { journal }: Lock): Journal => {
  if (!holds(holder, journal)) throw lost(holder);
  return journal;
};

/** An update as `update` takes it: its expression, the names in it, and the values. */
type Update = readonly [expression: string, names: Record<string, string>, values: Record<string, unknown>];

/** The one update that writes all marks down. An entry that is not said to be written any more loses the time until which it was. */
const marking = (environment: string, marks: readonly Mark[], at: number): Update => {
  const attributes = marks.flatMap(({ n, ...noted }, index) =>
    Object.entries({ writingUntil: undefined, ...checkedMark(environment, { ...noted, at }) }).map(([name, value]) => ({
      name,
      path: `entries[${n}].#${name}`,
      placeholder: `:${name}${index}`,
      value,
    })),
  );
  const put = attributes.filter(({ value }) => value !== undefined);
  const gone = attributes.filter(({ value }) => value === undefined).map(({ path }) => path);
  const set = `SET ${put.map(({ path, placeholder }) => `${path} = ${placeholder}`).join(", ")}`;
  return [
    gone.length === 0 ? set : `${set} REMOVE ${gone.join(", ")}`,
    Object.fromEntries(attributes.map(({ name }) => [`#${name}`, name])),
    Object.fromEntries(put.map(({ placeholder, value }) => [placeholder, value])),
  ];
};

/** The open journal as its holder writes it. */
export const openJournal = (table: Table, holder: Holder, clock: Clock): OpenJournal => {
  const read = async () => heldBy(holder, await lockIn(table, holder.environment));

  /** Answers false if the condition did not hold: the lock is lost, or `further` is not so. */
  const update = (
    expression: string,
    names: Record<string, string>,
    attributes: Record<string, unknown>,
    further = "",
  ): Promise<boolean> =>
    conditionalWrite(() =>
      table.client.send(
        new UpdateItemCommand({
          TableName: table.name,
          Key: lockKey(holder.environment),
          UpdateExpression: expression,
          ConditionExpression: `#owner = :owner AND epoch = :epoch${further}`,
          ExpressionAttributeNames: { "#owner": "owner", ...names },
          ExpressionAttributeValues: values({ ":owner": holder.owner, ":epoch": holder.epoch, ...attributes }),
        }),
      ),
    );

  return {
    read,
    async plan(step, changes, { entries: { length: first } }, writingUntil, begun = 1) {
      const at = clock.now();
      const entries = changes.map(
        (change, index): Entry => ({
          n: first + index,
          step,
          change,
          at,
          ...(index < begun ? { status: "applying", writingUntil } : { status: "planned" }),
        }),
      );
      // The size in the condition keeps a repeated write, after a lost answer, from appending the plan twice.
      const appended = await update(
        "SET entries = list_append(entries, :entries)",
        {},
        { ":entries": checkedEntries(holder.environment, entries), ":first": first },
        " AND size(entries) = :first",
      );
      return appended ? entries : plannedBy(await read(), step).filter(({ n }) => n >= first);
    },
    async mark(...marks) {
      if (!(await update(...marking(holder.environment, marks, clock.now())))) throw lost(holder);
    },
  };
};

/** Writes into the open journal who approved its deployment, or rejected it. Throws `LockLost` if somebody else took the journal over. */
export const keepApproved = async (table: Table, holder: Holder, approved: Approved): Promise<void> => {
  const kept = await conditionalWrite(() =>
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: lockKey(holder.environment),
        UpdateExpression: "SET deployment.approval = :approval",
        ConditionExpression: "#owner = :owner AND epoch = :epoch",
        ExpressionAttributeNames: { "#owner": "owner" },
        ExpressionAttributeValues: values({ ":owner": holder.owner, ":epoch": holder.epoch, ":approval": approved }),
      }),
    ),
  );
  if (!kept) throw lost(holder);
};

/** Whoever hangs in the midst of a change would go on with it in somebody else's deployment. */
const refuseWhileWriting = (entries: readonly Entry[], now: number): void => {
  const writing = stillWriting(entries, now);
  if (writing === undefined) return;
  const { kind, id } = writing.change.resource;
  throw new NotYet(
    `The function that changes ${kind} ${id} may still be writing, until ${new Date(writing.writingUntil ?? now).toISOString()}.`,
  );
};
/** Frees the lock, with what is held from now on; answers false if the lock is not the holder's. */
const freed = (table: Table, { environment, owner, epoch }: Holder, holds: readonly Hold[]): Promise<boolean> =>
  conditionalWrite(() =>
    table.client.send(
      new UpdateItemCommand({
        TableName: table.name,
        Key: lockKey(environment),
        UpdateExpression: holds.length === 0 ? lockUpdates.free : lockUpdates.freeHeld,
        ConditionExpression: "#owner = :owner AND epoch = :epoch",
        ExpressionAttributeNames: { "#owner": "owner", "#format": "format", "#hold": "hold" },
        ExpressionAttributeValues: values({
          ":owner": owner,
          ":epoch": epoch,
          ":hold": holds.length === 0 ? undefined : checkedHolds(environment, holds),
        }),
      }),
    ),
  );

/** How far back a holder looks for the journal that it closed a moment ago. */
const mostClosedSince = 5;

/**
 * Closes the journal: first its copy for the audit trail, then the lock is freed, and what is held from then on written beside it in the
 * same write; answers the copy. A hold lasts `holdSeconds` at most. Asked again by a holder that died or got no answer, it answers what was
 * closed before. Throws `LockLost` if somebody else took the journal over, `NotYet` while a function may be making one of its changes.
 */
export const closeJournal = async (
  table: Table,
  holder: Holder,
  ending: { readonly outcome: Outcome; readonly closedAt: number; readonly reason?: string },
  holdSeconds: number,
): Promise<ClosedJournal> => {
  const ownCopy = async () => {
    const recent = await closedJournals(table, holder.environment, mostClosedSince);
    const own = recent.find((journal) => holds(holder, journal));
    if (own === undefined) throw lost(holder);
    return own;
  };
  const { journal, holds: held } = await lockIn(table, holder.environment);
  if (!holds(holder, journal)) return ownCopy();
  refuseWhileWriting(journal.entries, ending.closedAt);
  const { environment, deployment, epoch, owner, entries } = journal;
  const closed: ClosedJournal = { environment, deployment, epoch, owner, entries, ...ending };
  // A function that lost the lock since it read it must not say "Succeeded" over what the rollback wrote.
  const kept = await conditionalWrite(() =>
    table.client.send(
      new PutItemCommand({
        TableName: table.name,
        Item: {
          ...values({ ...checkedClosedJournal(closed), format: journalFormat }),
          ...closedKey(environment, deployment.startedAt, deployment.id),
        },
        ConditionExpression: "attribute_not_exists(epoch) OR epoch <= :epoch",
        ExpressionAttributeValues: values({ ":epoch": epoch }),
      }),
    ),
  );
  if (!kept) throw lost(holder);
  if (await freed(table, holder, holdsAfter(journal, held, holdSeconds))) return closed;
  // Freed by an earlier try whose answer was lost; or a rollback took the journal over meanwhile, and may have closed it already.
  if ((await readLock(table, environment))?.deployment.id === deployment.id) throw lost(holder);
  return ownCopy();
};

/**
 * The closed journals of an environment, newest first; without `most`, as far back as anybody searches the audit trail. The table's `tell`
 * hears of those that cannot be read.
 */
export const closedJournals = async (
  { client, name, tell }: Table,
  environment: string,
  most = searchedJournals,
): Promise<readonly ClosedJournal[]> => {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: values({ ":pk": partition(environment), ":prefix": closedPrefix }),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: most,
    }),
  );
  return readEach(Items, closedJournalOf, itemKey, tell);
};
