import { describe, expect, it } from "vitest";
import { type Dump, unsettled } from "../../../proof/dump/settling.ts";

const dump = (
  instances: readonly string[],
  targets: readonly string[],
  group: { readonly desired: number; readonly members: readonly string[] } = { desired: 0, members: [] },
): Dump => ({
  ec2: { instance: Object.fromEntries(instances.map((state, index) => [`i-${index}`, { state }])) },
  autoscaling: {
    groups: {
      web: {
        DesiredCapacity: group.desired,
        Instances: group.members.map((LifecycleState) => ({ LifecycleState })),
      },
    },
  },
  elasticloadbalancing: {
    targets: Object.fromEntries(targets.map((State, index) => [`target ${index}`, { health: { State } }])),
  },
});

describe("what is on its way", () => {
  it("is nothing when all instances and targets are where they stay", () => {
    const members = ["InService", "InService"];
    expect(
      unsettled(dump(["running", "running", "terminated", "stopped"], ["healthy", "unused"], { desired: 2, members })),
    ).toEqual([]);
  });

  it("are instances that start or end", () => {
    expect(unsettled(dump(["pending", "shutting-down", "pending", "running"], []))).toEqual([
      "instances: 2 pending, 1 shutting-down",
    ]);
  });

  it("are targets that are not healthy yet, drain, or fail", () => {
    expect(unsettled(dump([], ["draining", "initial", "unhealthy", "healthy"]))).toEqual([
      "targets: 1 draining, 1 initial, 1 unhealthy",
    ]);
  });

  it("is a group that has too few instances in service, or others beside them", () => {
    const found = (desired: number, ...members: readonly string[]) => unsettled(dump([], [], { desired, members }));
    expect(found(2, "InService", "Pending")).toEqual(["web has 1 of 2 instances in service and 2 in all"]);
    expect(found(1, "InService", "Terminating:Wait")).toEqual(["web has 1 of 1 instances in service and 2 in all"]);
    expect(found(1)).toEqual(["web has 0 of 1 instances in service and 0 in all"]);
  });
});
