/** Reads the group whose instances a rolling update replaces, of an environment with one side or two. */
import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Change } from "../changes/change.ts";
import { systemClock } from "../clock.ts";
import { callsOf, type Door, doorsOf, probesOf } from "../deployment/checks.ts";
import type { AnyEnvironment, OneSided } from "../deployment/environment.ts";
import { asksAt, checkpointDue, refreshTo } from "../deployment/refresh-gates.ts";
import type { RollingFleet } from "../deployment/rolling-fleet.ts";
import type { Sights } from "../deployment/steps/step.ts";
import { bothSides } from "../deployment/traffic.ts";
import type { ReturningGroup } from "../deployment/undo-refresh.ts";
import { ownTemplate } from "../deployment/upgrade/own-template.ts";
import type { View } from "../deployment/view.ts";
import { NotAsRegistered } from "../errors.ts";
import { describeRefreshes } from "../resources/describe-refreshes.ts";
import { lifecycleHook } from "../resources/lifecycle-hook.ts";
import { readLaunchTemplateData, templateTags } from "./launch-templates.ts";
import { describeListeners } from "./load-balancer.ts";
import { groupsNamed, loadBalancerNamed, type Observers, observeSides, soleGroup, withHealth } from "./observe.ts";
import { answersTo, type Reading } from "./sights.ts";

/** The listeners that an environment with one side registers, by the load balancer's own name. */
const doorsOfOne = async (
  { loadBalancing }: Observers,
  { listeners, loadBalancer: name = "" }: OneSided,
): Promise<readonly Door[]> => {
  if (listeners.length === 0) return [];
  const { arn, dnsName } = await loadBalancerNamed(loadBalancing, name);
  const all = await describeListeners(loadBalancing, arn);
  return listeners.map(({ port }) => {
    const found = all.find(({ Port }) => Port === port);
    if (found === undefined)
      throw new NotAsRegistered(
        `The load balancer '${name}' has no listener on port ${port}; it has ${all.map(({ Port }) => Port).join(", ")}.`,
      );
    const protocol = found.Protocol ?? "";
    return { port, protocol, over: protocol, address: `${dnsName}:${port}` };
  });
};

/** The group as it stands, but for the health of its targets; `known` is the load balancer, if that was found before. Throws `NotAsRegistered` or `NotOurs` unless it is as registered. */
export const observeFleet = async (
  observers: Observers,
  environment: AnyEnvironment,
  known?: View["loadBalancer"],
): Promise<RollingFleet> => {
  const { autoScaling } = observers;
  if (environment.sides === 1) {
    const { group, targetGroups } = await soleGroup(autoScaling, environment);
    const refreshes = await describeRefreshes(autoScaling, group.name);
    return { side: "blue", group, targetGroups, refreshes, doors: await doorsOfOne(observers, environment) };
  }
  const view = await observeSides(observers, environment, known);
  const { active } = bothSides(view);
  const refreshes = await describeRefreshes(autoScaling, active.group.name);
  return { ...active, refreshes, ownTemplate: ownTemplate(view, active.side), doors: doorsOf(view, active.side) };
};

/** A group of which a rollback brings the instances back; undefined if it is gone. */
export const returningGroup = async (
  autoScaling: AutoScalingClient,
  name: string,
): Promise<ReturningGroup | undefined> => {
  const [group] = await groupsNamed(autoScaling, [name]);
  return group && { group, refreshes: await describeRefreshes(autoScaling, name) };
};

/** The fleet with the health of its targets. */
export const fleetWithHealth =
  (observers: Observers) =>
  async ({ seen, run }: Reading): Promise<RollingFleet> => {
    const fleet = await observeFleet(observers, seen.environment, run.loadBalancer);
    return { ...fleet, targetGroups: await withHealth(observers.loadBalancing, fleet.targetGroups) };
  };

const fleetIn = ({ seen: { fleet } }: Reading): RollingFleet => {
  if (fleet === undefined) throw new TypeError("A step of a rolling update looks at the fleet before anything else.");
  return fleet;
};

/** What the fleet launches. */
export const fleetTemplate = (ec2: EC2Client) => (reading: Reading) =>
  readLaunchTemplateData(ec2, fleetIn(reading).group.launchTemplate);

/** The tags of the template that the fleet launches from. */
export const fleetTemplateTags = (ec2: EC2Client) => (reading: Reading) =>
  templateTags(ec2, fleetIn(reading).group.launchTemplate.id);

/** What the checks say, if a checkpoint is due: each is asked so often that new instances are among those that answer. */
export const checkpointAnswers = async (reading: Reading): Promise<Sights["checkpoint"]> => {
  const { seen, progress: before } = reading;
  const { rolling, checks } = seen.environment;
  const fleet = fleetIn(reading);
  const due = seen.launched && checkpointDue(refreshTo(fleet, seen.launched), rolling, before);
  const once = due === undefined ? [] : callsOf(probesOf(checks, fleet.doors));
  const calls = Array.from({ length: due === undefined ? 0 : asksAt(due) }, () => once).flat();
  return { before, checking: await answersTo(calls, before.calls), seenAt: systemClock.now() };
};

/** The lifecycle hooks that this deployment made, as AWS shows them: those that are gone are none. */
export const madeGates =
  (autoScaling: AutoScalingClient) =>
  async ({ seen: { made = [] } }: Reading): Promise<Sights["gates"]> => {
    const kind = lifecycleHook(autoScaling);
    const gates: Change[] = [];
    for (const resource of made.filter((each) => each.kind === "lifecycle-hook")) {
      const after = await kind.read(resource.id);
      if (after !== null) gates.push({ resource, before: null, after });
    }
    return gates;
  };
