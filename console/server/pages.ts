/** The console's pages, as they are read and shown: which one an address is of, and what each has of the server. */
import { withWays } from "../../command/trouble.ts";
import { isoTime, systemClock } from "../../src/clock.ts";
import { UnknownEnvironment } from "../../src/errors.ts";
import { executionLink, logGroupsLink } from "../../src/inventory/findings/links.ts";
import type { Budget, CallCount } from "../due.ts";
import { drivingExecution, type EnvironmentFacts, journalShown } from "../environment-facts.ts";
import { environmentSnapshot, unknownSnapshot } from "../environment-snapshot.ts";
import type { OnEachPage, Panel, PlaygroundPanel } from "../snapshot.ts";
import type { ConsoleActions } from "./actions.ts";
import { type PlaygroundDoor, readPlayground } from "./playground.ts";
import type { Watched } from "./poller.ts";
import { createReadings, type Readings, type SourcesOf } from "./readings.ts";
import type { ConsoleClients } from "./sources/clients.ts";
import { environmentSources, executionsIn, isRunning } from "./sources/environment.ts";
import type { TimeThere } from "./world-time.ts";

/** What all pages of a server have. */
export interface Server {
  readonly asked: ConsoleClients;
  readonly time: TimeThere;
  readonly readOnly: boolean;
  /** Null of a console that only shows. */
  readonly steering: ConsoleActions | null;
  /** Null on AWS. */
  readonly playground: PlaygroundDoor | null;
}

/** Calls a minute of a page, while a deployment runs and while none does. What changes while nothing runs is read as closely as while something does. */
const most: CallCount = { all: 114, balancing: 55 };
const budgets: Readonly<Record<"running" | "idle", Budget>> = {
  running: { usual: { all: 86, balancing: 47 }, most },
  idle: { usual: { all: 19, balancing: 16 }, most },
};

/** What is said of a page until something was read. */
export const askingStill = "AWS is being asked.";

/** What each page says of the server. */
export const onEachPage = ({ asked: { stack }, time, readOnly }: Server, n: number): OnEachPage => {
  const speed = time.speed();
  return {
    n,
    asOf: isoTime(time.now()),
    account: stack.account,
    region: stack.region,
    caller: stack.caller,
    readOnly,
    playground: speed === null ? null : { speed },
  };
};

/** Trouble with AWS, in the words in which the command tells it. */
export const troubleInWords =
  ({ asked: { stack } }: Pick<Server, "asked">) =>
  (error: unknown): string => {
    const told = withWays(error, { env: process.env, stack: stack.table.name });
    return told instanceof Error ? told.message : String(told);
  };

/** Trouble in words, that remembers which of it says that there is no such environment. */
export const troubleOrGone = (server: Pick<Server, "asked">) => {
  const words = troubleInWords(server);
  let unknown: string | null = null;
  return {
    inWords(error: unknown): string {
      const says = words(error);
      if (error instanceof UnknownEnvironment) unknown = says;
      return says;
    },
    /** Why there is nothing to show: for as long as that is what its ground says, whatever else was read since. */
    gone: ({ trouble }: Panel<unknown>): string | null => (trouble === unknown ? trouble : null),
  };
};

/** Into AWS's console; a playground is in none. */
export const linksOf = ({ asked, time }: Server, journal: ReturnType<typeof journalShown>) => {
  if (journal === undefined || time.speed() !== null) return { execution: null, logs: null };
  const { region, table } = asked.stack;
  const { own, rollback = own } = executionsIn(asked, journal);
  return {
    execution: executionLink(region, drivingExecution(journal) === journal.deployment.id ? own : rollback),
    logs: logGroupsLink(region, `/aws/lambda/${table.name}-`),
  };
};

/** The readings of one of the server's pages. */
export const readingsOf = <Facts extends object>(
  { time }: Pick<Server, "time">,
  sources: SourcesOf<Facts>,
  { budget, inWords }: { readonly budget: () => Budget; readonly inWords: (error: unknown) => string },
): Readings<Facts> =>
  createReadings<Facts>(sources, {
    clock: systemClock,
    worldNow: time.now,
    renewTime: time.renew,
    speed: () => time.speed() ?? 1,
    ...{ budget, inWords },
  });

/** A page that shows what these readings know. */
export const watchedBy = (
  readings: readonly Pick<Readings<object>, "look" | "isWhole" | "hurry" | "ask">[],
  shows: Watched["shows"],
): Watched => ({
  async look() {
    return (await Promise.all(readings.map((each) => each.look()))).includes(true);
  },
  isWhole: () => readings.every((each) => each.isWhole()),
  hurry() {
    for (const each of readings) each.hurry();
  },
  ask() {
    for (const each of readings) each.ask();
  },
  shows,
});

/** What clients of the playground got, and what is broken there: no calls of AWS's. */
const playgroundReadings = (server: Server, door: PlaygroundDoor) =>
  readingsOf<{ broken: PlaygroundPanel }>(
    server,
    () => ({ broken: { read: () => readPlayground(door), period: () => 2_000 } }),
    {
      budget: () => budgets.running,
      inWords: (error) => `The playground does not say (${error instanceof Error ? error.message : String(error)}).`,
    },
  );

/** The page of one environment. */
export const environmentPage = (server: Server, name: string): Watched => {
  const { asked, time, steering, playground } = server;
  const broken = playground === null ? undefined : playgroundReadings(server, playground);
  const trouble = troubleOrGone(server);
  const sources = environmentSources(asked, name, time.now);
  const readings: Readings<EnvironmentFacts> = readingsOf<EnvironmentFacts>(server, sources, {
    budget: () => budgets[isRunning(readings.known) ? "running" : "idle"],
    inWords: trouble.inWords,
  });
  return watchedBy(broken === undefined ? [readings] : [readings, broken], (n) => {
    const facts = readings.panels();
    const ground = facts.ground.value;
    const gone = trouble.gone(facts.ground);
    if (gone !== null) return { gone };
    const page = onEachPage(server, n);
    if (ground === null) return { snapshot: unknownSnapshot(name, page, facts.ground.trouble ?? askingStill) };
    const links = linksOf(server, journalShown(ground.lock, facts.history.value ?? []));
    const snapshot = environmentSnapshot(facts, ground, { page, links });
    const offers = steering === null ? snapshot.offers : steering.offered(name, snapshot.offers);
    return { snapshot: { ...snapshot, offers, broken: broken?.panels().broken ?? null } };
  });
};
