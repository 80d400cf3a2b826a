/** What belongs to nobody's environment stays as it is, whatever names it. */
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const minute = 60_000;

interface Group {
  readonly AutoScalingGroupName: string;
  readonly DesiredCapacity: number;
  readonly VPCZoneIdentifier: string;
  readonly LaunchTemplate: { readonly LaunchTemplateName: string; readonly Version: string };
  readonly Instances: readonly { readonly InstanceId: string; readonly LifecycleState: string }[];
}

const inSarcelle = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  const ask = async <Answer>(service: string, operation: string, input: object) =>
    (await simulation.operate(service, operation, input)) as Answer;
  const groupNamed = async (name: string) => {
    const { AutoScalingGroups } = await ask<{ readonly AutoScalingGroups: readonly Group[] }>(
      "autoscaling",
      "DescribeAutoScalingGroups",
      { AutoScalingGroupNames: [name] },
    );
    const [found] = AutoScalingGroups;
    if (found === undefined) throw new Error(`There is no group ${name}.`);
    return found;
  };
  return { ...sarcelle, ask, groupNamed };
};

describe("an alarm that also scales another group", () => {
  it("has a twin that does not: that group keeps its size, while the idle side has nothing to do", async () => {
    const { simulation, ask, groupNamed, ...sarcelle } = await inSarcelle();
    await simulation.buildStack("worker", { instances: 4, ports: { http: 8081, https: 8444 } });
    await sarcelle.rest();
    const policies = async (AutoScalingGroupName: string) =>
      (
        await ask<{ readonly ScalingPolicies: readonly { readonly PolicyName: string; readonly PolicyARN: string }[] }>(
          "autoscaling",
          "DescribePolicies",
          { AutoScalingGroupName },
        )
      ).ScalingPolicies.flatMap(({ PolicyName, PolicyARN }) => (PolicyName === "scale-in" ? [PolicyARN] : []));
    await simulation.operate("monitoring", "PutMetricAlarm", {
      AlarmName: "web-quiet",
      Namespace: "Shop",
      MetricName: "Load",
      Dimensions: [{ Name: "AutoScalingGroupName", Value: "web" }],
      Statistic: "Average",
      Period: 60,
      EvaluationPeriods: 2,
      ComparisonOperator: "LessThanThreshold",
      Threshold: 10,
      AlarmActions: [...(await policies("web")), ...(await policies("worker"))],
    });
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
    for (let passed = 0; passed < 6; passed++) {
      for (const [group, load] of [
        ["web", 60],
        ["web-green", 0],
      ] as const)
        await simulation.operate("monitoring", "PutMetricData", {
          Namespace: "Shop",
          MetricData: [
            { MetricName: "Load", Dimensions: [{ Name: "AutoScalingGroupName", Value: group }], Value: load },
          ],
        });
      await simulation.advance(minute);
    }
    const { MetricAlarms } = await ask<{ readonly MetricAlarms: readonly { readonly StateValue: string }[] }>(
      "monitoring",
      "DescribeAlarms",
      { AlarmNames: ["web-quiet-green"] },
    );
    expect([MetricAlarms[0]?.StateValue, (await groupNamed("worker")).DesiredCapacity]).toEqual(["ALARM", 4]);
  });
});

describe("the launch template of the stack as a person made it", () => {
  interface Launched {
    readonly Reservations: readonly { readonly Instances: readonly { readonly ImageId: string }[] }[];
  }

  it("never holds a release: another group that follows its newest version launches what it did, and the undo is exact", async () => {
    const { simulation, ask, groupNamed, ...sarcelle } = await inSarcelle();
    const imageOfWorker = async () => {
      const { Instances } = await groupNamed("worker");
      const { Reservations } = await ask<Launched>("ec2", "DescribeInstances", {
        InstanceIds: Instances.filter(({ LifecycleState }) => LifecycleState === "InService").map(
          ({ InstanceId }) => InstanceId,
        ),
      });
      return Reservations[0]?.Instances[0]?.ImageId;
    };
    await simulation.operate("autoscaling", "CreateAutoScalingGroup", {
      AutoScalingGroupName: "worker",
      LaunchTemplate: { LaunchTemplateName: "web", Version: "$Latest" },
      MinSize: 1,
      MaxSize: 1,
      VPCZoneIdentifier: (await groupNamed("web")).VPCZoneIdentifier,
    });
    await sarcelle.rest();
    const before = await imageOfWorker();
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "onto-green");
    const untouched = comparableState(await simulation.state());
    await sarcelle.deploy({ action: "deploy", release: sampleRelease("3") }, "onto-blue");
    const { LaunchTemplate } = await groupNamed("web");
    expect([LaunchTemplate.LaunchTemplateName, LaunchTemplate.Version]).toEqual(["web-blue", "1"]);

    const [instance] = (await groupNamed("worker")).Instances;
    await simulation.operate("autoscaling", "TerminateInstanceInAutoScalingGroup", {
      InstanceId: instance?.InstanceId,
      ShouldDecrementDesiredCapacity: false,
    });
    await simulation.advance(5 * minute);
    await sarcelle.rest();
    expect((await groupNamed("worker")).Instances[0]?.InstanceId).not.toBe(instance?.InstanceId);
    expect(await imageOfWorker()).toBe(before);

    const undone = await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"));
    expect(undone).toMatchObject({ error: "RolledBack" });
    await sarcelle.rest();
    expect(differences(untouched, comparableState(await simulation.state()))).toEqual([]);
  });

  it("is left for the blue side's own, of a name that nobody else may have", async () => {
    const { simulation, ...sarcelle } = await inSarcelle();
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "onto-green");
    await simulation.operate("ec2", "CreateLaunchTemplate", {
      LaunchTemplateName: "web-blue",
      LaunchTemplateData: { InstanceType: "t4g.small" },
    });
    await simulation.advance(5_000);
    const refused = await sarcelle.ended(
      await sarcelle.start({ action: "deploy", release: sampleRelease("3") }, "onto-blue"),
    );
    expect(refused).toMatchObject({
      error: "NameTaken",
      cause:
        "A deploy onto blue makes the launch template 'web-blue' for it, and there is one of that name, from which 'web' does not launch. Rename or delete it. Nothing was changed.",
    });
    expect(await sarcelle.lock()).toBeUndefined();
  });
});

describe("what another environment has taken over by its tags", () => {
  it("is not touched by the rollback of an upgrade that made it, and the rollback says whose it is", async () => {
    const { simulation, ask, ...sarcelle } = await inSarcelle();
    const policiesOfTwin = async () =>
      (
        await ask<{ readonly ScalingPolicies: readonly { readonly PolicyName: string }[] }>(
          "autoscaling",
          "DescribePolicies",
          { AutoScalingGroupName: "web-green" },
        )
      ).ScalingPolicies.map(({ PolicyName }) => PolicyName).toSorted();
    simulation.faults.add({ target: "cloudwatch:PutMetricAlarm", fault: "error", times: 1_000 });
    const arn = await sarcelle.start({ action: "upgrade" }, "upgrade");
    await simulation.until(async () => (await policiesOfTwin()).length === 2, 10 * minute, 500);
    await simulation.operate("autoscaling", "CreateOrUpdateTags", {
      Tags: [
        {
          ResourceId: "web-green",
          ResourceType: "auto-scaling-group",
          Key: "sarcelle:environment",
          Value: "shop-live",
          PropagateAtLaunch: false,
        },
      ],
    });
    const { error, cause } = await sarcelle.ended(arn);
    expect(error).toBe("RollbackFailed");
    expect(cause).toContain("scaling-policy web-green/scale-out is environment 'shop-live''s by its tags");
    expect(await policiesOfTwin()).toEqual(["scale-in", "scale-out"]);
  });
});
