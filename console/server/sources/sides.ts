/** Reads the sides with the health of their targets, and what they launch; what does not change is asked for once. */

import { readLaunchTemplateData } from "../../../src/aws/launch-templates.ts";
import { loadBalancerNamed, observeSides, withHealth } from "../../../src/aws/observe.ts";
import { observeFleet } from "../../../src/aws/observe-fleet.ts";
import type { AnyEnvironment } from "../../../src/deployment/environment.ts";
import { commitOf, releaseOf } from "../../../src/deployment/release.ts";
import type { GroupView, View } from "../../../src/deployment/view.ts";
import { withTargetGroups } from "../../../src/deployment/view.ts";
import { NotAsRegistered, NotOurs } from "../../../src/errors.ts";
import type { LaunchedRelease, SeenSides } from "../../environment-facts.ts";
import type { ConsoleClients } from "./clients.ts";

/** Reads what a group launches. A version never changes; what `$Latest` and `$Default` stand for may. */
const launchReader = ({ ec2 }: ConsoleClients) => {
  const known = new Map<string, LaunchedRelease | null>();
  return async ({ launchTemplate: { id, version } }: GroupView): Promise<LaunchedRelease | null> => {
    if (id === "") return null;
    const key = `${id} ${version}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const data = await readLaunchTemplateData(ec2, { id, version });
    const released = releaseOf(data);
    const imageId = typeof data.ImageId === "string" ? data.ImageId : null;
    const launched = released === null ? null : { version: released, commit: commitOf(data), imageId };
    if (!version.startsWith("$")) known.set(key, launched);
    return launched;
  };
};

/** A reader of the sides of one environment. That there are none to show is an answer: before an upgrade, and in the midst of one. */
export const sidesReader = (asked: ConsoleClients) => {
  const launchedBy = launchReader(asked);
  let loadBalancer: { readonly name: string; readonly view: View["loadBalancer"] } | undefined;
  const found = async (name: string): Promise<View["loadBalancer"]> => {
    if (loadBalancer?.name !== name) loadBalancer = { name, view: await loadBalancerNamed(asked.loadBalancing, name) };
    return loadBalancer.view;
  };

  const seen = async (environment: AnyEnvironment): Promise<SeenSides> => {
    if (environment.sides === 1) {
      const fleet = await observeFleet(asked, environment);
      const targetGroups = await withHealth(asked.loadBalancing, fleet.targetGroups);
      return { fleet: { ...fleet, targetGroups }, launches: await launchedBy(fleet.group) };
    }
    const view = await observeSides(asked, environment, await found(environment.loadBalancer));
    const { blue, green } = view.sides;
    const both = await withHealth(asked.loadBalancing, [...blue.targetGroups, ...green.targetGroups]);
    return {
      view: withTargetGroups(view, both),
      launches: { blue: await launchedBy(blue.group), green: await launchedBy(green.group) },
    };
  };

  return async (environment: AnyEnvironment): Promise<SeenSides> => {
    try {
      return await seen(environment);
    } catch (error) {
      // It may have been made anew, under another ARN.
      loadBalancer = undefined;
      if (!(error instanceof NotAsRegistered || error instanceof NotOurs)) throw error;
      return { unseen: error.message };
    }
  };
};
