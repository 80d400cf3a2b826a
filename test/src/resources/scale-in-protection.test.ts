import type { AutoScalingClient, AutoScalingGroup, LifecycleState } from "@aws-sdk/client-auto-scaling";
import { describe, expect, it } from "vitest";
import type { State } from "../../../src/changes/change.ts";
import { scaleInProtection } from "../../../src/resources/scale-in-protection.ts";
import { awsError, fakeClient, writes } from "./fake-client.ts";

const instance = (InstanceId: string, ProtectedFromScaleIn: boolean, LifecycleState: LifecycleState = "InService") => ({
  InstanceId,
  ProtectedFromScaleIn,
  LifecycleState,
  AvailabilityZone: "a",
  HealthStatus: "Healthy",
});

const withGroup = (group: Partial<AutoScalingGroup> | undefined, answers = {}) => {
  const { client, calls } = fakeClient<AutoScalingClient>({
    DescribeAutoScalingGroups: () => ({ AutoScalingGroups: group === undefined ? [] : [group] }),
    UpdateAutoScalingGroup: () => ({}),
    SetInstanceProtection: () => ({}),
    ...answers,
  });
  return { kind: scaleInProtection(client), written: () => writes(calls) };
};

const update = (NewInstancesProtectedFromScaleIn: boolean) => ({
  operation: "UpdateAutoScalingGroup",
  input: { AutoScalingGroupName: "web", NewInstancesProtectedFromScaleIn },
});
const set = (ProtectedFromScaleIn: boolean, ...InstanceIds: readonly string[]) => ({
  operation: "SetInstanceProtection",
  input: { AutoScalingGroupName: "web", InstanceIds, ProtectedFromScaleIn },
});

describe("scale-in-protection", () => {
  it("is what the group gives to new instances, and which of those that stay have it", async () => {
    const Instances = [
      instance("i-2", true),
      instance("i-1", true, "Pending:Wait"),
      instance("i-3", false, "Standby"),
      instance("i-4", true, "Terminating"),
    ];
    expect(await withGroup({ NewInstancesProtectedFromScaleIn: true, Instances }).kind.read("web")).toEqual({
      newInstances: true,
      protected: ["i-1", "i-2"],
      unprotected: ["i-3"],
    });
    expect(await withGroup({}).kind.read("web")).toEqual({ newInstances: false, protected: [], unprotected: [] });
    expect(await withGroup(undefined).kind.read("web")).toBeNull();
  });

  it("is lifted of the group first, then of every instance that has it, fifty at once", async () => {
    const ids = Array.from({ length: 51 }, (_, n) => `i-${String(n).padStart(2, "0")}`);
    const { kind, written } = withGroup({
      Instances: [...ids.map((id) => instance(id, true)), instance("i-x", false)],
    });
    await kind.write("web", { newInstances: true, protected: ["i-00"] }, { newInstances: false, protected: [] });
    expect(written()).toEqual([update(false), set(false, ...ids.slice(0, 50)), set(false, "i-50")]);
  });

  it("is given back to what is still there, and taken from nobody where new ones have it", async () => {
    const { kind, written } = withGroup({
      Instances: [instance("i-1", false), instance("i-2", false, "Terminating"), instance("i-3", true)],
    });
    await kind.write("web", null, { newInstances: true, protected: ["i-1", "i-2", "i-gone"] });
    expect(written()).toEqual([update(true), set(true, "i-1")]);
  });

  it("is waited for where an instance still starts, or changes its state in that moment", async () => {
    const lift = { newInstances: false, protected: [] };
    const starting = withGroup({ Instances: [instance("i-1", true, "Pending")] });
    await expect(starting.kind.write("web", null, lift)).rejects.toMatchObject({ name: "NotYet" });
    const refusing = (message: string) =>
      withGroup(
        { Instances: [instance("i-1", true)] },
        {
          SetInstanceProtection: () => {
            throw Object.assign(awsError("ValidationError"), { message });
          },
        },
      ).kind.write("web", null, lift);
    await expect(refusing("The instance i-1 is not in InService or EnteringStandby or Standby.")).rejects.toMatchObject(
      { name: "NotYet" },
    );
    await expect(refusing("something else")).rejects.toMatchObject({ name: "ValidationError" });
  });

  it.each<[string, State, State, boolean]>([
    [
      "an instance is gone",
      { newInstances: true, protected: ["i-1"] },
      { newInstances: true, protected: [], unprotected: [] },
      true,
    ],
    [
      "new ones came",
      { newInstances: true, protected: [] },
      { newInstances: true, protected: ["i-2"], unprotected: [] },
      true,
    ],
    [
      "somebody lifted it",
      { newInstances: true, protected: ["i-1"] },
      { newInstances: true, protected: [], unprotected: ["i-1"] },
      false,
    ],
    [
      "one protects itself",
      { newInstances: false, protected: [] },
      { newInstances: false, protected: ["i-2"], unprotected: [] },
      false,
    ],
    [
      "the group was changed",
      { newInstances: true, protected: [] },
      { newInstances: false, protected: [], unprotected: [] },
      false,
    ],
  ])("is as it was left where %s: %#", (_, state, found, is) => {
    expect(withGroup({}).kind.stillOurs?.(state, found)).toBe(is);
  });

  it("may be half way whatever is protected by then", () => {
    const [before, after] = [
      { newInstances: true, protected: ["i-1"] },
      { newInstances: false, protected: [] },
    ];
    const found = { newInstances: false, protected: ["i-1"], unprotected: [] };
    expect(withGroup({}).kind.halfWay?.(before, after, found)).toBe(true);
    expect(withGroup({}).kind.halfWay?.(after, after, { ...found, newInstances: true })).toBe(false);
  });

  it("cannot be deleted", async () => {
    await expect(withGroup({}).kind.write("web", null, null)).rejects.toThrow(TypeError);
  });
});
