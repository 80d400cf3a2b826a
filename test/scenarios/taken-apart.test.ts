/** Somebody deletes a part of the idle side, or adds one, while a deployment runs: the undo leaves what is theirs, and undoes the rest. */
import {
  DeleteListenerCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it } from "vitest";
import { comparableState } from "../../proof/dump/comparable-state.ts";
import { environment, sampleRelease, stack, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { typed } from "./typing.ts";

it("where a placeholder listener was deleted, what could starve a side is left and named, and the rest is undone", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "good");
  await sarcelle.deploy({ action: "scaledown" }, "scaledown");
  const arn = await sarcelle.start({ action: "deploy", release: sampleRelease("3", "HEALTH=never") }, "bad");
  await simulation.until(async () => {
    const last = (await sarcelle.lock())?.entries.at(-1);
    return last?.step === "LaunchRelease" && last.status === "applied";
  }, 600_000);
  await simulation.asOperator(async (connection) => {
    const client = new ElasticLoadBalancingV2Client(connection);
    const { LoadBalancers } = await client.send(new DescribeLoadBalancersCommand({ Names: [stack] }));
    const LoadBalancerArn = LoadBalancers?.[0]?.LoadBalancerArn;
    for await (const { Listeners } of paginateDescribeListeners({ client }, { LoadBalancerArn }))
      for (const { Port, ListenerArn } of Listeners ?? [])
        if (Port === 9081) await client.send(new DeleteListenerCommand({ ListenerArn }));
  });

  const { error, cause } = await sarcelle.ended(arn);
  expect(error).toBe("RollbackFailed");
  expect(cause).toContain("There is no placeholder listener for green on port 9081.");
  const entries = (await sarcelle.lock())?.entries.map(({ change, status }) => [change.resource.kind, status]);
  expect(entries).toEqual([
    ["launch-template-version", "conflict"],
    ["group-launch-template", "conflict"],
    ["group-capacity", "conflict"],
  ]);
  await simulation.stop();
});

it("a twin to which somebody added something is left and named when its upgrade is undone, and goes once that is gone", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  const before = comparableState(await simulation.state());
  const arn = await sarcelle.start({ action: "upgrade" }, "upgrade");
  await simulation.until(async () => (await sarcelle.lock())?.entries.at(-1)?.step === "CopyAlarms", 600_000);
  const weekend = { AutoScalingGroupName: "web-green", ScheduledActionName: "weekend" };
  const rebalancing = { AutoScalingGroupName: "web-green", ScalingProcesses: ["AZRebalance"] };
  await simulation.operate("autoscaling", "PutScheduledUpdateGroupAction", {
    ...weekend,
    Recurrence: "0 8 * * SAT",
    MinSize: 0,
  });
  await simulation.operate("autoscaling", "SuspendProcesses", rebalancing);
  await simulation.operate("states", "StopExecution", { executionArn: arn });

  await simulation.until(async () => (await sarcelle.lock())?.owner === "rollback:undo-upgrade", 60_000);
  const undo = await sarcelle.ended(arn.replace("blue-green:upgrade", "rollback:undo-upgrade"));
  expect(undo.error).toBe("RollbackFailed");
  expect(undo.cause).toContain(
    "auto-scaling-group web-green was not deleted, since what is not undone, or was made by somebody else, would go with it: group-processes web-green, scheduled-action web-green/weekend.",
  );
  expect(
    (await sarcelle.lock())?.entries.flatMap(({ change, status }) => (status === "conflict" ? [change.resource] : [])),
  ).toEqual([
    { kind: "target-group", id: "web-http-green" },
    { kind: "target-group", id: "web-https-green" },
    { kind: "launch-template", id: "web-green" },
    { kind: "auto-scaling-group", id: "web-green" },
    { kind: "group-processes", id: "web-green" },
  ]);

  // The upgrade is half undone, so there are no two sides to show: the lock is, and what is left, and that a person is needed.
  expect(await typed(simulation, "status", environment)).toEqual({
    code: 1,
    said: expect.stringMatching(
      /^web-live \(live\): locked by deployment 'upgrade', .*\n\nDeployment 'upgrade' .* was rolled back, and its rollback FAILED: it ended at 20.*Nothing runs; ! 'web-live' stays locked until a person goes on\.\n.*What is left.*'sarcelle rollback web-live --resume'/s,
    ),
  });

  await simulation.operate("autoscaling", "DeleteScheduledAction", weekend);
  await simulation.operate("autoscaling", "ResumeProcesses", rebalancing);
  const resumed = await sarcelle.ended(await sarcelle.start({}, "resumed", "rollback"));
  expect(resumed.error).toBe("RolledBack");
  await sarcelle.rest();
  expect(comparableState(await simulation.state())).toEqual(before);
  await simulation.stop();
});
