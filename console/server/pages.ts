/** The console's pages, as they are read and shown: which one an address is of, and what each has of the server. */
import { withWays } from "../../command/trouble.ts";
import { isoTime, systemClock } from "../../src/clock.ts";
import { UnknownEnvironment } from "../../src/errors.ts";
import { executionLink, logGroupsLink } from "../../src/inventory/findings/links.ts";
import type { CallCount } from "../due.ts";
import { drivingExecution, type EnvironmentFacts, journalShown } from "../environment-facts.ts";
import { type AroundEnvironment, environmentSnapshot } from "../environment-snapshot.ts";
import type { OnEachPage } from "../snapshot.ts";
import type { Watched } from "./poller.ts";
import { createReadings, type Readings } from "./readings.ts";
import type { ConsoleClients } from "./sources/clients.ts";
import { environmentSources, executionsIn } from "./sources/environment.ts";
import type { TimeThere } from "./world-time.ts";

/** What all pages of a server have. */
export interface Server {
  readonly asked: ConsoleClients;
  readonly time: TimeThere;
  readonly readOnly: boolean;
  /** Where a deployment stands, by its history. */
  readonly railOf: AroundEnvironment["railOf"];
}

/** Calls a minute of a page, while a deployment runs and while none does. */
const budgets: Readonly<Record<"running" | "idle", CallCount>> = {
  running: { all: 115, balancing: 55 },
  idle: { all: 19, balancing: 16 },
};

/** How long after the end of a deployment, and after a page was opened, it may take as many calls as while one runs: its end is to be seen. */
const closelyFor = 60_000;

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

/** Into AWS's console; a playground is in none. */
const linksOf = ({ asked, time }: Server, ground: EnvironmentFacts["ground"], history: EnvironmentFacts["history"]) => {
  const journal = journalShown(ground.lock, history);
  if (journal === undefined || time.speed() !== null) return { execution: null, logs: null };
  const { region, table } = asked.stack;
  const { own, rollback = own } = executionsIn(asked, journal);
  return {
    execution: executionLink(region, drivingExecution(journal) === journal.deployment.id ? own : rollback),
    logs: logGroupsLink(region, `/aws/lambda/${table.name}-`),
  };
};

/** The page of one environment. */
export const environmentPage = (server: Server, name: string): Watched => {
  const { asked, time, railOf } = server;
  const inWords = troubleInWords(server);
  let gone: string | undefined;
  let ranAt = systemClock.now();
  const sources = environmentSources(asked, name, time.now);
  const readings: Readings<EnvironmentFacts> = createReadings<EnvironmentFacts>(sources, {
    clock: systemClock,
    worldNow: time.now,
    speed: () => time.speed() ?? 1,
    budget() {
      if (readings.known("ground")?.lock.journal !== undefined) ranAt = systemClock.now();
      return budgets[systemClock.now() - ranAt > closelyFor ? "idle" : "running"];
    },
    inWords: (error) => {
      gone = error instanceof UnknownEnvironment ? error.message : gone;
      return inWords(error);
    },
  });
  return {
    async look() {
      gone = undefined;
      await time.renew();
      return readings.look();
    },
    hurry: readings.hurry,
    shows(n) {
      const facts = readings.panels();
      const ground = facts.ground.value;
      if (gone !== undefined) return { gone };
      if (ground === null) return { gone: facts.ground.trouble ?? "AWS is being asked." };
      const links = linksOf(server, ground, facts.history.value ?? []);
      const page = onEachPage(server, n);
      return { snapshot: environmentSnapshot(facts, ground, { page, links, railOf, refused: null }) };
    },
  };
};

/** Begins to read the page of an address. */
export const openPage =
  (server: Server) =>
  (path: string): Watched => {
    const [, name = ""] = path.split("/");
    return environmentPage(server, decodeURIComponent(name));
  };
