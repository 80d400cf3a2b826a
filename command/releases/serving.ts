/** The release that serves in an environment: read from what its side launches, and from the journal of the deployment that put it there. */
import { autoScaling, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { closedJournals } from "../../src/aws/journal-store.ts";
import { readVersion } from "../../src/aws/launch-templates.ts";
import { observeSides } from "../../src/aws/observe.ts";
import { observeFleet } from "../../src/aws/observe-fleet.ts";
import type { Table } from "../../src/aws/table.ts";
import { releaseIn } from "../../src/deployment/earlier-releases.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { commitOf, deploymentDescribed, releaseOf } from "../../src/deployment/release.ts";
import type { Release } from "../../src/deployment/request.ts";
import { activeSide } from "../../src/deployment/traffic.ts";
import type { TemplateVersion } from "../../src/deployment/view.ts";

/** What is known of what serves. */
export interface Serving {
  /** Null where Sarcelle never deployed. */
  readonly version: string | null;
  readonly commit: string | null;
  readonly imageId: string | null;
  /** The deployment that put it there, as far as one did. */
  readonly deployment: string | null;
  /** The whole release; undefined where its deployment is not in the history any more, or there was none. */
  readonly release: Release | undefined;
}

/** The version that the side with all of the traffic launches. Throws `NotAsRegistered`, with the weights found, while the traffic is split. */
const launchedIn = async (environment: AnyEnvironment): Promise<TemplateVersion> => {
  const observers = { autoScaling: autoScaling(), loadBalancing: loadBalancing() };
  if (environment.sides === 1) return (await observeFleet(observers, environment)).group.launchTemplate;
  const view = await observeSides(observers, environment);
  return view.sides[activeSide(view)].group.launchTemplate;
};

/** Looks what serves in an environment now. */
export const servingIn = async (table: Table, environment: AnyEnvironment): Promise<Serving> => {
  const { description, data } = await readVersion(ec2(), await launchedIn(environment));
  const deployment = deploymentDescribed(description) ?? null;
  const journals = deployment === null ? [] : await closedJournals(table, environment.name);
  const journal = journals.find(({ deployment: { id } }) => id === deployment);
  return {
    version: releaseOf(data),
    commit: commitOf(data),
    imageId: typeof data.ImageId === "string" ? data.ImageId : null,
    deployment,
    release: journal && releaseIn(journal),
  };
};
