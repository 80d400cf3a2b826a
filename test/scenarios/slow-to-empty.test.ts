/** A side that AWS takes long to empty: what was baked keeps the traffic, and what is left is said. */
import { describe, expect, it } from "vitest";
import { sampleRelease } from "../../proof/simulation/sarcelle.ts";
import { atRest, breaks, ending, forGood, minutes, reached, start, type Trouble } from "./trouble.ts";

/** Nobody answers the hook, so that terminations wait for as long as it says: an hour is AWS's default. */
const withSlowHook = ({ simulation }: Trouble, AutoScalingGroupName: string, HeartbeatTimeout = 3_600) =>
  simulation.operate("autoscaling", "PutLifecycleHook", {
    AutoScalingGroupName,
    LifecycleHookName: "drain",
    LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
    HeartbeatTimeout,
  });

interface Group {
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredCapacity: number;
  readonly Instances: readonly { readonly InstanceId: string; readonly LifecycleState: string }[];
}

const groupOf = async ({ simulation }: Trouble, name: string) => {
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [name],
  })) as { readonly AutoScalingGroups: readonly [Group] };
  const { MinSize, MaxSize, DesiredCapacity, Instances } = AutoScalingGroups[0];
  const states = Instances.map(({ LifecycleState }) => LifecycleState).sort();
  return { size: [MinSize, DesiredCapacity, MaxSize], states };
};

/** How it ends: its status, and what stands in its output beside what it did. */
const outcome = async (world: Trouble, arn: string) => {
  const { status, output, error, cause } = await world.ended(arn);
  const { left, outcome: is } = JSON.parse(output ?? "{}");
  return { status, error, cause, outcome: is, left };
};

const releaseAndScaleDown = { action: "release", release: sampleRelease("3"), scaledown: true };
/** ISO 8601, within the time of the hook and the draining. */
const aMoment = expect.stringMatching(/^2026-01-01T0\d:\d\d:\d\d\.\d{3}Z$/);

describe("a release whose old side takes an hour to empty", () => {
  it("ends in Done with what is left and until when, the traffic stays, and the environment is free", async () => {
    const world = await atRest({ action: "release" });
    await withSlowHook(world, "web-green");
    const arn = await start(world, releaseAndScaleDown);
    const ended = await outcome(world, arn);
    expect(ended).toMatchObject({
      status: "SUCCEEDED",
      outcome: "Succeeded",
      left: [{ what: "green: 2 instances at a termination hook", until: aMoment }],
    });
    expect(await reached(world)).toEqual(["web-http", "web-https"]);
    expect(await world.lock()).toBeUndefined();
    expect(await groupOf(world, "web-green")).toEqual({
      size: [0, 0, 4],
      states: ["Terminating:Wait", "Terminating:Wait"],
    });
    // It is as was said: not there any more by then.
    await world.simulation.advance(Date.parse(ended.left[0].until) + minutes(3) - world.simulation.now());
    expect((await groupOf(world, "web-green")).states).toEqual([]);
    expect(world.simulation.traffic().failed).toBe(0);
  });

  it("is rolled back to that side, which is brought up again meanwhile", async () => {
    const world = await atRest({ action: "release" });
    await withSlowHook(world, "web-green");
    expect(await outcome(world, await start(world, releaseAndScaleDown))).toMatchObject({ status: "SUCCEEDED" });
    const back = await ending(world, await world.start({}, "back", "rollback"));
    expect(back).toMatchObject({ error: "RolledBack" });
    expect(await reached(world)).toEqual(["web-http-green", "web-https-green"]);
    expect((await groupOf(world, "web-green")).states.filter((state) => state === "InService")).toHaveLength(2);
    expect(world.simulation.traffic().failed).toBe(0);
  });

  it("is waited for by the next deploy", async () => {
    const world = await atRest({ action: "release" });
    await withSlowHook(world, "web-green", 900);
    expect(await outcome(world, await start(world, releaseAndScaleDown))).toMatchObject({ left: [{ until: aMoment }] });
    const next = await world.start({ action: "deploy", release: sampleRelease("4") }, "next");
    expect(await outcome(world, next)).toMatchObject({ status: "SUCCEEDED" });
    expect(await groupOf(world, "web-green")).toEqual({ size: [2, 2, 4], states: ["InService", "InService"] });
  });
});

describe("a scaledown that takes an hour", () => {
  it("ends in Done with what is left, and is undone by a rollback", async () => {
    const world = await atRest({ action: "scaledown" });
    await withSlowHook(world, "web");
    expect(await outcome(world, await start(world))).toMatchObject({
      status: "SUCCEEDED",
      left: [{ what: "blue: 2 instances at a termination hook", until: aMoment }],
    });
    expect(await groupOf(world, "web")).toEqual({ size: [0, 0, 4], states: ["Terminating:Wait", "Terminating:Wait"] });
    expect(await ending(world, await world.start({}, "back", "rollback"))).toEqual({
      status: "FAILED",
      error: "RolledBack",
      cause:
        "RollbackRequested: Rollback of 'under-test' (scaledown) requested by simulation. The only change of deployment 'under-test' was undone; 'web-live' is as it was before and free. AWS still takes away 2 instances of web.",
    });
    expect((await groupOf(world, "web")).size).toEqual([2, 2, 4]);
  });

  it("that cannot be looked at ends so too", async () => {
    const world = await atRest({ action: "scaledown" });
    breaks(world, "awaitScaledDown", {
      target: "autoscaling:DescribeAutoScalingGroups",
      fault: "error",
      times: forGood,
    });
    expect(await outcome(world, await start(world))).toMatchObject({
      status: "SUCCEEDED",
      left: [
        {
          what: expect.stringMatching(
            /^AWS empties the idle side; how far it is could not be seen. AwsUnavailable: AWS answered /,
          ),
          until: null,
        },
      ],
    });
  });
});

describe("a release whose old side cannot be emptied", () => {
  it("keeps the traffic where it was baked, and says why", async () => {
    const world = await atRest({ action: "release" });
    const mended = breaks(world, "scaleDown", {
      target: "autoscaling:UpdateAutoScalingGroup",
      fault: "error",
      times: forGood,
    });
    expect(await outcome(world, await start(world, releaseAndScaleDown))).toMatchObject({
      status: "SUCCEEDED",
      left: [
        {
          what: expect.stringMatching(/^Emptying the idle side failed, and may be done in part. AwsUnavailable: /),
          until: null,
        },
      ],
    });
    expect(await reached(world)).toEqual(["web-http", "web-https"]);
    expect((await groupOf(world, "web-green")).states).toEqual(["InService", "InService"]);
    mended();
    expect(await ending(world, await world.start({}, "back", "rollback"))).toMatchObject({ error: "RolledBack" });
    expect(await reached(world)).toEqual(["web-http-green", "web-https-green"]);
    expect(world.simulation.traffic().failed).toBe(0);
  });
});

describe("a rollback whose instances take an hour to go", () => {
  it("ends in RolledBack, and says that they still go", async () => {
    const world = await atRest({ action: "deploy" });
    await withSlowHook(world, "web-green");
    await world.simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
      AutoScalingGroupName: "web-green",
      MinSize: 0,
      DesiredCapacity: 0,
    });
    await world.simulation.advance(minutes(70));
    const release = sampleRelease("4", "HEALTH=never");
    expect(await ending(world, await start(world, { action: "deploy", release }))).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(
        /'web-live' is as it was before and free. AWS still takes away \d instances of web-green.$/,
      ),
    });
    expect(await world.lock()).toBeUndefined();
  });
});
