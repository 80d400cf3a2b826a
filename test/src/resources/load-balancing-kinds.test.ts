import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { listener } from "../../../src/resources/listener.ts";
import { listenerRule } from "../../../src/resources/listener-rule.ts";
import { placeholderListener } from "../../../src/resources/placeholder-listener.ts";
import { targetGroup } from "../../../src/resources/target-group.ts";
import { awsError, fakeClient, writes } from "./fake-client.ts";

const fails = (name: string) => () => {
  throw awsError(name);
};
const elb = (answers: Parameters<typeof fakeClient>[0]) => fakeClient<ElasticLoadBalancingV2Client>(answers);

describe("target-group", () => {
  const state = {
    Protocol: "HTTP",
    Port: 80,
    Attributes: { "stickiness.enabled": "true", "stickiness.app_cookie.cookie_name": "" },
    Tags: { team: "shop" },
  };
  const found = {
    DescribeTargetGroups: () => ({
      TargetGroups: [
        { TargetGroupArn: "arn:web", TargetGroupName: "web", Protocol: "HTTP", Port: 80, LoadBalancerArns: [] },
      ],
    }),
    DescribeTargetGroupAttributes: () => ({
      Attributes: [
        { Key: "stickiness.enabled", Value: "false" },
        { Key: "stickiness.app_cookie.cookie_name", Value: "" },
      ],
    }),
    DescribeTags: () => ({ TagDescriptions: [{ ResourceArn: "arn:web", Tags: [{ Key: "team", Value: "shop" }] }] }),
  };

  it("is absent by AWS's own word", async () => {
    const { client } = elb({ DescribeTargetGroups: fails("TargetGroupNotFoundException") });
    expect(await targetGroup(client).read("web")).toBeNull();
  });

  it("is its settings, attributes and tags", async () => {
    expect(await targetGroup(elb(found).client).read("web")).toEqual({
      ...state,
      Attributes: { ...state.Attributes, "stickiness.enabled": "false" },
    });
  });

  it("is made with its tags; then its attributes are set, but for empty ones, which AWS does not take", async () => {
    const { client, calls } = elb({
      ...found,
      CreateTargetGroup: () => ({ TargetGroups: [{ TargetGroupArn: "arn:web" }] }),
      ModifyTargetGroupAttributes: () => ({}),
    });
    await targetGroup(client).write("web", null, state);
    expect(writes(calls)).toEqual([
      {
        operation: "CreateTargetGroup",
        input: { Name: "web", Protocol: "HTTP", Port: 80, Tags: [{ Key: "team", Value: "shop" }] },
      },
      {
        operation: "ModifyTargetGroupAttributes",
        input: { TargetGroupArn: "arn:web", Attributes: [{ Key: "stickiness.enabled", Value: "true" }] },
      },
    ]);
  });

  it("is deleted by its ARN, and may be gone already", async () => {
    const { client, calls } = elb({ ...found, DeleteTargetGroup: () => ({}) });
    await targetGroup(client).write("web", state, null);
    expect(writes(calls)).toEqual([{ operation: "DeleteTargetGroup", input: { TargetGroupArn: "arn:web" } }]);
    const gone = elb({ DescribeTargetGroups: fails("TargetGroupNotFoundException") });
    await targetGroup(gone.client).write("web", state, null);
    expect(writes(gone.calls)).toEqual([]);
  });

  it("may be written on, or deleted, when its making died before the attributes", () => {
    const { halfWay } = targetGroup(elb({}).client);
    const half = { ...state, Attributes: {} };
    expect([halfWay?.(null, state, half), halfWay?.(state, null, half)]).toEqual([true, true]);
    expect(halfWay?.(null, state, { ...half, Tags: {} })).toBe(false);
    expect(halfWay?.(null, state, { ...half, Port: 81 })).toBe(false);
  });
});

describe("placeholder-listener", () => {
  const id = "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1:8443";
  const state = {
    protocol: "HTTPS",
    targetGroupArn: "arn:web",
    certificates: ["arn:certificate"],
    sslPolicy: "ELBSecurityPolicy-2016-08",
    alpnPolicy: [],
    tags: { side: "blue" },
  };
  const described = {
    ListenerArn: "arn:listener",
    Port: 8443,
    Protocol: "HTTPS",
    Certificates: [{ CertificateArn: "arn:certificate", IsDefault: true }],
    SslPolicy: "ELBSecurityPolicy-2016-08",
    DefaultActions: [{ Type: "forward", TargetGroupArn: "arn:web" }],
  };
  const answers = (listeners: readonly object[]) => ({
    DescribeListeners: ({ Marker }: { Marker?: string }) =>
      Marker === undefined ? { Listeners: [{ Port: 443 }], NextMarker: "2" } : { Listeners: listeners },
    DescribeTags: () => ({ TagDescriptions: [{ Tags: [{ Key: "side", Value: "blue" }] }] }),
    CreateListener: () => ({}),
    DeleteListener: () => ({}),
  });

  it("is found by its port, and absent without load balancer too", async () => {
    expect(await placeholderListener(elb(answers([described])).client).read(id)).toEqual(state);
    expect(await placeholderListener(elb(answers([])).client).read(id)).toBeNull();
    const nothing = elb({ DescribeListeners: fails("LoadBalancerNotFoundException") });
    expect(await placeholderListener(nothing.client).read(id)).toBeNull();
  });

  it("that does anything but forward to one target group is not what we made", async () => {
    const weighted = {
      Type: "forward",
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: "arn:web" }, { TargetGroupArn: "arn:other" }] },
    };
    const { client } = elb(answers([{ ...described, DefaultActions: [weighted] }]));
    expect(await placeholderListener(client).read(id)).toEqual({ ...state, targetGroupArn: null });
  });

  it("is made in one call and deleted by its ARN", async () => {
    const { client, calls } = elb(answers([described]));
    await placeholderListener(client).write(id, null, state);
    await placeholderListener(client).write(id, state, null);
    expect(writes(calls)).toEqual([
      {
        operation: "CreateListener",
        input: {
          LoadBalancerArn: "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1",
          Port: 8443,
          Protocol: "HTTPS",
          Certificates: [{ CertificateArn: "arn:certificate" }],
          SslPolicy: "ELBSecurityPolicy-2016-08",
          DefaultActions: [{ Type: "forward", TargetGroupArn: "arn:web" }],
          Tags: [{ Key: "side", Value: "blue" }],
        },
      },
      { operation: "DeleteListener", input: { ListenerArn: "arn:listener" } },
    ]);
  });
});

const forward = { Type: "forward", ForwardConfig: { TargetGroups: [{ TargetGroupArn: "arn:web", Weight: 1 }] } };
const described = [
  { Type: "authenticate-oidc", Order: 1, AuthenticateOidcConfig: { ClientId: "web" } },
  { Type: "forward", Order: 2, TargetGroupArn: "arn:web" },
];
const actions = [described[0], { ...forward, Order: 2 }] as never;
const sent = [
  { ...described[0], AuthenticateOidcConfig: { ClientId: "web", UseExistingClientSecret: true } },
  { ...forward, Order: 2 },
];

describe("listener", () => {
  it("is its default actions, and is written with all of them", async () => {
    const { client, calls } = elb({
      DescribeListeners: () => ({ Listeners: [{ DefaultActions: described }] }),
      ModifyListener: () => ({}),
    });
    expect(await listener(client).read("arn:listener")).toEqual({ actions });
    await listener(client).write("arn:listener", { actions: [] }, { actions });
    expect(writes(calls)).toEqual([
      { operation: "ModifyListener", input: { ListenerArn: "arn:listener", DefaultActions: sent } },
    ]);
  });

  it("is absent by AWS's own word", async () => {
    expect(
      await listener(elb({ DescribeListeners: fails("ListenerNotFoundException") }).client).read("arn:1"),
    ).toBeNull();
  });
});

describe("listener-rule", () => {
  it("is its actions, and is written with all of them in place", async () => {
    const { client, calls } = elb({
      DescribeRules: () => ({ Rules: [{ Actions: described, Priority: "10" }] }),
      ModifyRule: () => ({}),
    });
    expect(await listenerRule(client).read("arn:rule")).toEqual({ actions });
    await listenerRule(client).write("arn:rule", { actions: [] }, { actions });
    expect(writes(calls)).toEqual([{ operation: "ModifyRule", input: { RuleArn: "arn:rule", Actions: sent } }]);
  });

  it("is absent by AWS's own word", async () => {
    expect(await listenerRule(elb({ DescribeRules: fails("RuleNotFoundException") }).client).read("arn:1")).toBeNull();
  });
});
