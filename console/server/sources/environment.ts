/** What the page of an environment reads of AWS, and how often: closely while a deployment runs, seldom while nothing happens. */
import { historySince } from "../../../command/deployments/follow.ts";
import { stackReader } from "../../../command/questions/stack-reader.ts";
import { alarmsOf } from "../../../src/aws/alarms.ts";
import { readApproval } from "../../../src/aws/approval-store.ts";
import { readEnvironmentAndLock } from "../../../src/aws/environment-and-lock.ts";
import { everyKind } from "../../../src/aws/every-kind.ts";
import { executionArnOf } from "../../../src/aws/execution.ts";
import { arnOfItem, currentKey } from "../../../src/aws/inventory/table.ts";
import { closedJournals } from "../../../src/aws/journal-store.ts";
import { measuredWithHealth } from "../../../src/aws/measured-minutes.ts";
import type { Journal } from "../../../src/changes/journal.ts";
import { isTakenOver, rollbackExecution } from "../../../src/changes/journal.ts";
import { openChanges } from "../../../src/changes/open-changes.ts";
import { isOfTraffic } from "../../../src/deployment/traffic.ts";
import { groupRef } from "../../../src/inventory/arn.ts";
import { freshness } from "../../../src/inventory/queries/freshness.ts";
import { endOfCourse } from "../../course.ts";
import {
  drivingExecution,
  type EnvironmentFacts,
  type ExecutionEvents,
  journalShown,
} from "../../environment-facts.ts";
import type { Source, Sources } from "../readings.ts";
import type { ConsoleClients } from "./clients.ts";
import { sidesReader } from "./sides.ts";

const second = 1_000;
const minute = 60 * second;

/** How far back the page's history goes. */
const mostTold = 20;
/** How far back requests are shown. */
const minutesShown = 30;

/** What BatchGetItem takes beside the registration and the lock: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const mostAsked = 98;

type Known = <Name extends keyof EnvironmentFacts>(name: Name) => EnvironmentFacts[Name] | null;

/** The execution of a deployment, and that of a rollback which took it over in one of its own. */
export const executionsIn = ({ stack }: Pick<ConsoleClients, "stack">, { deployment, owner }: Journal) => {
  const { id, action } = deployment;
  const machine =
    action === "rolling-update"
      ? stack.rollingUpdateMachine
      : action === "rollback"
        ? stack.rollbackMachine
        : stack.blueGreenMachine;
  const undoing = rollbackExecution(owner);
  return {
    own: executionArnOf(machine, id),
    rollback: undoing === undefined || undoing === id ? undefined : executionArnOf(stack.rollbackMachine, undoing),
  };
};

/** Reads on where it read to, as long as it is asked of the same deployment. */
export const courseReader = (clients: ConsoleClients) => {
  let last: ExecutionEvents | undefined;
  const since = async (arn: string | undefined, events: ExecutionEvents["own"]): Promise<ExecutionEvents["own"]> =>
    arn === undefined || endOfCourse(events) !== undefined
      ? events
      : [...events, ...(await historySince(clients.stepFunctions, arn, events.at(-1)?.id ?? 0))];
  return async (journal: Journal | undefined): Promise<ExecutionEvents | null> => {
    if (journal === undefined) return null;
    const { own, rollback } = executionsIn(clients, journal);
    const before =
      last?.deployment === journal.deployment.id ? last : { deployment: journal.deployment.id, own: [], rollback: [] };
    last = {
      deployment: journal.deployment.id,
      own: await since(own, before.own),
      rollback: await since(rollback, before.rollback),
    };
    return last;
  };
};

/** What the journal has done to the traffic so far: once that is something else, the listeners are. */
const movesDone = (journal: Journal | undefined): string =>
  journal === undefined
    ? "free"
    : `${journal.deployment.id} ${journal.owner} ${journal.entries
        .filter(({ change }) => isOfTraffic(change))
        .map(({ status }) => status)
        .join()}`;

/** What the inventory tells of, of what the sides are made of: listeners, rules, target groups and groups, by their ARNs. */
const partsOf = (
  seen: EnvironmentFacts["sides"] | null,
  { account, region }: ConsoleClients["stack"],
): readonly string[] => {
  if (seen === null || "unseen" in seen) return [];
  const sides = "fleet" in seen ? [seen.fleet] : Object.values(seen.view.sides);
  const listeners = "fleet" in seen ? [] : seen.view.listeners.map(({ arn }) => arn);
  const ofSides = sides.flatMap(({ group, targetGroups }) => [
    groupRef({ account, region }, group.name).arn,
    ...targetGroups.map(({ arn }) => arn),
  ]);
  return [...listeners, ...ofSides].slice(0, mostAsked);
};

/** What is known of the environment by now, as its sources ask one another. */
const knownOf = (known: Known) => {
  const open = () => known("ground")?.lock.journal;
  const shown = () => journalShown(known("ground")?.lock, known("history") ?? []);
  const isOver = () => {
    const course = known("course");
    const journal = shown();
    if (journal === undefined) return true;
    const events = drivingExecution(journal) === journal.deployment.id ? course?.own : course?.rollback;
    return endOfCourse(events ?? []) !== undefined;
  };
  return {
    open,
    shown,
    isOver,
    /** Whether a rollback left something that only a person goes on with. */
    standsStill() {
      const journal = open();
      return journal !== undefined && isTakenOver(journal) && isOver();
    },
    environment() {
      const ground = known("ground");
      if (ground === null) throw new TypeError("What is registered is read before anything else.");
      return ground.environment;
    },
    whileOpen: (running: number, idle: number) => () => (open() === undefined ? idle : running),
    /**
     * What tells that the sides are not what was read: while a deployment runs, what it did to the traffic; else that one ran meanwhile, and
     * what the inventory and the load balancer's measurements say.
     */
    sidesTold() {
      const moves = movesDone(open());
      const { lock, revisions } = known("ground") ?? {};
      return open() === undefined ? `${moves} ${lock?.epoch} ${revisions} ${known("minutes")?.health}` : moves;
    },
  };
};
type OfEnvironment = ReturnType<typeof knownOf>;

/** Whether a deployment runs, or its execution has not ended yet. */
export const isRunning = (known: Known): boolean => {
  const { open, isOver } = knownOf(known);
  return open() !== undefined || !isOver();
};

/** The registration and the lock, which all else stands on; with what tells of a change though nothing runs. */
const groundSource = (
  { stack }: ConsoleClients,
  name: string,
  known: Known,
  { whileOpen }: OfEnvironment,
): Source<EnvironmentFacts["ground"]> => {
  /** In the same call; but not where the inventory is denied to somebody, which would deny them the lock, too. */
  const revisionsAsked = () =>
    known("freshness") === null
      ? undefined
      : { table: stack.inventoryTable, keys: partsOf(known("sides"), stack).map(currentKey) };
  return {
    async read() {
      const found = await readEnvironmentAndLock(stack.table, name, revisionsAsked());
      const revisions = found.beside.map((item) => `${arnOfItem(item)} ${item.number?.N}`).toSorted();
      return { environment: found.environment, lock: found.lock, revisions: revisions.join("\n") };
    },
    period: whileOpen(2 * second, 3 * second),
    vital: true,
  };
};

/** What stands in the main table, and in the executions' histories. */
const deploymentSources = (
  clients: ConsoleClients,
  name: string,
  known: Known,
  of: OfEnvironment,
): Pick<Sources<EnvironmentFacts>, "ground" | "course" | "left" | "approval" | "history"> => {
  const { table } = clients.stack;
  const { open, shown, isOver, standsStill, environment, whileOpen } = of;
  const readCourse = courseReader(clients);
  return {
    ground: groundSource(clients, name, known, of),
    course: {
      read: async () => readCourse(shown()),
      period: () => (isOver() ? Number.POSITIVE_INFINITY : 4 * second),
      isReady: () => open() !== undefined || known("history") !== null,
      // Where the traffic has moved, its history says so too: one without the other would contradict it.
      mark: () => `${shown()?.deployment.id} ${shown()?.owner} ${movesDone(open())}`,
    },
    left: {
      read: async () => {
        const journal = open();
        return journal !== undefined && standsStill() ? openChanges(journal, everyKind(clients, table)) : [];
      },
      period: () => (standsStill() ? 30 * second : Number.POSITIVE_INFINITY),
      mark: () =>
        standsStill()
          ? `stands still ${
              open()
                ?.entries.map(({ status }) => status)
                .join() ?? ""
            }`
          : "goes on",
    },
    approval: {
      read: async () => {
        const journal = open();
        const asks = environment();
        return journal === undefined || asks.sides === 1 || asks.approval === undefined
          ? null
          : ((await readApproval(table, name, journal.deployment.id)) ?? null);
      },
      period: whileOpen(5 * second, Number.POSITIVE_INFINITY),
      mark: () => open()?.deployment.id ?? "",
    },
    history: {
      read: async () => closedJournals(table, name, mostTold),
      period: whileOpen(5 * minute, 10 * minute),
      // Something may have begun and ended between two looks.
      mark: () => `${open()?.deployment.id} ${known("ground")?.lock.epoch}`,
    },
  };
};

/** The sources of the environment of that name. */
export const environmentSources =
  (clients: ConsoleClients, name: string, now: () => number) =>
  (known: Known): Sources<EnvironmentFacts> => {
    const of = knownOf(known);
    const readSides = sidesReader(clients);
    const reader = stackReader(clients.stack);
    const isTold = () => known("freshness") !== null && known("minutes") !== null;
    return {
      ...deploymentSources(clients, name, known, of),
      sides: {
        read: async () => readSides(of.environment()),
        // While nothing runs, what changes is told: by measurements and by the inventory. Who may hear of neither looks more often.
        period: () => of.whileOpen(5 * second, isTold() ? 15 * minute : 5 * minute)(),
        mark: of.sidesTold,
      },
      alarms: {
        read: async () => alarmsOf(clients.cloudWatch, of.environment().bake.alarms),
        period: of.whileOpen(15 * second, 5 * minute),
      },
      minutes: {
        read: async () => {
          const sides = known("sides");
          if (sides === null || !("view" in sides) || !sides.view.loadBalancer.arn.includes(":loadbalancer/app/"))
            return null;
          const end = Math.floor(now() / minute) * minute;
          const start = end - minutesShown * minute;
          const { minutes, health } = await measuredWithHealth(clients.cloudWatch, sides.view, { start, end });
          return { measured: minutes, start, end, health: JSON.stringify([...health]) };
        },
        period: of.whileOpen(minute, 2 * minute),
        isReady: () => known("sides") !== null,
      },
      findings: { read: async () => reader.findings(), period: of.whileOpen(30 * second, 5 * minute) },
      freshness: {
        read: async () => freshness(await reader.lastSweep(), now()),
        period: of.whileOpen(minute, 10 * minute),
      },
    };
  };
