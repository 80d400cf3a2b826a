/** Releases by what they are releases of: a past deployment, or what serves in an environment. */
import { registeredEnvironments } from "../../src/aws/environment-store.ts";
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import { closedJournals, readLock, requireFree } from "../../src/aws/journal-store.ts";
import type { Table } from "../../src/aws/table.ts";
import { asLaunched, releaseIn } from "../../src/deployment/earlier-releases.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import type { Release } from "../../src/deployment/request.ts";
import { serviceOf } from "../../src/deployment/service.ts";
import { UsageError } from "../usage-error.ts";
import { type Serving, servingIn } from "./serving.ts";

/** A release with where it was found, in words. */
export interface NamedRelease {
  readonly release: Release;
  readonly from: string;
}

/** How many deployments are offered to whoever named none. */
const mostOffered = 5;

const offered = (journals: readonly ClosedJournal[]): string => {
  const had = journals.filter(({ deployment: { release } }) => release !== undefined).slice(0, mostOffered);
  return had.length === 0
    ? "None of its past deployments had one."
    : `Those that had one: ${had.map(({ deployment: { id } }) => id).join(", ")}.`;
};

/** Throws `UsageError` with what to do unless both are environments of the same service. */
export const requireSameService = (to: AnyEnvironment, from: AnyEnvironment, all: readonly AnyEnvironment[]): void => {
  const service = serviceOf(to);
  if (serviceOf(from) === service) return;
  const others = all.filter((each) => each.name !== to.name && serviceOf(each) === service).map(({ name }) => name);
  throw new UsageError(
    `'${to.name}' is of the service '${service}', and '${from.name}' of '${serviceOf(from)}': a release goes from one environment of a service to another. ${others.length === 0 ? `No other environment of '${service}' is registered.` : `Others of '${service}': ${others.join(", ")}.`} If both are of one service, say so in their registrations ('service: ${service}'). Nothing was started.`,
  );
};

/** What serves in an environment as a whole release. Throws `UsageError` where that is not known. */
const wholeRelease = (name: string, { release, version, commit, imageId, deployment }: Serving): Release => {
  if (release !== undefined && release.imageId === imageId) return release;
  const says =
    version === null
      ? `what serves in '${name}' was not deployed by Sarcelle`
      : `the history of '${name}' does not tell any more what was deployed as ${version} (${commit}, ${imageId}${deployment === null ? "" : `, by '${deployment}'`})`;
  throw new UsageError(`No release can be taken over: ${says}. Give its file: --release FILE. Nothing was started.`);
};

/**
 * The release that serves in an environment, as its file named it. Throws `EnvironmentBusy` while a deployment runs there, `NotAsRegistered`
 * while its traffic is split, and `UsageError` where the release is not known.
 */
export const servingRelease = async (table: Table, environment: AnyEnvironment): Promise<NamedRelease> => {
  const { name } = environment;
  requireFree(name, { journal: await readLock(table, name) });
  const serving = await servingIn(table, environment);
  const release = wholeRelease(name, serving);
  return { release, from: `which serves in ${name} since '${serving.deployment}'` };
};

const inJournal = ({ environment, deployment, entries }: ClosedJournal, to: string, all: string): NamedRelease => {
  const release = releaseIn({ deployment });
  if (release === undefined)
    throw new UsageError(
      `Deployment '${deployment.id}' of '${environment}' (${deployment.action}) had no release. ${all} Nothing was started.`,
    );
  // What the release does not name is its environment's own.
  return {
    release: environment === to ? asLaunched(release, entries) : release,
    from: `of deployment '${deployment.id}' of ${environment}`,
  };
};

/**
 * The release that `--release-of` names, for a deployment to `to`: of a past deployment, its own or one of another environment of the service;
 * or the one that serves in such an environment. Throws `UsageError` that says what there is.
 */
export const namedRelease = async (table: Table, to: AnyEnvironment, named: string): Promise<NamedRelease> => {
  const own = await closedJournals(table, to.name);
  const isNamed = ({ deployment: { id } }: ClosedJournal) => id === named;
  const found = own.find(isNamed);
  if (found !== undefined) return inJournal(found, to.name, offered(own));
  const all = await registeredEnvironments(table);
  const from = all.find(({ name }) => name === named);
  if (from !== undefined) {
    requireSameService(to, from, all);
    return servingRelease(table, from);
  }
  for (const other of all.filter((each) => each.name !== to.name && serviceOf(each) === serviceOf(to))) {
    const journals = await closedJournals(table, other.name);
    const past = journals.find(isNamed);
    if (past !== undefined) return inJournal(past, to.name, offered(journals));
  }
  throw new UsageError(
    `'${named}' is no past deployment of '${to.name}' or of another environment of the service '${serviceOf(to)}' that the history still has, and no registered environment. ${offered(own)} Nothing was started.`,
  );
};
