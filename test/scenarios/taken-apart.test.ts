/** Somebody deletes a part of the idle side while a release is put on it: the undo leaves what it cannot judge, and undoes the rest. */
import {
  DeleteListenerCommand,
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  paginateDescribeListeners,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it } from "vitest";
import { releaseOf, stack, startSarcelle } from "../../scripts/simulation/sarcelle.ts";

it("where a placeholder listener was deleted, what could starve a side is left and named, and the rest is undone", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "deploy", release: releaseOf("2") }, "good");
  await sarcelle.deploy({ action: "scaledown" }, "scaledown");
  const arn = await sarcelle.start({ action: "deploy", release: releaseOf("3", "HEALTH=never") }, "bad");
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
    ["tags", "undone"],
    ["group-launch-template", "conflict"],
    ["group-capacity", "conflict"],
  ]);
  await simulation.stop();
});
