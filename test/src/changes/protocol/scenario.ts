import type { ClosedJournal } from "../../../../src/aws/journal-format.ts";
import { acquireLock, closeJournal, openJournal, takeOver } from "../../../../src/aws/journal-store.ts";
import { closedPrefix, lockKey } from "../../../../src/aws/table.ts";
import { applyStep } from "../../../../src/changes/apply.ts";
import { type Change, equal, invert, type State } from "../../../../src/changes/change.ts";
import { type Entry, type Journal, rollbackOwner } from "../../../../src/changes/journal.ts";
import type { ResourceKind } from "../../../../src/changes/resource-kind.ts";
import { undoNewestFirst } from "../../../../src/changes/undo.ts";
import { clientOf, conditionalTable } from "./conditional-table.ts";
import { type Actor, type Limits, sideBySide, type Tools } from "./executions.ts";
import type { Run } from "./explore.ts";

export interface Scenario extends Limits {
  /** The deployment's steps, each with its changes. */
  readonly steps: readonly (readonly Change[])[];
  /** Whether the deployment has made its changes before the run begins, and does nothing in it. */
  readonly made?: boolean;
  /** Whether the resources are of a kind that is changed side by side. */
  readonly together?: boolean;
  /** Whether what follows on a change is made before that shows. */
  readonly holdsAtOnce?: boolean;
  readonly rollbacks: readonly string[];
  /** The resource that somebody else changes once, at any moment. */
  readonly foreign?: string;
  /** AWS acts on a request less than this many milliseconds after its function died or gave up waiting. */
  readonly lateness: number;
  /** Whether a request may be acted on after a later one for the same resource was answered. */
  readonly overtaking?: boolean;
}

const [environment, tableName, deployment] = ["web-live", "table", "d-1"];
/** How long a function of the deployment lives, and one of a rollback, which also has to look for 5 s at what may yet show. */
const functionTime = 5_000;
const undoTime = 10_000;
/** When a journal entry was written is for people only: the same everywhere keeps equal states equal. */
const anyTime = { now: () => 0, sleep: async () => {} };
const others: State = { desired: 99 };

interface Facts {
  /** The changed resources, as AWS has them. */
  readonly resources: Map<string, State | null>;
  /** What each execution read last of each resource. */
  readonly lastRead: Map<string, State | null>;
  foreign: "to come" | "there" | "overwritten" | "none";
}

export const begin = async (
  scenario: Scenario,
): Promise<Run & { readonly check: () => void; readonly facts: Facts }> => {
  const changes = scenario.steps.flat();
  const before = new Map(changes.toReversed().map(({ resource, before }) => [resource.id, before]));
  const after = new Map(changes.map(({ resource, after }) => [resource.id, after]));
  const facts: Facts = {
    resources: new Map(before),
    lastRead: new Map(),
    foreign: scenario.foreign === undefined ? "none" : "to come",
  };
  const store = conditionalTable();
  const now = { value: 0 };
  const entries = (): readonly Entry[] =>
    store.items().flatMap(([, item]) => (item as unknown as Journal).entries ?? []);

  /** What must hold whenever AWS is changed. */
  const act = (writer: string, change: Change, saw: State | null | undefined, late: boolean) => {
    const { id } = change.resource;
    const said = entries().find(
      (entry) =>
        entry.change.resource.id === id &&
        entry.status !== "planned" &&
        [entry.change, invert(entry.change)].some(
          (each) => equal(each.before, change.before) && equal(each.after, change.after),
        ),
    );
    if (said === undefined) throw new Error(`${writer} changed ${id}, and no journal entry says so`);
    const owner = (store.item(lockKey(environment)) as unknown as Journal | undefined)?.owner;
    const covered = (said.writingUntil ?? 0) + (late ? scenario.lateness : 0) > now.value;
    if (owner !== writer && !covered && !late) throw new Error(`${writer} changed ${id} after it had lost the lock`);
    if (facts.foreign === "there" && id === scenario.foreign) {
      if (equal(saw, others))
        throw new Error(`${writer} overwrote what somebody else had done to ${id}, and had seen it`);
      facts.foreign = "overwritten";
    }
    facts.resources.set(id, change.after);
  };

  const toolsOf = (name: string, owner: string, { clock, call }: Tools) => {
    const client = clientOf((command) =>
      call({
        what: `${command.constructor.name.replace("ItemCommand", "s").toLowerCase()} the table`,
        act: () => store.call(command),
      }),
    );
    const kind: ResourceKind = {
      read: (id) =>
        call<{ readonly state: State | null }>({
          what: `reads ${id}`,
          act: () => {
            const state = facts.resources.get(id) ?? null;
            facts.lastRead.set(`${name} of ${id}`, state);
            return { state };
          },
        }).then(({ state }) => state),
      write: (id, from, to) => {
        const change = { resource: { kind: "group-capacity", id }, before: from, after: to } as const;
        const saw = facts.lastRead.get(`${name} of ${id}`);
        return call({
          what: `writes ${id} ${JSON.stringify(to)}`,
          changes: id,
          act: (late) => act(owner, change, saw, late),
        });
      },
      ...(scenario.together === true && { sideBySide: true }),
      ...(scenario.holdsAtOnce === true && { holdsAtOnce: true }),
    };
    return { table: { client, name: tableName }, kinds: { "group-capacity": kind }, clock };
  };

  const deploying: Actor = {
    name: "the deployment",
    async run({ invoke }) {
      const holder = { environment, owner: deployment, epoch: 1 };
      for (const [index, plan] of scenario.steps.entries())
        await invoke(2, functionTime, async (tools) => {
          const { table, ...rest } = toolsOf("the deployment", deployment, tools);
          const journal = openJournal(table, holder, anyTime);
          return applyStep(`step ${index}`, await journal.read(), () => plan, {
            journal,
            ...rest,
            deadline: tools.deadline,
          });
        });
      await invoke(2, functionTime, (tools) => {
        const { table } = toolsOf("the deployment", deployment, tools);
        return closeJournal(table, holder, { outcome: "Succeeded", closedAt: 0 }, 3_600);
      });
      return "Succeeded";
    },
  };
  const rollingBack = (name: string): Actor => ({
    name,
    async run({ invoke, wait, begin }) {
      await begin();
      const owner = rollbackOwner(name);
      const always = <T>(body: (tools: Tools) => Promise<T>) => invoke(9, undoTime, body);
      const journal = await always((tools) =>
        takeOver(toolsOf(name, owner, tools).table, { environment, deployment, owner }),
      );
      if (journal === undefined) return "nothing to undo";
      const holder = { environment, owner, epoch: journal.epoch };
      for (;;) {
        const result = await always((tools) => {
          const { table, ...rest } = toolsOf(name, owner, tools);
          return undoNewestFirst({
            journal: openJournal(table, holder, anyTime),
            ...rest,
            deadline: tools.deadline,
            permission: async () => ({ kind: "now" }),
            hasTime: () => true,
          });
        });
        if (result.done && result.conflicts.length > 0) return "RollbackFailed";
        if (result.done) break;
        await wait(result.lookAgainInSeconds * 1_000);
      }
      await always((tools) =>
        closeJournal(toolsOf(name, owner, tools).table, holder, { outcome: "RolledBack", closedAt: 0 }, 3_600),
      );
      return "RolledBack";
    },
  });

  const direct = { client: clientOf(async (command) => store.call(command)), name: tableName };
  await acquireLock(direct, environment, {
    id: deployment,
    action: "switch",
    requestedBy: "test",
    startedAt: 0,
  });

  if (scenario.made)
    for (const [index, plan] of scenario.steps.entries()) {
      const call = async <T>({ act }: { act: (late: boolean) => unknown }) => act(false) as T;
      const { table, ...rest } = toolsOf(deploying.name, deployment, { clock: anyTime, deadline: functionTime, call });
      const journal = openJournal(table, { environment, owner: deployment, epoch: 1 }, anyTime);
      await applyStep(`step ${index}`, await journal.read(), () => plan, { journal, ...rest, deadline: functionTime });
    }

  const run = await sideBySide(
    [...(scenario.made ? [] : [deploying]), ...scenario.rollbacks.map(rollingBack)],
    scenario,
    {
      now,
      lateness: scenario.lateness,
      overtaking: scenario.overtaking ?? false,
      others: () =>
        facts.foreign === "to come" && scenario.foreign !== undefined
          ? [
              [
                `somebody changes ${scenario.foreign}`,
                () => {
                  facts.foreign = "there";
                  facts.resources.set(scenario.foreign ?? "", others);
                },
              ],
            ]
          : [],
      state: () => [[...facts.resources], [...facts.lastRead], facts.foreign, store.items()],
    },
  );

  /** What must hold when nothing happens any more. */
  const check = () => {
    const open = (store.item(lockKey(environment)) as unknown as Journal | undefined)?.deployment !== undefined;
    const closed = store.items().find(([key]) => key.includes(closedPrefix))?.[1] as ClosedJournal | undefined;
    const outcome = open ? "open" : closed?.outcome;
    const conflicts = entries().filter(({ status }) => status === "conflict");
    // A resource that is reported as somebody else's may be theirs, or what a last write of ours made of it meanwhile.
    const reported = (id: string) =>
      id === scenario.foreign && conflicts.some(({ change }) => change.resource.id === id);
    const goal = (id: string) => {
      if (id === scenario.foreign && facts.foreign === "there") return others;
      if (reported(id)) return facts.resources.get(id) ?? null;
      return (outcome === "Succeeded" ? after : before).get(id) ?? null;
    };
    const found = Object.fromEntries(facts.resources);
    const expected = Object.fromEntries([...facts.resources.keys()].map((id) => [id, goal(id)]));
    const all = JSON.stringify({
      outcome,
      found,
      expected,
      ended: run.ended(),
      entries: entries(),
      foreign: facts.foreign,
    });
    if (!equal(found, expected)) throw new Error(`The resources are not as they should be: ${all}`);
    if (open && (scenario.foreign === undefined || !reported(scenario.foreign)))
      throw new Error(`The journal is left open without a conflict: ${all}`);
    if (!open && conflicts.length > 0) throw new Error(`The journal is closed in spite of a conflict: ${all}`);
  };
  return { ...run, check, facts };
};
