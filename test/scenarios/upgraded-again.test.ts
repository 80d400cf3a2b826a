/** An upgrade of what is blue-green already makes what is missing of it, and nothing else. */

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Listener } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it } from "vitest";
import { run } from "../../command/run.ts";
import { comparableState } from "../../proof/dump/comparable-state.ts";
import { environment, type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { readEnvironment, writeEnvironment } from "../../src/aws/environment-store.ts";

const listeners = async ({ simulation }: Sarcelle): Promise<readonly Listener[]> => {
  const { LoadBalancers = [] } = (await simulation.operate("elasticloadbalancing", "DescribeLoadBalancers", {})) as {
    readonly LoadBalancers?: readonly { readonly LoadBalancerArn?: string }[];
  };
  const found: Listener[] = [];
  for (let Marker: string | undefined; ; ) {
    const page = (await simulation.operate("elasticloadbalancing", "DescribeListeners", {
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      ...(Marker === undefined ? {} : { Marker }),
    })) as { readonly Listeners?: readonly Listener[]; readonly NextMarker?: string };
    found.push(...(page.Listeners ?? []));
    Marker = page.NextMarker;
    if (Marker === undefined) return found;
  }
};
const ports = async (sarcelle: Sarcelle) => (await listeners(sarcelle)).map(({ Port }) => Port ?? 0).toSorted();

it("a deleted placeholder, and those of a listener that the registration gained, are made, whichever side has the traffic", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release");
  const before = await simulation.state();
  const again = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "again"));
  expect(again).toMatchObject({ error: "NotAsRegistered", cause: expect.stringContaining("is blue-green already") });

  const deleted = (await listeners(sarcelle)).find(({ Port }) => Port === 9081);
  await simulation.operate("elasticloadbalancing", "DeleteListener", { ListenerArn: deleted?.ListenerArn });
  await simulation.advance(10_000);
  const refused = await sarcelle.ended(await sarcelle.start({ action: "switch" }, "refused"));
  expect(refused.cause).toContain("There is no placeholder listener for green on port 9081. Run 'sarcelle upgrade'");
  await sarcelle.deploy({ action: "upgrade" }, "mended");
  expect(
    (await sarcelle.journals()).at(-1)?.entries.map(({ change }) => [change.resource.kind, change.before]),
  ).toEqual([["placeholder-listener", null]]);
  // Nothing else: all of it is as it was, but for the listener's own ARN.
  expect(JSON.stringify(comparableState(await simulation.state())).length).toBe(
    JSON.stringify(comparableState(before)).length,
  );

  const production = (await listeners(sarcelle)).find(({ Port }) => Port === 8080);
  await simulation.operate("elasticloadbalancing", "CreateListener", {
    LoadBalancerArn: production?.LoadBalancerArn,
    Port: 8081,
    Protocol: "HTTP",
    DefaultActions: [{ Type: "forward", TargetGroupArn: production?.DefaultActions?.[0]?.TargetGroupArn }],
  });
  await simulation.asOperator(async (connection) => {
    const table = { client: new DynamoDBClient(connection), name: "sarcelle-live" };
    const registered = await readEnvironment(table, environment);
    await writeEnvironment(table, {
      ...registered,
      listeners: [...registered.listeners, { port: 8081, placeholders: { blue: 9082, green: 9083 } }],
    });
  });
  await simulation.advance(10_000);
  expect(await simulation.asOperator(() => run(["plan", environment, "upgrade"]))).toBe(0);
  await sarcelle.deploy({ action: "upgrade" }, "gained");
  expect(await ports(sarcelle)).toEqual([8080, 8081, 8443, 9080, 9081, 9082, 9083, 9443, 9444]);
  await sarcelle.deploy({ action: "release", release: sampleRelease("3") }, "next");
  expect(simulation.traffic().failed).toBe(0);
  await simulation.stop();
});
