/** Several listeners and rules forward to one target group, as most stacks have it: it has one twin, and one pair of placeholder ports. */

import type { Listener, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it, onTestFinished } from "vitest";
import { environment, type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import { registering } from "./registering.ts";

const ask = async <Answer>({ simulation }: Sarcelle, operation: string, input: object): Promise<Answer> =>
  (await simulation.operate("elasticloadbalancing", operation, input)) as Answer;

const targetGroups = async (sarcelle: Sarcelle, ...Names: readonly string[]): Promise<readonly TargetGroup[]> =>
  (await ask<{ readonly TargetGroups: readonly TargetGroup[] }>(sarcelle, "DescribeTargetGroups", { Names }))
    .TargetGroups;

const listeners = async (sarcelle: Sarcelle): Promise<readonly Listener[]> => {
  const [{ LoadBalancerArns: [LoadBalancerArn] = [] } = {}] = await targetGroups(sarcelle, "web-http");
  const found: Listener[] = [];
  for (let Marker: string | undefined; ; ) {
    const page = await ask<{ readonly Listeners?: readonly Listener[]; readonly NextMarker?: string }>(
      sarcelle,
      "DescribeListeners",
      { LoadBalancerArn, ...(Marker === undefined ? {} : { Marker }) },
    );
    found.push(...(page.Listeners ?? []));
    Marker = page.NextMarker;
    if (Marker === undefined) return found;
  }
};
const portsOf = async (sarcelle: Sarcelle) => (await listeners(sarcelle)).map(({ Port = 0 }) => Port).toSorted();

const register = (sarcelle: Sarcelle, anew: (listeners: Environment["listeners"]) => Environment["listeners"]) =>
  registering(sarcelle, ({ listeners }) => ({ listeners: anew(listeners) }));

/** A second listener on the target group of the first, and a rule of that, all under traffic; registered with no ports of their own. */
const sharing = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  onTestFinished(sarcelle.simulation.stop);
  const [{ TargetGroupArn, LoadBalancerArns: [LoadBalancerArn] = [] } = {}] = await targetGroups(sarcelle, "web-http");
  const toService = [{ Type: "forward", TargetGroupArn }];
  const {
    Listeners: [second],
  } = await ask<{ readonly Listeners: readonly [Listener] }>(sarcelle, "CreateListener", {
    LoadBalancerArn,
    Port: 8081,
    Protocol: "HTTP",
    DefaultActions: toService,
  });
  await sarcelle.simulation.advance(10_000);
  await ask(sarcelle, "CreateRule", {
    ListenerArn: second.ListenerArn,
    Priority: 7,
    Conditions: [{ Field: "path-pattern", Values: ["/"] }],
    Actions: toService,
  });
  await sarcelle.simulation.sendTraffic({ loadBalancer: "web", ports: [8081], rate: 2 });
  await register(sarcelle, (listeners) => [...listeners, { port: 8081 }, { port: 8081, priority: 7 }]);
  await sarcelle.rest();
  return sarcelle;
};

/** Every action once, and back: what a listener that is not moved with the others would show. */
const wholeWay = async (sarcelle: Sarcelle) => {
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release");
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("3") }, "deploy");
  await sarcelle.deploy({ action: "switch" }, "switch");
  await sarcelle.unheld();
  await sarcelle.deploy({ action: "scaledown" }, "scaledown");
  for (const deployment of ["scaledown", "switch"]) {
    const rolledBack = await sarcelle.ended(await sarcelle.start({ deployment }, `undo-${deployment}`, "rollback"));
    expect(rolledBack).toMatchObject({ error: "RolledBack" });
    await sarcelle.rest();
  }
  const moved = (await sarcelle.journals())
    .find(({ deployment }) => deployment.id === "switch")
    ?.entries.filter(({ change: { resource } }) => resource.kind.startsWith("listener"));
  expect(moved?.map(({ change }) => change.resource.kind)).toEqual([
    "listener",
    "listener",
    "listener",
    "listener-rule",
  ]);
  expect(sarcelle.simulation.traffic().failed).toBe(0);
};

it("a target group behind two listeners and a rule goes the whole way with one twin and one pair of ports, and its health is asked once a look", async () => {
  const sarcelle = await sharing();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  expect(await portsOf(sarcelle)).toEqual([8080, 8081, 8443, 9080, 9081, 9443, 9444]);
  const before = sarcelle.simulation.calls.count();
  await wholeWay(sarcelle);
  const [http, green] = await targetGroups(sarcelle, "web-http", "web-http-green");
  const asked = sarcelle.simulation.calls
    .list({ since: before, operation: "DescribeTargetHealth" })
    // What moves the traffic looks once more right before each listener.
    .filter(({ principal = "" }) => !/traffic/i.test(principal))
    .map(({ input }) => (input as { readonly TargetGroupArn?: string }).TargetGroupArn);
  const ofService = asked.filter((arn) => arn === http?.TargetGroupArn || arn === green?.TargetGroupArn);
  // As often as of web-https and its twin, to which one listener forwards.
  expect([ofService.length > 0, ofService.length]).toEqual([true, asked.length - ofService.length]);
});

it("what an earlier version upgraded, with ports for each listener and rule, goes the whole way, and may lose the ports too many", async () => {
  const sarcelle = await sharing();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const [http, green] = await targetGroups(sarcelle, "web-http", "web-http-green");
  const tags = (side: string) => [
    { Key: "sarcelle:environment", Value: environment },
    { Key: "sarcelle:side", Value: side },
  ];
  const doors = [
    [9082, http, "blue"],
    [9083, green, "green"],
    [9084, http, "blue"],
    [9085, green, "green"],
  ] as const;
  for (const [Port, group, side] of doors)
    await ask(sarcelle, "CreateListener", {
      LoadBalancerArn: http?.LoadBalancerArns?.[0],
      Port,
      Protocol: "HTTP",
      DefaultActions: [{ Type: "forward", TargetGroupArn: group?.TargetGroupArn }],
      Tags: tags(side),
    });
  const own = [
    { blue: 9082, green: 9083 },
    { blue: 9084, green: 9085 },
  ];
  await register(sarcelle, (registered) =>
    registered.map((each) => {
      const placeholders = each.placeholders ?? own.shift();
      return placeholders === undefined ? each : { ...each, placeholders };
    }),
  );
  await sarcelle.rest();
  await wholeWay(sarcelle);
  const again = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "again"));
  expect(again.cause).toMatch(/nothing of what it registers is missing\. Nothing was changed\.$/);

  await register(sarcelle, (registered) =>
    registered.map(({ placeholders, ...each }) =>
      each.port === 8081 || placeholders === undefined ? each : { ...each, placeholders },
    ),
  );
  const fewer = await sarcelle.ended(await sarcelle.start({ action: "upgrade" }, "fewer"));
  for (const [port] of doors)
    expect(fewer.cause).toContain(
      `The placeholder listener on port ${port} carries the tags of 'web-live', which does not register`,
    );
});
