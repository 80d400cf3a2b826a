/** Somebody else has a name or a port that the twin is to have: it is refused before the first change, and never theirs that is undone. */
import { describe, expect, it } from "vitest";
import { run } from "../../command/run.ts";
import { comparableState } from "../../proof/dump/comparable-state.ts";
import { environment } from "../../proof/simulation/sarcelle.ts";
import { afterwards, asBefore, atRest, breaks, ending, standsIn, start, type Trouble } from "./trouble.ts";

/** What AWS describes of the one load balancer, target group and group that the stack has. */
const described = async ({ simulation }: Trouble) => {
  const { LoadBalancers = [] } = (await simulation.operate("elasticloadbalancing", "DescribeLoadBalancers", {})) as {
    readonly LoadBalancers?: readonly { readonly LoadBalancerArn?: string; readonly VpcId?: string }[];
  };
  const { AutoScalingGroups = [] } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: ["web"],
  })) as { readonly AutoScalingGroups?: readonly { readonly VPCZoneIdentifier?: string }[] };
  return { ...LoadBalancers[0], ...AutoScalingGroups[0] };
};

const theirs: Readonly<Record<string, readonly [make: (world: Trouble) => Promise<unknown>, what: string]>> = {
  "a listener on a placeholder port": [
    async (world) => {
      const { LoadBalancerArn } = await described(world);
      const answer = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } };
      const input = { LoadBalancerArn, Port: 9080, Protocol: "HTTP", DefaultActions: [answer] };
      return world.simulation.operate("elasticloadbalancing", "CreateListener", input);
    },
    "a listener on port 9080 carries no tag",
  ],
  "a target group": [
    async (world) =>
      world.simulation.operate("elasticloadbalancing", "CreateTargetGroup", {
        Name: "web-http-green",
        Protocol: "HTTP",
        Port: 80,
        VpcId: (await described(world)).VpcId,
      }),
    "target group 'web-http-green' carries no tag",
  ],
  "a launch template": [
    ({ simulation }) =>
      simulation.operate("ec2", "CreateLaunchTemplate", {
        LaunchTemplateName: "web-green",
        LaunchTemplateData: { ImageId: "ami-00000000000000001" },
      }),
    "launch template 'web-green' carries no tag",
  ],
  "an alarm": [
    ({ simulation }) =>
      simulation.operate("monitoring", "PutMetricAlarm", {
        AlarmName: "web-busy-green",
        Namespace: "Theirs",
        MetricName: "theirs",
        Statistic: "Average",
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: "GreaterThanThreshold",
      }),
    "alarm 'web-busy-green' carries no tag",
  ],
  "a group": [
    async (world) =>
      world.simulation.operate("autoscaling", "CreateAutoScalingGroup", {
        AutoScalingGroupName: "web-green",
        MinSize: 0,
        MaxSize: 1,
        DesiredCapacity: 0,
        LaunchTemplate: { LaunchTemplateName: "web" },
        VPCZoneIdentifier: (await described(world)).VPCZoneIdentifier,
      }),
    "Auto Scaling group 'web-green' carries no tag",
  ],
};

describe("what the twin would be called is somebody else's:", () => {
  it.each(Object.entries(theirs))("%s, which the first state and the plan refuse", async (_, [make, what]) => {
    const world = await atRest({ action: "upgrade" });
    const { simulation } = world;
    await make(world);
    await simulation.advance(10_000);
    const untouched = comparableState(await simulation.state());
    await expect(simulation.asOperator(() => run(["plan", environment, "upgrade"]))).rejects.toThrow(what);
    const ended = await ending(world, await start(world));
    expect(ended).toMatchObject({ status: "FAILED", error: "NameTaken", cause: expect.stringContaining(what) });
    expect(await afterwards({ ...world, untouched })).toEqual(asBefore);
  });

  it.each(Object.entries(theirs))(
    "%s, made once the upgrade runs: all else is undone, and that stays",
    async (_, [make]) => {
      const world = await atRest({ action: "upgrade" });
      breaks(world, "acquireLock", { target: "dynamodb:UpdateItem", fault: "latency", milliseconds: 2_000 });
      const arn = await start(world);
      await standsIn(world, arn, "AcquireLock");
      await make(world);
      const ended = await ending(world, arn);
      expect(ended).toMatchObject({
        error: "RolledBack",
        cause: expect.stringMatching(/^Conflict: .* was changed by somebody else; nothing was written\./),
      });
      const { differences, ...rest } = await afterwards(world);
      expect(rest).toEqual({ lock: "free", failedRequests: 0 });
      // Only theirs is there in addition.
      expect(differences.length).toBeGreaterThan(0);
      expect(differences.filter((line) => line.includes("sarcelle"))).toEqual([]);
    },
  );
});
