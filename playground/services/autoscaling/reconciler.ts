import type { LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import { every } from "../../world/clock.ts";
import type { Fleet } from "../../world/neighbours.ts";
import type { AutoScalingContext } from "./context.ts";
import { applyStep } from "./effects.ts";
import { withMember } from "./group.ts";
import { failures } from "./health.ts";
import { decide } from "./reconcile.ts";
import type { Group } from "./records.ts";
import type { Snapshot } from "./steps.ts";
import { findGroupOfInstance, ofGroup, updateGroup } from "./store.ts";

export interface Reconciler {
  /** Looks at the group of this name as soon as the present call is over. */
  wake(group: string): void;
  stop(): void;
}

/** How often every group is looked at, and how often the health of its instances is, in the world's time. */
const lookMilliseconds = 1_000;
const healthMilliseconds = 5_000;

/** Brings each group to what it should be: decides from a snapshot, does the steps, until nothing is left to do. */
export const startReconciler = (context: AutoScalingContext): Reconciler => {
  const { surroundings, store, fleet } = context;
  const awake = new Set<string>();

  const wake = (group: string) => {
    if (awake.has(group)) return;
    awake.add(group);
    surroundings.clock.after(0, () => {
      awake.delete(group);
      reconcile(context, group);
    });
  };

  fleet.onStateChange((instance) => {
    const group = findGroupOfInstance(store, instance);
    if (group) wake(group.name);
  });
  const stopLooking = every(surroundings.clock, lookMilliseconds, () => {
    for (const group of store.groups.values()) reconcile(context, group.name);
  });
  const stopChecking = every(surroundings.clock, healthMilliseconds, () => {
    for (const group of store.groups.values()) checkHealth(context, group);
  });

  return {
    wake,
    stop() {
      stopLooking();
      stopChecking();
    },
  };
};

const snapshotOf = (
  { surroundings, store, fleet, targetGroups, alarms }: AutoScalingContext,
  group: Group,
): Snapshot => ({
  now: surroundings.clock.now(),
  group,
  pool: store.warmPools.get(group.name),
  hooked: new Set(ofGroup(store.hooks, group.name).map((hook) => hook.LifecycleTransition)),
  instance: (id) => fleet.instance(id)?.state,
  reason: (id) => fleet.instance(id)?.stateReason?.message,
  target: (arn, instance) => targetGroups.health(arn).get(instance),
  template: (named) => templateOf(fleet, named),
  alarm: (name) => alarms?.describe([name])[0]?.state,
});

/** The template and version that are named, if they are there. */
const templateOf: (...of: [Fleet, LaunchTemplateSpecification]) => ReturnType<Snapshot["template"]> = (
  fleet,
  { LaunchTemplateId: id, LaunchTemplateName: name, Version: version },
) => {
  try {
    return fleet.resolveLaunchTemplate({
      ...(id === undefined ? {} : { id }),
      ...(name === undefined || id !== undefined ? {} : { name }),
      version: version ?? "$Default",
    });
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
};

const reconcile = (context: AutoScalingContext, name: string): void => {
  const { groups } = context.store;
  for (;;) {
    const group = groups.get(name);
    const steps = group === undefined ? [] : decide(snapshotOf(context, group));
    if (steps.length === 0) return;
    for (const step of steps) {
      const current = groups.get(name);
      if (current) applyStep(context, current, step);
    }
  }
};

const checkHealth = (context: AutoScalingContext, group: Group): void => {
  const failed = failures(snapshotOf(context, group));
  for (const { instance, by } of failed)
    updateGroup(context.store, group.name, (current) => withMember(current, instance, { unhealthy: by }));
  if (failed.length > 0) reconcile(context, group.name);
};
