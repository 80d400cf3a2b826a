/** Instances that AWS does not take away when a group shrinks, and processes that rest: lifted, or refused before the first change. */
import { describe, expect, it } from "vitest";
import { sampleRelease } from "../../proof/simulation/sarcelle.ts";
import { atRest, changing, ending, minutes, start, type Trouble } from "./trouble.ts";

interface Group {
  readonly NewInstancesProtectedFromScaleIn?: boolean;
  readonly Instances: readonly { readonly InstanceId: string; readonly ProtectedFromScaleIn: boolean }[];
}

const groupOf = async ({ simulation }: Trouble, name: string): Promise<Group> => {
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [name],
  })) as { readonly AutoScalingGroups: readonly [Group] };
  return AutoScalingGroups[0];
};

/** What a group gives to new instances, and how many of which have it. */
const protectionOf = async (world: Trouble, name: string) => {
  const { NewInstancesProtectedFromScaleIn, Instances } = await groupOf(world, name);
  const kept = Instances.filter(({ ProtectedFromScaleIn }) => ProtectedFromScaleIn).length;
  return [NewInstancesProtectedFromScaleIn, kept, Instances.length];
};

/** As a stack that protects its instances has it on either side. */
const protect = async ({ simulation, ...world }: Trouble, ...groups: readonly string[]) => {
  for (const AutoScalingGroupName of groups) {
    const { Instances } = await groupOf({ simulation, ...world }, AutoScalingGroupName);
    await simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
      AutoScalingGroupName,
      NewInstancesProtectedFromScaleIn: true,
    });
    const InstanceIds = Instances.map(({ InstanceId }) => InstanceId);
    if (InstanceIds.length > 0)
      await simulation.operate("autoscaling", "SetInstanceProtection", {
        AutoScalingGroupName,
        InstanceIds,
        ProtectedFromScaleIn: true,
      });
  }
  // Reads trail.
  await simulation.advance(minutes(1));
};

describe("instances protected from scale-in", () => {
  it("are emptied on the idle side, and protected again where the traffic goes", async () => {
    const world = await atRest({ action: "release" });
    await protect(world, "web", "web-green");
    const input = { action: "release", release: sampleRelease("3"), scaledown: true };
    expect(await ending(world, await start(world, input))).toEqual({ status: "SUCCEEDED" });
    expect(await protectionOf(world, "web")).toEqual([true, 2, 2]);
    expect(await protectionOf(world, "web-green")).toEqual([false, 0, 0]);
    expect(await ending(world, await world.start({}, "back", "rollback"))).toMatchObject({ error: "RolledBack" });
    expect(await protectionOf(world, "web-green")).toEqual([true, 2, 2]);
    expect(world.simulation.traffic().failed).toBe(0);
  });

  it("are protected as before once a deploy onto their side is undone", async () => {
    const world = await atRest({ action: "deploy" });
    await protect(world, "web", "web-green");
    const release = sampleRelease("4", "HEALTH=never");
    expect(await ending(world, await start(world, { action: "deploy", release }))).toMatchObject({
      error: "RolledBack",
    });
    expect(await protectionOf(world, "web-green")).toEqual([true, 2, 2]);
    expect(await world.lock()).toBeUndefined();
  });
});

describe("what only a person can end is refused before the first change:", () => {
  /** Starts an action in a world in which something was done by hand; answers how it ends, and what was changed. */
  const refused = async (action: "deploy" | "scaledown" | "switch", byHand: (world: Trouble) => Promise<unknown>) => {
    const world = await atRest({ action });
    await byHand(world);
    // Reads trail, and an instance drains before it stands by.
    await world.simulation.advance(minutes(5));
    const since = world.simulation.calls.list().length;
    return { ended: await ending(world, await start(world)), changed: changing(world, since) };
  };

  it("an instance in standby on the side that is to be emptied", async () => {
    const { ended, changed } = await refused("deploy", async (world) => {
      const [first] = (await groupOf(world, "web-green")).Instances;
      await world.simulation.operate("autoscaling", "EnterStandby", {
        AutoScalingGroupName: "web-green",
        InstanceIds: [first?.InstanceId],
        ShouldDecrementDesiredCapacity: false,
      });
    });
    expect(ended).toEqual({
      status: "FAILED",
      error: "SideBlocked",
      cause:
        "green cannot be deployed to: 1 instance of web-green in standby (aws autoscaling exit-standby --auto-scaling-group-name web-green --instance-ids (an instance)). Nothing was changed.",
    });
    expect(changed).toEqual([]);
  });

  it.each([
    ["Terminate", "scaledown", "web", "AWS takes no instance away"],
    ["AddToLoadBalancer", "deploy", "web-green", "what is launched gets no traffic, not even once it is resumed"],
    ["Launch", "switch", "web-green", "nothing is launched, unlike on blue"],
  ] as const)("%s, suspended, for a %s", async (process, action, group, soThat) => {
    const { ended, changed } = await refused(action, ({ simulation }) =>
      simulation.operate("autoscaling", "SuspendProcesses", {
        AutoScalingGroupName: group,
        ScalingProcesses: [process],
      }),
    );
    expect(ended).toMatchObject({
      error: "SideBlocked",
      cause: expect.stringContaining(
        `${process} is suspended on ${group}, so that ${soThat} (aws autoscaling resume-processes --auto-scaling-group-name ${group} --scaling-processes ${process})`,
      ),
    });
    expect(changed).toEqual([]);
  });
});
