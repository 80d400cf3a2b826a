/** A rolling update replaces instances where they stand, and brings them back. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { deploymentHandlers, type FunctionCode } from "../../command/rehearsal/functions.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import {
  environment,
  ports,
  type Sarcelle,
  sampleRelease,
  service,
  stack,
  startSarcelle,
} from "../../proof/simulation/sarcelle.ts";
import { writeEnvironment } from "../../src/aws/environment-store.ts";
import { type AnyEnvironment, parseRegistration } from "../../src/deployment/environment.ts";
import { answering } from "./trouble.ts";

const minute = 60_000;

const registrationOf = ({ account, region }: Sarcelle["world"], said: object): AnyEnvironment =>
  parseRegistration(
    {
      name: environment,
      account,
      region,
      stage: "live",
      group: stack,
      sides: 1,
      loadBalancer: stack,
      listeners: [{ port: ports.http }],
      checks: [{ path: "/", contains: "release" }],
      bake: { seconds: 60 },
      rolling: { warmup: 10 },
      ...said,
    },
    environment,
  );

/** A world with one side, at rest, before anything of ours was there. */
const oneSided = async (said: object = {}, handlers: FunctionCode = deploymentHandlers) => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), handlers });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  await simulation.asOperator((connection) =>
    writeEnvironment({ client: new DynamoDBClient(connection), name: service }, registrationOf(sarcelle.world, said)),
  );
  const before = comparableState(await simulation.state());
  return {
    ...sarcelle,
    update: (release: object, name = "update") => sarcelle.start({ release }, name, "rolling-update"),
    changedSince: async () => {
      await sarcelle.rest();
      return differences(before, comparableState(await simulation.state()));
    },
    failed: () => simulation.traffic().failed,
  };
};

interface Group {
  readonly LaunchTemplate: { readonly LaunchTemplateName: string; readonly Version: string };
  readonly Instances: readonly {
    readonly LaunchTemplate: { readonly LaunchTemplateName: string; readonly Version: string };
  }[];
}

const groupOf = async ({ simulation }: Sarcelle): Promise<Group> => {
  const { AutoScalingGroups } = (await simulation.operate("autoscaling", "DescribeAutoScalingGroups", {
    AutoScalingGroupNames: [stack],
  })) as { readonly AutoScalingGroups: readonly Group[] };
  return AutoScalingGroups[0] as Group;
};

const runs = async (sarcelle: Sarcelle) => {
  const { LaunchTemplate, Instances } = await groupOf(sarcelle);
  const named = ({ LaunchTemplateName, Version }: Group["LaunchTemplate"]) => `${LaunchTemplateName}:${Version}`;
  return { launches: named(LaunchTemplate), instances: Instances.map((each) => named(each.LaunchTemplate)) };
};

/** The statuses of the group's refreshes, newest first. */
const refreshesOf = async ({ simulation }: Sarcelle): Promise<readonly string[]> => {
  const statuses: string[] = [];
  let page: { readonly InstanceRefreshes?: readonly { readonly Status: string }[]; readonly NextToken?: string } = {};
  do {
    page = (await simulation.operate("autoscaling", "DescribeInstanceRefreshes", {
      AutoScalingGroupName: stack,
      ...(page.NextToken === undefined ? {} : { NextToken: page.NextToken }),
    })) as typeof page;
    statuses.push(...(page.InstanceRefreshes ?? []).map(({ Status }) => Status));
  } while (page.NextToken !== undefined);
  return statuses;
};

describe("an environment with one side", () => {
  it("gets a release where its instances stand, without a request that fails", async () => {
    const world = await oneSided();
    const { status, cause } = await world.ended(await world.update(sampleRelease("2")));
    expect({ status, cause }).toEqual({ status: "SUCCEEDED", cause: undefined });
    await world.rest();
    expect(await runs(world)).toEqual({ launches: "web-blue:1", instances: ["web-blue:1", "web-blue:1"] });
    expect(world.failed()).toBe(0);
  });

  it("is as it was after a release that is never healthy", async () => {
    const world = await oneSided();
    const { status, error, cause } = await world.ended(await world.update(sampleRelease("2", "HEALTH=never")));
    expect({ status, error }).toEqual({ status: "FAILED", error: "RolledBack" });
    expect(cause).toMatch(
      /^RefreshFailed: AWS is at 0 % for 18\d\d s, 2 instances left: new ones do not become healthy; timeouts\.healthy is 1800 s\. All 4 changes of deployment 'update' were undone; 'web-live' is as it was before and free\.$/,
    );
    expect(await world.changedSince()).toEqual([]);
    expect(world.failed()).toBe(0);
  });

  it("is as it was after its past rolling update is rolled back", async () => {
    const world = await oneSided();
    await world.ended(await world.update(sampleRelease("2")));
    await world.rest();
    const { error, cause } = await world.ended(await world.start({}, "undo", "rollback"));
    expect({ error, cause }).toEqual({ error: "RolledBack", cause: expect.stringContaining("All 4 changes") });
    expect(await world.changedSince()).toEqual([]);
    expect((await runs(world)).instances).toEqual(["web:1", "web:1"]);
    expect(world.failed()).toBe(0);
  });

  it("gets its next release as a version of the template that is its own by then", async () => {
    const world = await oneSided();
    await world.ended(await world.update(sampleRelease("2"), "first"));
    const { status } = await world.ended(await world.update(sampleRelease("3"), "second"));
    await world.rest();
    expect(status).toBe("SUCCEEDED");
    expect(await runs(world)).toEqual({ launches: "web-blue:2", instances: ["web-blue:2", "web-blue:2"] });
  });

  it("is as it was after the execution was stopped in the midst, or once all instances are new", async () => {
    for (const after of [minute, 4 * minute]) {
      const world = await oneSided({ bake: { seconds: 600 } });
      const executionArn = await world.update(sampleRelease("2"));
      await world.simulation.advance(after);
      await world.simulation.operate("states", "StopExecution", { executionArn });
      await world.simulation.until(async () => (await world.lock()) === undefined, 60 * minute);
      expect(await world.changedSince()).toEqual([]);
      expect((await runs(world)).instances).toEqual(["web:1", "web:1"]);
      expect(world.failed()).toBe(0);
      await world.simulation.stop();
    }
  });

  it("is as it was though no event told of the end of its execution", async () => {
    const world = await oneSided({}, answering({ "triggers/on-execution-ended": {} }));
    const executionArn = await world.update(sampleRelease("2"));
    await world.simulation.advance(minute);
    await world.simulation.operate("states", "StopExecution", { executionArn });
    await world.simulation.until(async () => (await world.lock()) === undefined, 60 * minute);
    expect(await world.changedSince()).toEqual([]);
  });

  it("is as it was after an alarm went off while instances were replaced", async () => {
    const world = await oneSided({ bake: { seconds: 60, alarms: ["errors"] } });
    const { simulation } = world;
    const ask = (operation: string, input: object) => simulation.operate("monitoring", operation, input);
    const watches = { Namespace: "web", MetricName: "errors", Statistic: "Sum", Period: 60, EvaluationPeriods: 1 };
    await ask("PutMetricAlarm", {
      AlarmName: "errors",
      ...watches,
      Threshold: 1,
      ComparisonOperator: "GreaterThanThreshold",
    });
    const alarm = { AlarmName: "errors", StateReason: "too many" };
    await ask("SetAlarmState", { ...alarm, StateValue: "OK" });
    await simulation.advance(minute);
    const before = comparableState(await simulation.state());
    const arn = await world.update(sampleRelease("2"));
    await simulation.advance(2 * minute);
    await ask("SetAlarmState", { ...alarm, StateValue: "ALARM" });
    const { error, cause } = await world.ended(arn);
    expect({ error, cause }).toEqual({
      error: "RolledBack",
      cause: expect.stringMatching(/^RefreshFailed: (alarm errors went off|the refresh of web .* RollbackInProgress)/),
    });
    await world.rest();
    expect(differences(before, comparableState(await simulation.state()))).toEqual([]);
  });

  it("is left to whoever cancels the refresh only after the instances are back", async () => {
    const world = await oneSided();
    const arn = await world.update(sampleRelease("2"));
    const isMixed = async () => new Set((await runs(world)).instances).size > 1;
    await world.simulation.until(isMixed, 30 * minute);
    await world.simulation.operate("autoscaling", "CancelInstanceRefresh", { AutoScalingGroupName: stack });
    const { error, cause } = await world.ended(arn);
    expect({ error, cause }).toEqual({ error: "RolledBack", cause: expect.stringMatching(/is Cancell(ing|ed) at/) });
    expect(await world.changedSince()).toEqual([]);
    expect((await runs(world)).instances).toEqual(["web:1", "web:1"]);
  });

  it("is not refreshed over somebody else's refresh, nor over what AWS could not bring back", async () => {
    const world = await oneSided();
    await world.simulation.operate("autoscaling", "StartInstanceRefresh", { AutoScalingGroupName: stack });
    await world.simulation.advance(minute / 2);
    const { error, cause } = await world.ended(await world.update(sampleRelease("2"), "busy"));
    expect({ error, cause }).toEqual({
      error: "CannotRefresh",
      cause: expect.stringMatching(
        /AWS is not done with instance refresh .* \(InProgress, 0 %\): wait for its end\. Nothing was changed\.$/,
      ),
    });
    await world.simulation.advance(30 * minute);
    await world.simulation.operate("autoscaling", "UpdateAutoScalingGroup", {
      AutoScalingGroupName: stack,
      LaunchTemplate: { LaunchTemplateName: stack, Version: "$Latest" },
    });
    await world.simulation.advance(minute);
    const moving = await world.ended(await world.update(sampleRelease("2"), "moving"));
    expect(moving).toMatchObject({
      error: "CannotRefresh",
      cause: expect.stringContaining(
        "launches version $Latest of web, and AWS cannot roll back to a version that moves",
      ),
    });
  });

  it("refuses what takes two sides, and says what there is instead", async () => {
    const world = await oneSided();
    for (const [index, input] of [{ action: "upgrade" }, { action: "switch" }, { action: "scaledown" }].entries())
      expect(await world.ended(await world.start(input, `two-${index}`))).toMatchObject({
        error: "OneSideOnly",
        cause: expect.stringContaining("'sarcelle rolling-update web-live --release FILE'"),
      });
    expect(await world.changedSince()).toEqual([]);
  });
});

describe("a checkpoint of a rolling update", () => {
  const rolling = { warmup: 10, checkpoints: { percentages: [50], seconds: 300 } };

  it("lets the refresh on once the checks pass", async () => {
    const world = await oneSided({ rolling });
    const arn = await world.update(sampleRelease("2"));
    expect((await world.ended(arn)).status).toBe("SUCCEEDED");
    const told = JSON.stringify(await world.history(arn));
    expect(told).toContain("the checkpoint of 50 % is passed: 7 checks passed");
  });

  it("has AWS take everything back if the checks do not pass while it pauses", async () => {
    const world = await oneSided({ rolling, checks: [{ path: "/", contains: '"release":"1"' }] });
    const { error, cause } = await world.ended(await world.update(sampleRelease("2")));
    expect({ error, cause }).toEqual({
      error: "RolledBack",
      cause: expect.stringMatching(
        /^RefreshFailed: the checks do not pass at the checkpoint of 50 %: GET http:.* without/,
      ),
    });
    expect(await world.changedSince()).toEqual([]);
    expect(world.failed()).toBe(0);
  });
});

describe("a rolling update that has AWS replace nothing, since it fails before", () => {
  it.each([
    ["one side", { sides: 1 as const }, []],
    ["two sides", {}, [{ action: "upgrade" }, { action: "release", release: sampleRelease("2") }]],
  ])(
    "of an environment with %s is undone, though what it made is a version of the template that the group runs",
    async (_, registered, before) => {
      const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), ...registered });
      const { simulation } = sarcelle;
      onTestFinished(simulation.stop);
      for (const [index, input] of before.entries()) await sarcelle.deploy(input, `before-${index}`);
      await sarcelle.deploy({ action: "rolling-update", release: sampleRelease("3") }, "first");
      await sarcelle.unheld();
      const at = comparableState(await simulation.state());
      const principal = `${service}-startRefresh`;
      simulation.faults.add({ target: "autoscaling:DescribeAutoScalingGroups", principal, fault: "error", times: 99 });
      const arn = await sarcelle.start({ action: "rolling-update", release: sampleRelease("4") }, "second");
      const { error, cause } = await sarcelle.ended(arn);
      expect({ error, cause }).toEqual({ error: "RolledBack", cause: expect.stringContaining("AwsUnavailable") });
      await sarcelle.rest();
      expect(differences(at, comparableState(await simulation.state()))).toEqual([]);
      expect(await sarcelle.lock()).toBeUndefined();
    },
  );
});

describe("a rolling update whose return AWS gives up", () => {
  /** A world whose past rolling update is being rolled back, while no instance can be launched. */
  const givenUp = async () => {
    const world = await oneSided();
    const { simulation } = world;
    await world.ended(await world.update(sampleRelease("2")));
    await world.rest();
    const { id } = simulation.faults.add({ target: "zone:*", fault: "no-capacity" });
    const arn = await world.start({}, "undo", "rollback");
    await simulation.until(async () => (await refreshesOf(world)).includes("Failed"), 90 * minute);
    return { world, arn, mend: () => simulation.faults.remove(id) };
  };

  it("is begun once more, by a change of the rollback's own", async () => {
    const { world, arn, mend } = await givenUp();
    mend();
    expect(await world.ended(arn)).toMatchObject({ error: "RolledBack" });
    expect(await world.changedSince()).toEqual([]);
    expect(await runs(world)).toEqual({ launches: "web:1", instances: ["web:1", "web:1"] });
    expect(await refreshesOf(world)).toEqual(["Successful", "Failed", "Successful"]);
    const journal = (await world.journals()).find(({ deployment }) => deployment.undoes === "update");
    expect(
      journal?.entries.filter(({ step }) => step === "UndoChanges").map(({ change }) => change.resource.kind),
    ).toEqual(["instance-refresh"]);
  });

  it("is begun once more by whoever goes on once AWS can launch again, as the rollback says", async () => {
    const { world, arn, mend } = await givenUp();
    const { simulation } = world;
    const given = await world.ended(arn);
    expect(given).toMatchObject({
      error: "RollbackFailed",
      cause: expect.stringMatching(
        /it has 2 instances that did not come from version 1 of lt-.*Once AWS can launch instances again, go on/,
      ),
    });
    // Each rollback that is started after this one tries once, and after three there are no more.
    await simulation.advance(360 * minute);
    expect(await refreshesOf(world)).toEqual([...Array(5).fill("Failed"), "Successful"]);
    mend();
    const { error } = await world.ended(await world.start({}, "resume", "rollback"));
    expect(error).toBe("RolledBack");
    expect(await world.changedSince()).toEqual([]);
    expect(await runs(world)).toEqual({ launches: "web:1", instances: ["web:1", "web:1"] });
  });
});

describe("an environment with two sides", () => {
  it("gets a release on the side with the traffic, and has it taken back", async () => {
    const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
    onTestFinished(sarcelle.simulation.stop);
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    const before = comparableState(await sarcelle.simulation.state());
    const arn = await sarcelle.start({ release: sampleRelease("2") }, "update", "rolling-update");
    expect((await sarcelle.ended(arn)).status).toBe("SUCCEEDED");
    expect((await runs(sarcelle)).instances).toEqual(["web-blue:1", "web-blue:1"]);
    const { error } = await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"));
    await sarcelle.rest();
    expect(error).toBe("RolledBack");
    expect(differences(before, comparableState(await sarcelle.simulation.state()))).toEqual([]);
    expect(sarcelle.simulation.traffic().failed).toBe(0);
  });

  it("that asks for approval gets no release past it", async () => {
    const sarcelle = await startSarcelle({
      seed: 1,
      template: inject("template"),
      more: { approval: { deadline: 3_600 } },
    });
    onTestFinished(sarcelle.simulation.stop);
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    const arn = await sarcelle.start({ release: sampleRelease("2") }, "update", "rolling-update");
    expect(await sarcelle.ended(arn)).toMatchObject({
      error: "CannotRefresh",
      cause: expect.stringContaining("waits for none. Release it on the other side"),
    });
    expect((await sarcelle.journals()).map(({ deployment }) => deployment.id)).toEqual(["upgrade"]);
  });
});
