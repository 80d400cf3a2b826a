/** Whoever asks for it meets the release at the production address before it has traffic: nobody else does, and nobody after. */
import type {
  DescribeListenersCommandOutput,
  DescribeTargetGroupsCommandOutput,
  Rule,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { hasAsked, signAs } from "../../proof/simulation/approving.ts";
import { type Sarcelle, sampleRelease, stack, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import { registering } from "./registering.ts";

const minute = 60_000;
const preview = { header: { name: "X-Preview", value: "yes" } };
const asking = { "x-preview": "yes" };
const approval = { deadline: 3_600, approvers: 1, notByRequester: false };

/** Release 1 on blue, release 2 on green with the traffic; and then registered so. */
const begin = async (registered: Partial<Environment>) => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  onTestFinished(sarcelle.simulation.stop);
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "first");
  await sarcelle.unheld();
  await registering(sarcelle, () => registered);
  return sarcelle;
};

const release = (...lines: readonly string[]) => ({ action: "release", release: sampleRelease("3", ...lines) });
const deploy = { action: "deploy", release: sampleRelease("3") };

/** What both ports answer to who asks for the preview, and to who does not. */
const answered = ({ simulation }: Sarcelle, headers: Readonly<Record<string, string>> = asking) =>
  [headers, {}].map((sent) => [8080, 8443].map((port) => simulation.request(stack, port, "/", sent)?.version));

const rules = async ({ simulation }: Sarcelle): Promise<readonly Rule[]> => {
  const { elasticloadbalancing } = (await simulation.state(["elasticloadbalancing"])) as {
    readonly elasticloadbalancing: { readonly rules: Readonly<Record<string, Rule>> };
  };
  return Object.values(elasticloadbalancing.rules);
};

const untilAsked = (sarcelle: Sarcelle, deployment: string) =>
  sarcelle.simulation.until(() => hasAsked(sarcelle, deployment), 30 * minute);

/** What a deployment did to rules and listeners, in its order. */
const routed = async (sarcelle: Sarcelle, id: string) =>
  (await sarcelle.journals())
    .find(({ deployment }) => deployment.id === id)
    ?.entries.filter(({ change: { resource } }) => /rule|^listener/.test(resource.kind))
    .map(
      ({ step, change, status }) =>
        `${step} ${change.before === null ? "makes" : change.after === null ? "takes away" : "changes"} ${change.resource.kind}: ${status}`,
    );

/** A request at every change of a route, without the header, met this release and no other. */
const unseen = ({ simulation }: Sarcelle, version: string) =>
  expect(simulation.traffic().byVersion[version]).toBeUndefined();

describe("a preview", () => {
  it("shows a release to whoever says the header until it is approved, and is gone before the first move", async () => {
    const sarcelle = await begin({ preview, approval });
    const arn = await sarcelle.start(release(), "previewed");
    await untilAsked(sarcelle, "previewed");
    expect(answered(sarcelle)).toEqual([
      ["3", "3"],
      ["2", "2"],
    ]);
    expect(answered(sarcelle, { "x-preview": "no" })[0]).toEqual(["2", "2"]);
    unseen(sarcelle, "3");
    expect((await rules(sarcelle)).map(({ Priority }) => Number(Priority))).toEqual([50_000, 50_000]);
    await signAs(sarcelle, "previewed", "ann", "approve");
    expect(await sarcelle.ended(arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(await routed(sarcelle, "previewed")).toEqual([
      "OpenPreview makes preview-rule: applied",
      "OpenPreview makes preview-rule: applied",
      "ClosePreview takes away preview-rule: applied",
      "ClosePreview takes away preview-rule: applied",
      "MoveTraffic changes listener: applied",
      "MoveTraffic changes listener: applied",
    ]);
    expect(answered(sarcelle)).toEqual([
      ["3", "3"],
      ["3", "3"],
    ]);
    expect(await rules(sarcelle)).toEqual([]);
    // Its undo opens it to nobody.
    await sarcelle.unheld();
    expect(await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"))).toMatchObject({ error: "RolledBack" });
    expect(answered(sarcelle).flat()).toEqual(["2", "2", "2", "2"]);
    expect(await rules(sarcelle)).toEqual([]);
    expect(sarcelle.simulation.traffic()).toMatchObject({ failed: 0 });
  });

  it("of a production rule stands before it, with its conditions, and goes with that of the default action", async () => {
    const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
    const { simulation } = sarcelle;
    onTestFinished(simulation.stop);
    const ask = async <Answer>(operation: string, input: object) =>
      (await simulation.operate("elasticloadbalancing", operation, input)) as Answer;
    const { TargetGroups } = await ask<DescribeTargetGroupsCommandOutput>("DescribeTargetGroups", {
      Names: ["web-http"],
    });
    const [{ TargetGroupArn, LoadBalancerArns: [LoadBalancerArn] = [] } = {}] = TargetGroups ?? [];
    const { Listeners } = await ask<DescribeListenersCommandOutput>("DescribeListeners", { LoadBalancerArn });
    await ask("CreateRule", {
      ListenerArn: Listeners?.find(({ Port }) => Port === 8080)?.ListenerArn,
      Priority: 5,
      Conditions: [{ Field: "host-header", Values: ["shop.example"] }],
      Actions: [{ Type: "forward", TargetGroupArn }],
    });
    await registering(sarcelle, ({ listeners }) => ({ listeners: [...listeners, { port: 8080, priority: 5 }] }));
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    await sarcelle.deploy({ action: "release", release: sampleRelease("2") }, "first");
    await sarcelle.unheld();
    await registering(sarcelle, () => ({ preview, approval }));
    const arn = await sarcelle.start(release(), "previewed");
    await untilAsked(sarcelle, "previewed");
    const shop = { host: "shop.example" };
    expect(answered(sarcelle, { ...asking, ...shop })[0]).toEqual(["3", "3"]);
    expect(answered(sarcelle, shop)).toEqual([
      ["2", "2"],
      ["2", "2"],
    ]);
    const conditions = (await rules(sarcelle))
      .toSorted((one, other) => Number(one.Priority) - Number(other.Priority))
      .map(({ Priority, Conditions = [] }) => [Number(Priority), Conditions.map(({ Field }) => Field).toSorted()]);
    expect(conditions).toEqual([
      [4, ["host-header", "http-header"]],
      [5, ["host-header"]],
      [50_000, ["http-header"]],
      [50_000, ["http-header"]],
    ]);
    await signAs(sarcelle, "previewed", "ann", "approve");
    expect(await sarcelle.ended(arn)).toMatchObject({ status: "SUCCEEDED" });
    expect((await rules(sarcelle)).map(({ Priority }) => Number(Priority))).toEqual([5]);
    expect(answered(sarcelle, shop).flat()).toEqual(["3", "3", "3", "3"]);
    expect(simulation.traffic()).toMatchObject({ failed: 0 });
  });

  it("stands in the midst of a deploy, and of a switch that is approved, by a host too", async () => {
    const host = { host: "preview.shop.example" };
    const sarcelle = await begin({ preview: host });
    const { simulation } = sarcelle;
    const deploying = await sarcelle.start(deploy, "deploy");
    await simulation.until(() => answered(sarcelle, host)[0]?.[1] === "3", 20 * minute, 1_000);
    expect(await sarcelle.ended(deploying)).toMatchObject({ status: "SUCCEEDED" });
    expect(answered(sarcelle, host).flat()).toEqual(["2", "2", "2", "2"]);
    await registering(sarcelle, () => ({ approval }));
    const switching = await sarcelle.start({ action: "switch" }, "switch");
    await untilAsked(sarcelle, "switch");
    expect(answered(sarcelle, host)).toEqual([
      ["3", "3"],
      ["2", "2"],
    ]);
    await signAs(sarcelle, "switch", "ann", "reject");
    expect(await sarcelle.ended(switching)).toMatchObject({ error: "RolledBack" });
    expect(answered(sarcelle, host).flat()).toEqual(["2", "2", "2", "2"]);
    expect(await rules(sarcelle)).toEqual([]);
    unseen(sarcelle, "3");
  });

  it("has the checks ask at the production address, and who answers otherwise there is undone with it", async () => {
    const checks = [{ path: "/", status: 200, inARow: 10, contains: '"release":"3"' }];
    const sarcelle = await begin({ preview, checks });
    const arn = await sarcelle.start(release("FAIL_EVERY=5"), "bad");
    expect(await sarcelle.ended(arn)).toMatchObject({
      error: "RolledBack",
      cause: expect.stringMatching(
        /^CheckFailed: GET https?:\/\/load-balancer-1:(8080|8443)\/ \(the preview, by X-Preview: yes\) answered 500, expected 200/,
      ),
    });
    expect(await rules(sarcelle)).toEqual([]);
    expect(await routed(sarcelle, "bad")).toEqual([
      "OpenPreview makes preview-rule: undone",
      "OpenPreview makes preview-rule: undone",
    ]);
    await sarcelle.deploy(release(), "good");
    expect(await rules(sarcelle)).toEqual([]);
    unseen(sarcelle, "bad");
  });

  it("goes with an execution that somebody stops", async () => {
    const sarcelle = await begin({ preview, approval });
    const executionArn = await sarcelle.start(release(), "stopped");
    await untilAsked(sarcelle, "stopped");
    expect(answered(sarcelle)[0]).toEqual(["3", "3"]);
    await sarcelle.simulation.operate("states", "StopExecution", { executionArn });
    await sarcelle.simulation.until(async () => (await sarcelle.lock()) === undefined, 60 * minute);
    expect(answered(sarcelle).flat()).toEqual(["2", "2", "2", "2"]);
    expect(await rules(sarcelle)).toEqual([]);
    unseen(sarcelle, "3");
  });
});

describe("a preview that cannot be is refused before the first change", () => {
  const refused = async (sarcelle: Sarcelle) => {
    const journals = await sarcelle.journals();
    const { error, cause } = await sarcelle.ended(await sarcelle.start(release(), "refused"));
    expect([await sarcelle.lock(), await sarcelle.journals()]).toEqual([undefined, journals]);
    return `${error}: ${cause}`;
  };

  it("where another rule has the last priority before the default action", async () => {
    const sarcelle = await begin({ preview });
    const { simulation } = sarcelle;
    const { elasticloadbalancing } = (await simulation.state(["elasticloadbalancing"])) as {
      readonly elasticloadbalancing: { readonly listeners: Readonly<Record<string, { readonly Port: number }>> };
    };
    const [ListenerArn] = Object.entries(elasticloadbalancing.listeners).find(([, { Port }]) => Port === 8080) ?? [];
    const answer = { Type: "fixed-response", FixedResponseConfig: { StatusCode: "200" } };
    await simulation.operate("elasticloadbalancing", "CreateRule", {
      ListenerArn,
      Priority: 50_000,
      Conditions: [{ Field: "path-pattern", Values: ["/teapot"] }],
      Actions: [answer],
    });
    await simulation.advance(30_000);
    expect(await refused(sarcelle)).toMatch(
      /^CannotPreview: There is no free priority between listener 8080 and the rule of priority 50000, .*set-rule-priorities/,
    );
  });

  it("behind a network load balancer", async () => {
    const sample = { loadBalancer: "network" } as const;
    const sarcelle = await startSarcelle({ seed: 1, template: inject("template"), sample, more: { preview } });
    onTestFinished(sarcelle.simulation.stop);
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    expect(await refused(sarcelle)).toMatch(/^CannotPreview: Load balancer 'web' is a network load balancer/);
  });
});
