import type { AutoScalingClient, AutoScalingGroup, InstanceRefresh } from "@aws-sdk/client-auto-scaling";
import { describe, expect, it } from "vitest";
import { Conflict, NotYet } from "../../../src/errors.ts";
import { instanceRefresh } from "../../../src/resources/instance-refresh.ts";
import { awsError, fakeClient, writes } from "./fake-client.ts";

const instance = (id: string, Version: string) => ({
  InstanceId: id,
  LifecycleState: "InService",
  LaunchTemplate: { LaunchTemplateId: "lt-1", Version },
});

const group = (version: string, ...runs: readonly string[]) =>
  ({
    AutoScalingGroupName: "web",
    LaunchTemplate: { LaunchTemplateId: "lt-1", LaunchTemplateName: "web", Version: version },
    Instances: runs.map((each, index) => instance(`i-${index}`, each)),
  }) as AutoScalingGroup;

const refresh = (Status: InstanceRefresh["Status"], Version?: string): InstanceRefresh => ({
  InstanceRefreshId: "r-1",
  Status,
  ...(Version && { DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: "lt-1", Version } } }),
});

const done = () => ({});

const seeing = (found: AutoScalingGroup | undefined, refreshes: readonly InstanceRefresh[] = [], answers = {}) => {
  const { client, calls } = fakeClient<AutoScalingClient>({
    DescribeAutoScalingGroups: () => ({ AutoScalingGroups: found === undefined ? [] : [found] }),
    DescribeInstanceRefreshes: () => ({ InstanceRefreshes: [...refreshes] }),
    ...answers,
  });
  return { kind: instanceRefresh(client), written: () => writes(calls) };
};

const between = ["lt-1/3", "lt-1/4"];
const before = { launchTemplateId: "lt-1", version: "3", preferences: { SkipMatching: true }, between };
const after = { launchTemplateId: "lt-1", version: "4", preferences: { AutoRollback: true }, between };

describe("what a group's instances run", () => {
  it.each([
    ["what it launches", group("3", "3", "3"), [], { version: "3", others: false }],
    ["what it launches, though some do not", group("3", "3", "4"), [], { version: "3", others: true }],
    ["what a refresh goes to", group("3", "3", "4"), [refresh("InProgress", "4")], { version: "4", others: false }],
    ["that also while it bakes", group("3", "4", "4"), [refresh("Baking", "4")], { version: "4", others: false }],
    [
      "what it launches while AWS rolls back",
      group("3", "4"),
      [refresh("RollbackInProgress", "4")],
      { version: "3", others: false },
    ],
    [
      "what a refresh that is over left",
      group("3", "3", "4"),
      [refresh("Failed", "4")],
      { version: "3", others: true },
    ],
  ] as const)("is %s", async (_, found, refreshes, seen) => {
    expect(await seeing(found, refreshes).kind.read("web")).toEqual({ launchTemplateId: "lt-1", ...seen });
  });

  it("is nothing where there is no group", async () => {
    expect(await seeing(undefined).kind.read("web")).toBeNull();
  });

  it.each([
    ["at the version", { launchTemplateId: "lt-1", version: "4", others: false }, true],
    ["on the way from the other, or back", { launchTemplateId: "lt-1", version: "3", others: true }, true],
    ["at the other", { launchTemplateId: "lt-1", version: "3", others: false }, false],
    ["at a third, which is somebody else's", { launchTemplateId: "lt-1", version: "5", others: true }, false],
  ])("%s counts as ours: %s", (_, found, ours) => {
    expect(seeing(group("3")).kind.stillOurs?.(after, found)).toBe(ours);
  });
});

describe("an instance refresh", () => {
  it("is started with the desired configuration, and never by an update of the group", async () => {
    const { kind, written } = seeing(group("3", "3"), [], { StartInstanceRefresh: done });
    await kind.write("web", before, after);
    expect(written()).toEqual([
      {
        operation: "StartInstanceRefresh",
        input: {
          AutoScalingGroupName: "web",
          Strategy: "Rolling",
          DesiredConfiguration: { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "4" } },
          Preferences: { AutoRollback: true },
        },
      },
    ]);
  });

  it("is rolled back by AWS as long as it goes, and refreshed back once it is over", async () => {
    const going = seeing(group("3", "3", "4"), [refresh("InProgress", "4")], { RollbackInstanceRefresh: done });
    await going.kind.write("web", after, before);
    expect(going.written().map(({ operation }) => operation)).toEqual(["RollbackInstanceRefresh"]);
    const over = seeing(group("4", "4", "4"), [refresh("Successful", "4")], { StartInstanceRefresh: done });
    await over.kind.write("web", after, before);
    expect(over.written().map(({ operation }) => operation)).toEqual(["StartInstanceRefresh"]);
  });

  it("is ended where AWS cannot roll it back, for the next try to refresh back", async () => {
    const { kind, written } = seeing(group("3", "3", "4"), [refresh("InProgress", "4")], {
      RollbackInstanceRefresh: () => {
        throw awsError("IrreversibleInstanceRefreshFault");
      },
      CancelInstanceRefresh: done,
    });
    await expect(kind.write("web", after, before)).rejects.toThrow(NotYet);
    expect(written().map(({ operation }) => operation)).toEqual(["RollbackInstanceRefresh", "CancelInstanceRefresh"]);
  });

  it.each([
    ["to something else", refresh("InProgress", "9")],
    ["to what the group launches anyway", refresh("Pending")],
  ])("of somebody else's, %s, is a conflict, and nothing is written", async (_, theirs) => {
    const { kind, written } = seeing(group("3", "3"), [theirs]);
    await expect(kind.write("web", before, after)).rejects.toThrow(Conflict);
    expect(written()).toEqual([]);
  });

  it("is waited for where AWS ends another", async () => {
    const { kind } = seeing(group("3", "3"), [refresh("Cancelling", "9")]);
    await expect(kind.write("web", before, after)).rejects.toThrow(NotYet);
  });
});
