import { every } from "../../world/clock.ts";
import type { Fleet, TargetGroups } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Effects } from "./effects.ts";
import { type Group, withMember } from "./group.ts";
import { failures } from "./health.ts";
import { decide, type Snapshot } from "./reconcile.ts";
import { findGroupOfInstance, ofGroup, type Store, update } from "./store.ts";

export interface Reconciler {
  /** Looks at the group as soon as the present call is over. */
  wake(group: string): void;
  stop(): void;
}

/** How often every group is looked at, and how often the health of its instances is, in world milliseconds. */
const lookInterval = 1_000;
const healthInterval = 5_000;

/** Brings each group to what it should be: decides from a snapshot, does the steps, until nothing is left to do. */
export const createReconciler = (
  { clock }: Surroundings,
  store: Store,
  fleet: Fleet,
  targetGroups: TargetGroups,
  effects: Effects,
): Reconciler => {
  const awake = new Set<string>();

  const snapshot = (group: Group): Snapshot => ({
    now: clock.now(),
    group,
    hooked: new Set(ofGroup(store.hooks, group.name).map((hook) => hook.LifecycleTransition)),
    instance: (id) => fleet.instance(id)?.state,
    target: (arn, instance) => targetGroups.health(arn).get(instance),
  });

  const reconcile = (name: string) => {
    for (;;) {
      const group = store.groups.get(name);
      const steps = group === undefined ? [] : decide(snapshot(group));
      if (steps.length === 0) return;
      for (const step of steps) {
        const now = store.groups.get(name);
        if (now) effects.apply(now, step);
      }
    }
  };

  const checkHealth = (group: Group) => {
    const failed = failures(snapshot(group));
    for (const { instance, by } of failed)
      update(store, group.name, (now) => withMember(now, instance, { unhealthy: by }));
    if (failed.length > 0) reconcile(group.name);
  };

  const wake = (group: string) => {
    if (awake.has(group)) return;
    awake.add(group);
    clock.after(0, () => {
      awake.delete(group);
      reconcile(group);
    });
  };

  fleet.onStateChange((instance) => {
    const group = findGroupOfInstance(store, instance);
    if (group) wake(group.name);
  });
  const stopLooking = every(clock, lookInterval, () => {
    for (const group of store.groups.values()) reconcile(group.name);
  });
  const stopChecking = every(clock, healthInterval, () => {
    for (const group of store.groups.values()) checkHealth(group);
  });

  return {
    wake,
    stop() {
      stopLooking();
      stopChecking();
    },
  };
};
