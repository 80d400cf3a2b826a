/** A hundred clients that keep the cookies of the side that they met: none gets a 503, wherever the traffic goes. */

import type { Action, Listener, TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, inject, it, onTestFinished } from "vitest";
import { type Sarcelle, sampleRelease, stack, startSarcelle } from "../../proof/simulation/sarcelle.ts";

const ask = async <Answer>({ simulation }: Sarcelle, operation: string, input: object): Promise<Answer> =>
  (await simulation.operate("elasticloadbalancing", operation, input)) as Answer;

const kept = { Enabled: true, DurationSeconds: 3_600 };

const targetGroup = async (sarcelle: Sarcelle, name: string): Promise<TargetGroup> => {
  const { TargetGroups } = await ask<{ TargetGroups: readonly [TargetGroup] }>(sarcelle, "DescribeTargetGroups", {
    Names: [name],
  });
  return TargetGroups[0];
};

const listenerOn = async (sarcelle: Sarcelle, port: number): Promise<Listener> => {
  const { LoadBalancerArns: [LoadBalancerArn] = [] } = await targetGroup(sarcelle, "web-http");
  const { Listeners } = await ask<{ Listeners: readonly Listener[] }>(sarcelle, "DescribeListeners", {
    LoadBalancerArn,
  });
  const found = Listeners.find(({ Port }) => Port === port);
  if (found === undefined) throw new Error(`no listener on ${port}`);
  return found;
};

const forwarding = (groups: readonly (readonly [TargetGroup, number])[]): Action => ({
  Type: "forward",
  ForwardConfig: {
    TargetGroups: groups.map(([{ TargetGroupArn }, Weight]) => ({ TargetGroupArn, Weight })),
    TargetGroupStickinessConfig: kept,
  },
});

/** Its listener keeps clients with their target group, and that with their target. */
const sticky = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  onTestFinished(sarcelle.simulation.stop);
  const http = await targetGroup(sarcelle, "web-http");
  const { ListenerArn } = await listenerOn(sarcelle, 8080);
  await ask(sarcelle, "ModifyTargetGroupAttributes", {
    TargetGroupArn: http.TargetGroupArn,
    Attributes: [{ Key: "stickiness.enabled", Value: "true" }],
  });
  await ask(sarcelle, "ModifyListener", { ListenerArn, DefaultActions: [forwarding([[http, 1]])] });
  await sarcelle.simulation.sendTraffic({ loadBalancer: stack, ports: [8080], rate: 100, clients: 100 });
  await sarcelle.rest();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  return sarcelle;
};

const keepsClients = async (sarcelle: Sarcelle) =>
  (await listenerOn(sarcelle, 8080)).DefaultActions?.[0]?.ForwardConfig?.TargetGroupStickinessConfig?.Enabled;

it("a switch binds nobody to the side that it leaves, which is emptied after the deregistration delay, and its undo keeps clients again", async () => {
  const sarcelle = await sticky();
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "deploy", release: sampleRelease("2") }, "deploy");
  expect(await keepsClients(sarcelle)).toBe(true);
  await sarcelle.deploy({ action: "switch" }, "switch");
  expect(await keepsClients(sarcelle)).toBe(false);
  expect(await sarcelle.ended(await sarcelle.start({}, "undo-switch", "rollback"))).toMatchObject({
    error: "RolledBack",
  });
  expect(await keepsClients(sarcelle)).toBe(true);
  await sarcelle.deploy({ action: "switch" }, "again");
  await sarcelle.unheld();
  await sarcelle.deploy({ action: "scaledown" }, "scaledown");
  expect(await sarcelle.ended(await sarcelle.start({}, "undo-scaledown", "rollback"))).toMatchObject({
    error: "RolledBack",
  });
  expect(simulation.traffic()).toMatchObject({ failed: 0, failures: [] });
});

it("a side that a listener still keeps clients with is not emptied, and the refusal says for how many seconds", async () => {
  const sarcelle = await sticky();
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "release");
  await sarcelle.unheld();
  // Somebody moves the traffic by hand, as a weight, and back: clients that met blue meanwhile stay there.
  const [blue, green] = [await targetGroup(sarcelle, "web-http"), await targetGroup(sarcelle, "web-http-green")];
  const { ListenerArn } = await listenerOn(sarcelle, 8080);
  const share = async (weight: number) => {
    const DefaultActions = [
      forwarding([
        [blue, weight],
        [green, 1],
      ]),
    ];
    await ask(sarcelle, "ModifyListener", { ListenerArn, DefaultActions });
    await simulation.advance(60_000);
  };
  await share(1);
  await share(0);
  const before = simulation.traffic().bySide.web?.total ?? 0;
  await simulation.advance(10_000);
  expect(simulation.traffic().bySide.web?.total ?? 0).toBeGreaterThan(before);
  const refused = await sarcelle.ended(await sarcelle.start({ action: "scaledown" }, "refused"));
  expect(refused).toMatchObject({
    error: "SideBlocked",
    cause: expect.stringMatching(
      /blue cannot be emptied: Listener 8080 names .* weight 0 and keeps clients with it for 3600 s/,
    ),
  });
  await ask(sarcelle, "ModifyListener", { ListenerArn, DefaultActions: [forwarding([[green, 1]])] });
  await simulation.advance(10_000);
  await sarcelle.deploy({ action: "scaledown" }, "scaledown");
  expect(simulation.traffic()).toMatchObject({ failed: 0, failures: [] });
});

const canary = { type: "canary", percent: 10, wait: 60 };

it("canaries of sticky target groups go well one after another, and each keeps its clients only while both sides have traffic", async () => {
  const sarcelle = await sticky();
  const { simulation } = sarcelle;
  await sarcelle.deploy({ action: "release", release: sampleRelease("2"), strategy: canary }, "first");
  expect(await keepsClients(sarcelle)).toBe(false);
  await sarcelle.unheld();
  // The last move has left the listener without what AWS asks of an action that shares such traffic.
  const second = await sarcelle.start({ action: "release", release: sampleRelease("3"), strategy: canary }, "second");
  const [blue, green] = [await targetGroup(sarcelle, "web-http"), await targetGroup(sarcelle, "web-http-green")];
  const shares = async () => (await listenerOn(sarcelle, 8080)).DefaultActions?.[0]?.ForwardConfig;
  for (let looks = 0; (await shares())?.TargetGroups?.length !== 2 && looks < 100; looks++)
    await simulation.advance(10_000);
  expect(await shares()).toEqual({
    TargetGroups: expect.arrayContaining([
      { TargetGroupArn: green.TargetGroupArn, Weight: 90 },
      { TargetGroupArn: blue.TargetGroupArn, Weight: 10 },
    ]),
    TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 86_400 },
  });
  const { status, output = "{}" } = await sarcelle.ended(second);
  expect(status).toBe("SUCCEEDED");
  expect(output).toContain("Listener 8080 keeps clients with the side that they meet");
  expect(await keepsClients(sarcelle)).toBe(false);
  expect(await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"))).toMatchObject({ error: "RolledBack" });
  expect(await keepsClients(sarcelle)).toBe(false);
  expect(simulation.traffic()).toMatchObject({ failed: 0, failures: [] });
});

it("clients that the application's cookie keeps with a target go with all of the traffic, and are kept on the other side; to share it is refused", async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  const { TargetGroupArn } = await targetGroup(sarcelle, "web-http");
  const attributes = {
    "stickiness.enabled": "true",
    "stickiness.type": "app_cookie",
    "stickiness.app_cookie.cookie_name": "session",
  };
  const Attributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
  await ask(sarcelle, "ModifyTargetGroupAttributes", { TargetGroupArn, Attributes });
  await simulation.sendTraffic({ loadBalancer: stack, ports: [8080], rate: 100, clients: 100 });
  await sarcelle.rest();
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  const withSession = (version: string) => sampleRelease(version, "SESSION_COOKIE=session");
  await sarcelle.deploy({ action: "release", release: withSession("2") }, "onto-green");
  await sarcelle.deploy({ action: "release", release: withSession("3") }, "onto-blue");
  await sarcelle.unheld();
  const refused = await sarcelle.ended(await sarcelle.start({ action: "switch", strategy: canary }, "refused"));
  expect(refused).toMatchObject({ error: "SideBlocked", cause: expect.stringContaining("(app_cookie)") });
  await sarcelle.deploy({ action: "switch" }, "back");
  await sarcelle.deploy({ action: "scaledown" }, "scaledown");
  expect(simulation.traffic()).toMatchObject({ failed: 0, failures: [] });
});
