/** The inventory beside AWS: what the story ends with, and whether both tell the same. */

import { sideReleases } from "../../command/questions/answers.ts";
import type { EnvironmentEvent } from "../../command/questions/environment-history.ts";
import { eventsOf } from "../../command/questions/histories.ts";
import { stackReader } from "../../command/questions/stack-reader.ts";
import type { Stack } from "../../command/stack.ts";
import { autoScaling, ec2, loadBalancing } from "../../src/aws/clients.ts";
import { readLaunchTemplateData } from "../../src/aws/launch-templates.ts";
import { observe } from "../../src/aws/observe.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import { releaseOf } from "../../src/deployment/release.ts";
import { activeSide } from "../../src/deployment/traffic.ts";
import type { SideView } from "../../src/deployment/view.ts";
import type { PlacedRelease } from "../../src/inventory/elsewhere/heard.ts";

/** What a side runs, who says so aside. */
interface Runs {
  readonly side: string;
  readonly version: string | null;
  readonly instances: number;
  readonly active: boolean;
}

export interface Told {
  /** What `sarcelle versions` shows. */
  readonly versions: readonly PlacedRelease[];
  /** What `sarcelle history --environment` shows. */
  readonly history: readonly EnvironmentEvent[];
  /** Where the inventory and AWS differ, in words. */
  readonly disagreements: readonly string[];
}

const inWords = (runs: readonly Runs[]): readonly string[] =>
  runs
    .map(
      ({ side, version, instances, active }) =>
        `${side}: release ${version ?? "unknown"} on ${instances} instances, ${active ? "with" : "without"} traffic`,
    )
    .sort();

/** What of the inventory's answer is not so in AWS; none if they agree. */
export const disagreements = (versions: readonly PlacedRelease[], aws: readonly Runs[]): readonly string[] => {
  const told = inWords(
    versions.map(({ side, total, ...rest }) => ({ ...rest, side: side ?? "no side", instances: total })),
  );
  const real = inWords(aws);
  return told.join() === real.join()
    ? []
    : [`The inventory says ${told.join("; ") || "nothing"}. AWS says ${real.join("; ")}.`];
};

const inAws = async (environment: Environment): Promise<readonly Runs[]> => {
  const view = await observe({ autoScaling: autoScaling(), loadBalancing: loadBalancing() }, environment);
  const active = activeSide(view);
  const runs = async ({ side, group }: SideView): Promise<Runs> => ({
    side,
    version: releaseOf(await readLaunchTemplateData(ec2(), group.launchTemplate)),
    instances: group.instances.length,
    active: side === active,
  });
  return [await runs(view.sides.blue), await runs(view.sides.green)];
};

/** Asks the inventory until it agrees with AWS: it learns of what happened from events, a moment later. Answers the last word if it never does. */
export const askInventory = async (
  environment: Environment,
  stack: Stack,
  again: () => Promise<boolean>,
): Promise<Told> => {
  const reader = stackReader(stack);
  for (;;) {
    const versions = await sideReleases({ environment: environment.name }, reader);
    const found = disagreements(versions, await inAws(environment));
    if (found.length > 0 && (await again())) continue;
    return { versions, history: await eventsOf(environment.name, reader), disagreements: found };
  }
};
