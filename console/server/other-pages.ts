/** The pages beside that of an environment: all of them, and one deployment. */
import { systemClock } from "../../src/clock.ts";
import { type DeploymentFacts, deploymentSnapshot, unknownDeployment } from "../deployment-snapshot.ts";
import type { CallCount } from "../due.ts";
import { type FleetFacts, fleetRows, stagesOf } from "../fleet.ts";
import { shownAs } from "../panel.ts";
import { linksOf, onEachPage, type Server, troubleInWords, troubleOrGone } from "./pages.ts";
import type { Watched } from "./poller.ts";
import { createReadings } from "./readings.ts";
import { deploymentSources } from "./sources/deployment.ts";
import { readFleet } from "./sources/fleet.ts";

/** All of the product's own tables, and the index in its segments. */
const fleetBudget: CallCount = { all: 60, balancing: 0 };
const deploymentBudget: CallCount = { all: 115, balancing: 0 };

/** How often all environments are read, in milliseconds. */
const fleetPeriod = 15_000;

/** The page of all environments. */
export const fleetPage = (server: Server): Watched => {
  const { asked, time } = server;
  const readings = createReadings<{ fleet: FleetFacts }>(
    () => ({ fleet: { read: () => readFleet(asked.stack), period: () => fleetPeriod } }),
    {
      clock: systemClock,
      worldNow: time.now,
      speed: () => time.speed() ?? 1,
      budget: () => fleetBudget,
      inWords: troubleInWords(server),
    },
  );
  return {
    async look() {
      await time.renew();
      return readings.look();
    },
    hurry: readings.hurry,
    ask: readings.ask,
    shows(n) {
      const { fleet } = readings.panels();
      const stages = stagesOf(fleet.value?.environments ?? []);
      return { snapshot: { ...onEachPage(server, n), page: "fleet", stages, rows: shownAs(fleet, fleetRows) } };
    },
  };
};

/** The page of one deployment. */
export const deploymentPage = (server: Server, name: string, id: string): Watched => {
  const { asked, time } = server;
  const trouble = troubleOrGone(server);
  const readings = createReadings<DeploymentFacts>(deploymentSources(asked, name, id), {
    clock: systemClock,
    worldNow: time.now,
    speed: () => time.speed() ?? 1,
    budget: () => deploymentBudget,
    inWords: trouble.inWords,
  });
  return {
    async look() {
      await time.renew();
      return readings.look();
    },
    hurry: readings.hurry,
    ask: readings.ask,
    shows(n) {
      const facts = readings.panels();
      const ground = facts.ground.value;
      const gone = trouble.gone(facts.ground);
      if (gone !== null) return { gone };
      if (ground === null)
        return {
          snapshot: unknownDeployment(name, onEachPage(server, n), facts.ground.trouble ?? "AWS is being asked."),
        };
      const { journal } = ground;
      if (journal === null)
        return {
          gone: `'${name}' has no deployment '${id}' in its history: it has not begun yet, it was refused before it changed anything, or it is long ago. 'sarcelle watch ${name} ${id}' says what became of its execution.`,
        };
      const around = { page: onEachPage(server, n), links: linksOf(server, journal) };
      return { snapshot: deploymentSnapshot(facts, ground, journal, around) };
    },
  };
};
