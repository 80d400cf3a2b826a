/** Two environments as the inventory records them: one upgraded, its green side active with release 2; one as small as can be. */
import type { Json } from "../../../src/changes/change.ts";
import type { Side } from "../../../src/deployment/environment.ts";
import { groupRef, instanceRef, templateRef, templateVersionRef } from "../../../src/inventory/arn.ts";
import type { Existing } from "../../../src/inventory/attributes.ts";
import type { Facts, Row, TypedArn } from "../../../src/inventory/model.ts";

export const here = { account: "123456789012", region: "eu-west-1" };
export const noon = Date.UTC(2026, 0, 1, 12);
export const minute = 60_000;

const elb = (rest: string) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:${rest}`;

export const existing = (
  ref: TypedArn,
  facts: Partial<Facts> & { readonly name: string },
  more: Partial<Row> = {},
): Existing & Row => {
  const whole: Facts = { tags: {}, details: {}, ...facts };
  return {
    ref,
    number: 1,
    trueFrom: noon,
    observedAt: noon + 400,
    recordedAt: noon + 500,
    cause: { by: "event", eventId: "e", event: "EC2 Instance State-change Notification" },
    readAt: noon + 400,
    bornAt: noon,
    last: whole,
    ...more,
    facts: whole,
  };
};

type Owner = { readonly environment?: string; readonly side?: Side };

export const instance = (id: string, facts: Partial<Facts> = {}, details: { readonly [name: string]: Json } = {}) =>
  existing(instanceRef(here, id), {
    name: id,
    ...facts,
    details: {
      state: "running",
      instanceType: "t4g.small",
      availabilityZone: "eu-west-1a",
      privateIp: `10.0.0.${Number.parseInt(id.slice(-2), 16)}`,
      imageId: "ami-2",
      launchedAt: new Date(noon).toISOString(),
      httpTokens: "required",
      ...details,
    },
  });

export const group = (name: string, owner: Owner, details: { readonly [name: string]: Json } = {}) =>
  existing(groupRef(here, name), {
    name,
    ...owner,
    details: {
      min: 0,
      max: 8,
      desired: 2,
      availabilityZones: ["eu-west-1a", "eu-west-1b"],
      targetGroups: [targetGroupArn(name)],
      ...details,
    },
  });

export const targetGroupArn = (name: string) => elb(`targetgroup/${name}/0123456789abcdef`);

export const targetGroup = (name: string, owner: Owner, targets: { readonly [health: string]: readonly string[] }) =>
  existing(
    { type: "target-group", arn: targetGroupArn(name) },
    { name, ...owner, details: { protocol: "HTTP", port: 80, targets } },
  );

export const forward = (...groups: readonly (readonly [name: string, weight: number])[]): Json => [
  {
    Type: "forward",
    ForwardConfig: {
      TargetGroups: groups.map(([name, Weight]) => ({ TargetGroupArn: targetGroupArn(name), Weight })),
    },
  },
];

export const loadBalancer = (name: string, owner: Owner, details: { readonly [name: string]: Json } = {}) =>
  existing(
    { type: "load-balancer", arn: elb(`loadbalancer/app/${name}/aaaaaaaaaaaaaaaa`) },
    { name, ...owner, details: { scheme: "internet-facing", deletionProtection: true, ...details } },
  );

export const listener = (
  balancer: string,
  port: number,
  owner: Owner,
  actions: Json,
  details: { readonly [name: string]: Json } = {},
) =>
  existing(
    { type: "listener", arn: elb(`listener/app/${balancer}/aaaaaaaaaaaaaaaa/${port.toString(16).padStart(16, "0")}`) },
    {
      name: `${balancer}:${port}`,
      ...owner,
      // A placeholder's owner is in its tags.
      tags: owner.side === undefined ? {} : { "sarcelle:side": owner.side },
      details: { port, protocol: "HTTP", actions, ...details },
    },
  );

export const rule = (of: Existing, priority: string, owner: Owner, actions: Json) =>
  existing(
    {
      type: "listener-rule",
      arn: `${of.ref.arn.replace(":listener/", ":listener-rule/")}/${priority.padStart(16, "0")}`,
    },
    { name: `${of.facts.name}/${priority}`, ...owner, details: { priority, actions } },
  );

const live = { environment: "web-live" } as const;
const beta = { environment: "web-beta" } as const;
const blue = { ...live, side: "blue" } as const;
const green = { ...live, side: "green" } as const;
const betaBlue = { ...beta, side: "blue" } as const;

export const release = (number: number): Pick<Facts, "version" | "commit"> => ({
  version: String(number),
  commit: String(number).repeat(40),
});

const template = templateRef(here, "lt-0a");
const templates = [
  existing(template, { name: "web", details: { defaultVersion: 1, latestVersion: 2, versions: [1, 2] } }),
  ...[1, 2].map((number) =>
    existing(templateVersionRef(template, number), {
      name: `web:${number}`,
      ...release(number),
      details: { imageId: `ami-${number}`, instanceType: "t4g.small" },
    }),
  ),
];

/** `web-live`: blue is empty and would launch release 1; green runs release 2 on two instances, one not healthy yet. */
export const webLive: readonly (Existing & Row)[] = [
  loadBalancer("web", live),
  listener("web", 80, live, forward(["web-green", 1], ["web", 0])),
  listener("web", 9080, blue, forward(["web", 1])),
  listener("web", 9081, green, forward(["web-green", 1])),
  targetGroup("web", blue, {}),
  targetGroup("web-green", green, { healthy: ["i-0b:80"], initial: ["i-0c:80"] }),
  group("web", blue, { desired: 0, launchTemplate: "lt-0a", launchTemplateVersion: "1" }),
  group("web-green", green, { launchTemplate: "lt-0a", launchTemplateVersion: "$Latest" }),
  instance("i-0b", { ...green, ...release(2) }, { group: "web-green" }),
  instance("i-0c", { ...green, ...release(2) }, { group: "web-green", availabilityZone: "eu-west-1b" }),
  ...templates,
];

/** `web-beta`: one side, one instance of another type, release 1. */
export const webBeta: readonly (Existing & Row)[] = [
  loadBalancer("beta", beta, { deletionProtection: false }),
  listener("beta", 80, beta, forward(["beta", 1])),
  targetGroup("beta", betaBlue, { healthy: ["i-0d:80"] }),
  group("beta", betaBlue, { max: 2, desired: 1, launchTemplate: "lt-0a", launchTemplateVersion: "$Default" }),
  instance("i-0d", { ...betaBlue, ...release(1) }, { group: "beta", instanceType: "t4g.nano", imageId: "ami-1" }),
];
