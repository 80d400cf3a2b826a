/** An environment goes back to one group, and what that took away is made again by its undo. */
import type { ListRulesCommandOutput, Rule } from "@aws-sdk/client-eventbridge";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { likeness, unlike } from "../../proof/crash-matrix/outcome.ts";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import { environment, type Sarcelle, sampleRelease, startSarcelle } from "../../proof/simulation/sarcelle.ts";
import { says } from "./typing.ts";

const begin = async (): Promise<Sarcelle> => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  onTestFinished(sarcelle.simulation.stop);
  return sarcelle;
};

const services = ["autoscaling", "cloudwatch", "ec2", "elasticloadbalancing"] as const;
const stateOf = async ({ simulation }: Sarcelle) => comparableState(await simulation.state(services));

const release = (version: string) => ({ action: "release", release: sampleRelease(version) });

/** Blue serves its second release, green runs the one before. */
const inUse = async (sarcelle: Sarcelle): Promise<void> => {
  await sarcelle.deploy({ action: "upgrade" }, "upgrade");
  for (const version of ["2", "3"]) {
    await sarcelle.deploy(release(version), `release-${version}`);
    await sarcelle.unheld();
  }
};

const withoutIds = (line: string): string =>
  line
    .replace(/arn:aws:elasticloadbalancing:[^ ]*:(targetgroup\/|loadbalancer\/app\/)/, "")
    .replace(/[0-9a-f]{16,}/g, "*");

/** What the plan of it says, each change by its first line, and what becomes of the launch templates. */
const planned = [
  "~ group-capacity web-green",
  "- scaling-alarm web-busy-green",
  "- scaling-alarm web-quiet-green",
  "- scaling-policy web-green/scale-out",
  "- scaling-policy web-green/scale-in",
  "- scheduled-action web-green/evening",
  "- lifecycle-hook web-green/collect-logs",
  "~ group-processes web-green",
  "- auto-scaling-group web-green",
  "- launch-template web-green",
  "- placeholder-listener web:9080",
  "- placeholder-listener web:9081",
  "- placeholder-listener web:9443",
  "- placeholder-listener web:9444",
  "- target-group web-http-green",
  "- target-group web-https-green",
  "~ tags target group web-http",
  "~ tags target group web-https",
  "~ tags autoscaling:web",
  "~ tags lt-*",
  "~ tags lt-*",
  "- registration web-live",
  "! Launch template 'web' stays as it is; Sarcelle's tags are taken off.",
  "! Launch template 'web-blue' stays, with the release that blue launches from it, and is yours: Sarcelle's tags are taken off.",
];

/** Where the world differs from what the upgrade found, the instances aside, which run the release of that template. */
const stays = [
  'autoscaling.groups.web.Instances[0].LaunchTemplate.LaunchTemplateId: "lt-*" → "lt-*"',
  'autoscaling.groups.web.Instances[0].LaunchTemplate.LaunchTemplateName: "web" → "web-blue"',
  'autoscaling.groups.web.Instances[1].LaunchTemplate.LaunchTemplateId: "lt-*" → "lt-*"',
  'autoscaling.groups.web.Instances[1].LaunchTemplate.LaunchTemplateName: "web" → "web-blue"',
  'autoscaling.groups.web.LaunchTemplate.LaunchTemplateId: "lt-*" → "lt-*"',
  'autoscaling.groups.web.LaunchTemplate.LaunchTemplateName: "web" → "web-blue"',
  'ec2.launch-template.lt-*: nothing → {"defaultVersion":1,"id":"lt-*","name":"web-blue","tags":{},"ve…',
];

/** The rule by which the ends of executions are heard of. */
const ruleOfEnds = async ({ simulation }: Sarcelle): Promise<string | undefined> => {
  const rules: Rule[] = [];
  for (let NextToken: string | undefined; ; ) {
    const page = (await simulation.operate("events", "ListRules", { NextToken })) as ListRulesCommandOutput;
    rules.push(...(page.Rules ?? []));
    NextToken = page.NextToken;
    if (NextToken === undefined) break;
  }
  return rules.find(({ Name }) => /OnExecutionEnded/i.test(Name ?? ""))?.Name;
};

describe("an environment that is retired", () => {
  it("before any deploy is what the upgrade found, registered no more; its rollback makes the twin again", async () => {
    const sarcelle = await begin();
    const found = await stateOf(sarcelle);
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    const upgraded = await stateOf(sarcelle);
    await sarcelle.deploy({ action: "retire" }, "retire");
    expect(differences(found, await stateOf(sarcelle))).toEqual([]);
    expect(await says(sarcelle.simulation, "env", "list")).toMatch(/^No environment is registered/);
    expect(await says(sarcelle.simulation, "plan", environment, "upgrade")).toMatch(
      /^Environment 'web-live' is retired/,
    );

    expect(await sarcelle.ended(await sarcelle.start({}, "undo", "rollback"))).toMatchObject({ error: "RolledBack" });
    await sarcelle.rest();
    expect(unlike(likeness(upgraded), likeness(await stateOf(sarcelle)))).toEqual([]);
    expect(await says(sarcelle.simulation, "env", "list")).toBe(`${environment}\n`);
    await sarcelle.deploy(release("2"), "release-2");
    expect(sarcelle.simulation.traffic().failed).toBe(0);
  });

  it("in use keeps the release that blue serves, and the template that it follows, which is the user's", async () => {
    const sarcelle = await begin();
    const found = await stateOf(sarcelle);
    await inUse(sarcelle);
    const plan = (await says(sarcelle.simulation, "plan", environment, "retire"))
      .split("\n")
      .filter((line) => /^[-+~!]/.test(line));
    expect(plan.map(withoutIds)).toEqual(planned);
    await sarcelle.deploy({ action: "retire" }, "retire");
    const changed = differences(found, await stateOf(sarcelle)).filter((line) => !line.startsWith("ec2.instance."));
    expect(changed.map(withoutIds)).toEqual(stays);
    expect(sarcelle.simulation.traffic().failed).toBe(0);
  });

  it("has its twin back, at its size and with its release, where the last of it fails", async () => {
    const sarcelle = await begin();
    await inUse(sarcelle);
    const before = await stateOf(sarcelle);
    sarcelle.simulation.faults.add({
      target: "autoscaling:DeleteTags",
      fault: "error",
      times: 1_000,
      principal: "/sarcelle-live-forgetEnvironment",
    });
    const ended = await sarcelle.ended(await sarcelle.start({ action: "retire" }, "retire"));
    expect(ended).toMatchObject({ status: "FAILED", error: "RolledBack" });
    await sarcelle.rest();
    expect(unlike(likeness(before), likeness(await stateOf(sarcelle)))).toEqual([]);
    expect(await says(sarcelle.simulation, "env", "list")).toBe(`${environment}\n`);
    expect(sarcelle.simulation.traffic().failed).toBe(0);
  });

  it("has its twin and its registration back, where its execution dies once that was forgotten, and nobody hears of its end", async () => {
    const sarcelle = await begin();
    const { simulation } = sarcelle;
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    const before = await stateOf(sarcelle);
    await simulation.operate("events", "DisableRule", { Name: await ruleOfEnds(sarcelle) });
    const arn = await sarcelle.start({ action: "retire" }, "retire");
    const isForgotten = async () =>
      (await sarcelle.lock())?.entries.some(
        ({ change, status }) => change.resource.kind === "registration" && status === "applied",
      ) === true;
    await simulation.until(isForgotten, 30 * 60_000, 10);
    await simulation.operate("states", "StopExecution", { executionArn: arn });
    expect(await says(sarcelle.simulation, "env", "list")).toMatch(/^No environment is registered/);

    await simulation.until(async () => (await sarcelle.lock()) === undefined, 30 * 60_000, 5_000);
    await sarcelle.rest();
    expect((await sarcelle.journals()).at(-1)).toMatchObject({ deployment: { id: "retire" }, outcome: "RolledBack" });
    expect(unlike(likeness(before), likeness(await stateOf(sarcelle)))).toEqual([]);
    expect(await says(sarcelle.simulation, "env", "list")).toBe(`${environment}\n`);
    expect(simulation.traffic().failed).toBe(0);
  });

  it("is refused while green has the traffic, and while a side is held", async () => {
    const sarcelle = await begin();
    await sarcelle.deploy({ action: "upgrade" }, "upgrade");
    await sarcelle.deploy(release("2"), "release-2");
    await sarcelle.unheld();
    const refused = await sarcelle.ended(await sarcelle.start({ action: "retire" }, "retire"));
    expect(refused).toMatchObject({ status: "FAILED", error: "SideBlocked" });
    expect(refused.cause).toContain("sarcelle switch web-live --to blue");
    expect(await sarcelle.lock()).toBeUndefined();
  });
});
