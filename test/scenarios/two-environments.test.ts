import { expect, inject, it, onTestFinished } from "vitest";
import { comparableState, differences } from "../../proof/dump/comparable-state.ts";
import {
  ports,
  type Sarcelle,
  sampleRelease,
  service,
  startSarcelle,
  traffic,
  environment as web,
} from "../../proof/simulation/sarcelle.ts";
import { lockOf } from "../../src/aws/journal-format.ts";
import { lockKey } from "../../src/aws/table.ts";
import type { Environment } from "../../src/deployment/environment.ts";
import { registering } from "./registering.ts";

const minute = 60_000;
const shop = "shop-live";
const shopPort = 8180;
const both = [web, shop] as const;
const rule = { port: ports.http, priority: 10, placeholders: { blue: 9180, green: 9181 } };
const own = { port: shopPort, placeholders: { blue: 9182, green: 9183 } };
const registeredShop = { group: "shop", listeners: [rule, own] };
const otherThan = (environment: string) => (environment === web ? shop : web);

interface Ground {
  readonly listener: string;
  readonly loadBalancer: string;
  readonly network: string;
  readonly subnets: string;
  readonly template: object;
}

type Ask = <Answer>(name: string, operation: string, input: object) => Promise<Answer>;

/** What the first environment's stack stands on, and the second's shall too. */
const groundOf = async (ask: Ask): Promise<Ground> => {
  const { LoadBalancers } = await ask<{
    readonly LoadBalancers: readonly { readonly LoadBalancerArn: string; readonly VpcId: string }[];
  }>("elasticloadbalancing", "DescribeLoadBalancers", {});
  const { LoadBalancerArn = "", VpcId = "" } = LoadBalancers[0] ?? {};
  const { Listeners } = await ask<{
    readonly Listeners: readonly { readonly Port: number; readonly ListenerArn: string }[];
  }>("elasticloadbalancing", "DescribeListeners", { LoadBalancerArn });
  const { AutoScalingGroups } = await ask<{
    readonly AutoScalingGroups: readonly { readonly VPCZoneIdentifier: string }[];
  }>("autoscaling", "DescribeAutoScalingGroups", { AutoScalingGroupNames: ["web"] });
  const { LaunchTemplateVersions } = await ask<{
    readonly LaunchTemplateVersions: readonly { readonly LaunchTemplateData: object }[];
  }>("ec2", "DescribeLaunchTemplateVersions", { LaunchTemplateName: "web", Versions: ["1"] });
  return {
    listener: Listeners.find(({ Port }) => Port === ports.http)?.ListenerArn ?? "",
    loadBalancer: LoadBalancerArn,
    network: VpcId,
    subnets: AutoScalingGroups[0]?.VPCZoneIdentifier ?? "",
    template: LaunchTemplateVersions[0]?.LaunchTemplateData ?? {},
  };
};

const targetGroup = async (ask: Ask, { network }: Ground, Name: string): Promise<string> => {
  const { TargetGroups } = await ask<{ readonly TargetGroups: readonly { readonly TargetGroupArn: string }[] }>(
    "elasticloadbalancing",
    "CreateTargetGroup",
    {
      Name,
      Protocol: "HTTP",
      Port: 8080,
      VpcId: network,
      HealthCheckPath: "/health",
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 4,
      HealthyThresholdCount: 2,
    },
  );
  const { TargetGroupArn = "" } = TargetGroups[0] ?? {};
  const Attributes = [{ Key: "deregistration_delay.timeout_seconds", Value: "20" }];
  await ask("elasticloadbalancing", "ModifyTargetGroupAttributes", { TargetGroupArn, Attributes });
  return TargetGroupArn;
};

/** The second environment's group, with a policy and its alarm. */
const fleet = async (ask: Ask, { subnets, template }: Ground, TargetGroupARNs: readonly string[]) => {
  await ask("ec2", "CreateLaunchTemplate", { LaunchTemplateName: "shop", LaunchTemplateData: template });
  await ask("autoscaling", "CreateAutoScalingGroup", {
    AutoScalingGroupName: "shop",
    LaunchTemplate: { LaunchTemplateName: "shop", Version: "1" },
    MinSize: 2,
    MaxSize: 4,
    DesiredCapacity: 2,
    VPCZoneIdentifier: subnets,
    TargetGroupARNs,
    HealthCheckType: "ELB",
    HealthCheckGracePeriod: 60,
  });
  const { PolicyARN } = await ask<{ readonly PolicyARN: string }>("autoscaling", "PutScalingPolicy", {
    AutoScalingGroupName: "shop",
    PolicyName: "scale-out",
    AdjustmentType: "ChangeInCapacity",
    ScalingAdjustment: 1,
  });
  await ask("monitoring", "PutMetricAlarm", {
    AlarmName: "shop-busy",
    Namespace: "AWS/EC2",
    MetricName: "CPUUtilization",
    Dimensions: [{ Name: "AutoScalingGroupName", Value: "shop" }],
    Statistic: "Average",
    Period: 60,
    EvaluationPeriods: 2,
    ComparisonOperator: "GreaterThanThreshold",
    Threshold: 80,
    TreatMissingData: "notBreaching",
    AlarmActions: [PolicyARN],
  });
};

/** A load balancer with two environments behind it, both under traffic. */
const twoEnvironments = async () => {
  const sarcelle = await startSarcelle({ seed: 1, template: inject("template") });
  const { simulation } = sarcelle;
  onTestFinished(simulation.stop);
  const ask: Ask = async <Answer>(name: string, operation: string, input: object) => {
    const answer = (await simulation.operate(name, operation, input)) as Answer;
    // What was made shows a little later.
    await simulation.advance(1_000);
    return answer;
  };
  const ground = await groundOf(ask);
  const [byRule, byListener] = [
    await targetGroup(ask, ground, "shop-rule"),
    await targetGroup(ask, ground, "shop-own"),
  ];
  await ask("elasticloadbalancing", "CreateRule", {
    ListenerArn: ground.listener,
    Priority: rule.priority,
    Conditions: [{ Field: "host-header", Values: ["shop.example"] }],
    Actions: [{ Type: "forward", TargetGroupArn: byRule }],
  });
  await ask("elasticloadbalancing", "CreateListener", {
    LoadBalancerArn: ground.loadBalancer,
    Port: shopPort,
    Protocol: "HTTP",
    DefaultActions: [{ Type: "forward", TargetGroupArn: byListener }],
  });
  await fleet(ask, ground, [byRule, byListener]);
  await registering(sarcelle, () => ({ name: shop, ...registeredShop }), web);
  await sarcelle.rest();
  await simulation.sendTraffic({ ...traffic, ports: [...traffic.ports, shopPort] });
  return sarcelle;
};

type Dump = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** What is of the second environment names a thing of its own: all those begin with its name. */
const isOfShop = (value: unknown): boolean => /\bshop(?!\.example)/.test(JSON.stringify(value));

/** The state of AWS in two parts: what is the second environment's, and all else. */
const partsOf = async ({ simulation }: Sarcelle) => {
  const dump = (await simulation.state(["autoscaling", "ec2", "elasticloadbalancing", "monitoring"])) as Dump;
  const within = <Held>(held: Readonly<Record<string, Held>>, change: (each: Held) => unknown) =>
    Object.fromEntries(Object.entries(held).map(([key, each]) => [key, change(each)]));
  const part = (ofShop: boolean) =>
    comparableState(
      within(dump, (kinds) =>
        within(kinds, (records) =>
          Object.fromEntries(Object.entries(records).filter((entry) => isOfShop(entry) === ofShop)),
        ),
      ),
    );
  return { [web]: part(false), [shop]: part(true) };
};

/** What Sarcelle wrote to AWS since a call, in words, with whose it is. */
const writesSince = ({ simulation }: Sarcelle, since: number) =>
  simulation.calls
    .list()
    .filter(({ n, mutating, principal }) => n > since && mutating && principal?.includes(`/${service}-`))
    .filter(({ service: of }) => !["dynamodb", "states", "events", "lambda", "logs"].includes(of))
    .map(({ service: of, operation, input }) => ({
      what: `${of}:${operation} ${JSON.stringify(input)}`,
      of: isOfShop(input) ? shop : web,
    }));

const lastCall = ({ simulation }: Sarcelle): number => simulation.calls.list().at(-1)?.n ?? 0;

/** Waits until neither has a side that is held, and for rest. */
const unheld = async (sarcelle: Sarcelle) => {
  const { simulation } = sarcelle;
  const isHeld = async (environment: string) => {
    const item = await simulation.item(service, lockKey(environment));
    return lockOf(environment, item as Parameters<typeof lockOf>[1]).holds.length > 0;
  };
  await simulation.until(async () => !(await isHeld(web)) && !(await isHeld(shop)), 90 * minute, 5_000);
  await sarcelle.rest();
};

/** What each of them does, in this order: the last undoes the one before. */
const acts = [
  { name: "upgrade", input: { action: "upgrade" } },
  { name: "deploy", input: { action: "deploy", release: sampleRelease("2") } },
  { name: "switch", input: { action: "switch" } },
  { name: "rollback", input: {}, machine: "rollback" },
] as const;

type Act = (typeof acts)[number];

const begin = (sarcelle: Sarcelle, environment: string, { name, input, ...act }: Act) =>
  sarcelle.start({ ...input, environment }, `${name}-${environment}`, "machine" in act ? act.machine : "blue-green");

/** Waits for the end of an act, which comes to what it was to come to. */
const done = async (sarcelle: Sarcelle, arn: string) => {
  const { status, error, cause } = await sarcelle.ended(arn);
  const asWanted = arn.includes(":rollback-") ? error === "RolledBack" : status === "SUCCEEDED";
  if (!asWanted) throw new Error(`${arn} ended as ${status} ${error}: ${cause}`);
};

it("one after the other, each writes what is its own, and all of the other stays as it was", async () => {
  const sarcelle = await twoEnvironments();
  for (const act of acts)
    for (const environment of both) {
      const where = `${act.name} of ${environment}`;
      const other = otherThan(environment);
      const [before, since] = [await partsOf(sarcelle), lastCall(sarcelle)];
      await done(sarcelle, await begin(sarcelle, environment, act));
      await unheld(sarcelle);
      const after = await partsOf(sarcelle);
      expect(differences(before[other], after[other]), where).toEqual([]);
      expect(differences(before[environment], after[environment]), where).not.toEqual([]);
      const writes = writesSince(sarcelle, since);
      expect(writes, where).not.toEqual([]);
      expect(
        writes.filter(({ of }) => of !== environment),
        where,
      ).toEqual([]);
    }
  const { failed, byListener } = sarcelle.simulation.traffic();
  expect([failed, Object.keys(byListener).length]).toEqual([0, 3]);
});

it("one at once with the other, each comes to where it comes to by itself, and no write is of both", async () => {
  const sarcelle = await twoEnvironments();
  const pasts: Awaited<ReturnType<typeof partsOf>>[] = [];
  for (const act of acts) {
    pasts.push(await partsOf(sarcelle));
    const since = lastCall(sarcelle);
    const arns = [await begin(sarcelle, web, act), await begin(sarcelle, shop, act)];
    for (const arn of arns) await done(sarcelle, arn);
    await unheld(sarcelle);
    const writes = writesSince(sarcelle, since);
    expect(new Set(writes.map(({ of }) => of)), act.name).toEqual(new Set(both));
    expect(
      writes.filter(({ of, what }) => of === shop && /\bweb-(http|https|green|busy|quiet)\b/.test(what)),
      act.name,
    ).toEqual([]);
  }
  // Each rollback took its own switch back, and no other.
  const [now, beforeSwitch] = [await partsOf(sarcelle), pasts[2]];
  for (const environment of both) expect(differences(beforeSwitch?.[environment], now[environment])).toEqual([]);
  const { failed, byListener } = sarcelle.simulation.traffic();
  expect([failed, Object.keys(byListener).length]).toEqual([0, 3]);
});

/** What the second environment registers by mistake, by what it is, and how that is refused. */
const mistakes: Readonly<Record<string, readonly [change: Partial<Environment>, upgrade: RegExp, others: RegExp]>> = {
  "the other's default action": [
    { listeners: [{ port: ports.http, placeholders: rule.placeholders }, own] },
    /^NotAsRegistered: Listener 8080 forwards to .*Expected exactly one target group of Auto Scaling group 'shop'/,
    /^NotAsRegistered: Listener 8080 forwards to .*web-http\/.*, which belongs to neither side/,
  ],
  "the other's listener": [
    { listeners: [rule, { ...own, port: ports.https }] },
    /^NotAsRegistered: Listener 8443 forwards to .*Expected exactly one target group of Auto Scaling group 'shop'/,
    /^NotAsRegistered: Listener 8443 forwards to .*web-https\/.*, which belongs to neither side/,
  ],
  "the other's placeholders": [
    { listeners: [{ ...rule, placeholders: { blue: 9080, green: 9081 } }, own] },
    /^NameTaken: .*a listener on port 9080 .*web-live/,
    /^NotAsRegistered: The rule on listener 8080 forwards to .*shop-rule\/.*, which belongs to neither side/,
  ],
  "the other's group": [
    { group: "web" },
    /^NotOurs: Auto Scaling group web is tagged sarcelle:environment=web-live, so it belongs to environment 'web-live'/,
    /^NotOurs: Auto Scaling group 'web' is tagged sarcelle:environment=web-live, expected 'shop-live'/,
  ],
  "the other's group and listeners": [
    {
      group: "web",
      listeners: [
        { port: ports.http, placeholders: rule.placeholders },
        { port: ports.https, placeholders: own.placeholders },
      ],
    },
    /^NotOurs: Auto Scaling group web is tagged sarcelle:environment=web-live, so it belongs to environment 'web-live'/,
    /^NotOurs: Auto Scaling group 'web' is tagged sarcelle:environment=web-live, expected 'shop-live'/,
  ],
};

it("a registration that leads one to the other's listeners, placeholders or group is refused before a write", async () => {
  const sarcelle = await twoEnvironments();
  for (const act of acts.slice(0, 2)) for (const each of both) await done(sarcelle, await begin(sarcelle, each, act));
  await sarcelle.rest();
  const [before, since] = [await partsOf(sarcelle), lastCall(sarcelle)];
  for (const [what, [change, upgrade, others]] of Object.entries(mistakes)) {
    await registering(sarcelle, () => ({ ...registeredShop, ...change }), shop);
    await sarcelle.simulation.advance(5_000);
    for (const { name, input } of acts.slice(0, 3)) {
      const arn = await sarcelle.start({ ...input, environment: shop }, `${name}-by-${what.replaceAll(/\W+/g, "-")}`);
      const { error, cause } = await sarcelle.ended(arn);
      expect(`${error}: ${cause}`, `${name}: ${what}`).toMatch(name === "upgrade" ? upgrade : others);
    }
  }
  expect(writesSince(sarcelle, since)).toEqual([]);
  const after = await partsOf(sarcelle);
  for (const environment of both) expect(differences(before[environment], after[environment])).toEqual([]);
});
