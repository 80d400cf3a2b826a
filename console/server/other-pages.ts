/** The pages beside that of an environment: all of them, and one deployment. */
import { type DeploymentFacts, deploymentSnapshot, unknownDeployment } from "../deployment-snapshot.ts";
import type { Budget } from "../due.ts";
import { type FleetFacts, fleetRows, stagesOf } from "../fleet.ts";
import { shownAs } from "../panel.ts";
import {
  askingStill,
  linksOf,
  onEachPage,
  readingsOf,
  type Server,
  troubleInWords,
  troubleOrGone,
  watchedBy,
} from "./pages.ts";
import type { Watched } from "./poller.ts";
import { deploymentSources } from "./sources/deployment.ts";
import { readFleet } from "./sources/fleet.ts";

/** All of the product's own tables, and the index in its segments. */
const fleetBudget: Budget = { usual: { all: 60, balancing: 0 }, most: { all: 60, balancing: 0 } };
const deploymentBudget: Budget = { usual: { all: 98, balancing: 0 }, most: { all: 115, balancing: 0 } };

/** How often all environments are read, in milliseconds. */
const fleetPeriod = 15_000;

/** The page of all environments. */
export const fleetPage = (server: Server): Watched => {
  const { asked } = server;
  const readings = readingsOf<{ fleet: FleetFacts }>(
    server,
    () => ({ fleet: { read: () => readFleet(asked.stack), period: () => fleetPeriod } }),
    { budget: () => fleetBudget, inWords: troubleInWords(server) },
  );
  return watchedBy([readings], (n) => {
    const { fleet } = readings.panels();
    const stages = stagesOf(fleet.value?.environments ?? []);
    return { snapshot: { ...onEachPage(server, n), page: "fleet", stages, rows: shownAs(fleet, fleetRows) } };
  });
};

/** The page of one deployment. */
export const deploymentPage = (server: Server, name: string, id: string): Watched => {
  const trouble = troubleOrGone(server);
  const readings = readingsOf<DeploymentFacts>(server, deploymentSources(server.asked, name, id), {
    budget: () => deploymentBudget,
    inWords: trouble.inWords,
  });
  return watchedBy([readings], (n) => {
    const facts = readings.panels();
    const ground = facts.ground.value;
    const gone = trouble.gone(facts.ground);
    if (gone !== null) return { gone };
    const page = onEachPage(server, n);
    if (ground === null) return { snapshot: unknownDeployment(name, page, facts.ground.trouble ?? askingStill) };
    const { journal } = ground;
    if (journal === null)
      return {
        gone: `'${name}' has no deployment '${id}' in its history: it has not begun yet, it was refused before it changed anything, or it is long ago. 'sarcelle watch ${name} ${id}' says what became of its execution.`,
      };
    return { snapshot: deploymentSnapshot(facts, ground, journal, { page, links: linksOf(server, journal) }) };
  });
};
