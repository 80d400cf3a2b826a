import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { listener } from "../../../src/resources/listener.ts";
import { listenerRule } from "../../../src/resources/listener-rule.ts";
import { placeholderListener } from "../../../src/resources/placeholder-listener.ts";
import { previewRule } from "../../../src/resources/preview-rule.ts";
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

describe("preview-rule", () => {
  const id = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/2:9 sarcelle:environment=web-live";
  const ListenerArn = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/2";
  const tags = { "sarcelle:environment": "web-live" };
  const path = { Field: "path-pattern", PathPatternConfig: { Values: ["/a", "/b"] } };
  const header = { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "X", Values: ["y"] } };
  const state = { conditions: [path, header], actions, tags };
  const rule = {
    RuleArn: "arn:rule",
    Priority: "9",
    Conditions: [header, { ...path, Values: ["/b", "/a"], PathPatternConfig: { Values: ["/b", "/a"] } }],
    Actions: described,
  };
  const tagged = (value: string) => () => ({
    TagDescriptions: [{ Tags: [{ Key: "sarcelle:environment", Value: value }] }],
  });
  const standing = (value = "web-live", more: object = {}) =>
    elb({
      DescribeRules: ({ Marker }: { Marker?: string }) =>
        Marker === undefined
          ? { Rules: [{ RuleArn: "arn:other", Priority: "8" }], NextMarker: "more" }
          : { Rules: [{ ...rule, ...more }] },
      DescribeTags: tagged(value),
      DeleteRule: () => ({}),
    });

  it("is its conditions, actions and tags, in whatever order AWS has them", async () => {
    const found = await previewRule(standing().client).read(id);
    expect(found).toEqual({ ...state, conditions: [header, { ...path, PathPatternConfig: { Values: ["/b", "/a"] } }] });
    const { stillOurs } = previewRule(standing().client);
    expect(stillOurs?.(state, { ...found, tags: { ...tags, team: "shop" } })).toBe(true);
    expect(stillOurs?.(state, { ...found, conditions: [header] })).toBe(false);
    expect(stillOurs?.(state, { ...found, actions: [] })).toBe(false);
    expect(stillOurs?.(state, { ...found, tags: {} })).toBe(false);
    const Transforms = [{ Type: "url-rewrite" }];
    expect(await previewRule(standing("web-live", { Transforms }).client).read(id)).toMatchObject({
      transforms: Transforms,
    });
  });

  it("is absent where another stands at its priority, or none, or the listener is gone, and nothing is deleted then", async () => {
    const { client, calls } = standing("shop");
    expect(await previewRule(client).read(id)).toBeNull();
    await previewRule(client).write(id, state, null);
    expect(writes(calls)).toEqual([]);
    expect(await previewRule(standing("web-live", { Priority: "7" }).client).read(id)).toBeNull();
    expect(await previewRule(elb({ DescribeRules: fails("ListenerNotFoundException") }).client).read(id)).toBeNull();
  });

  it("is made with its tags, and deleted by the ARN that AWS gave it", async () => {
    const { client, calls } = elb({ CreateRule: () => ({}) });
    await previewRule(client).write(id, null, { ...state, transforms: [{ Type: "url-rewrite" }] });
    expect(writes(calls)).toEqual([
      {
        operation: "CreateRule",
        input: {
          ListenerArn,
          Priority: 9,
          Conditions: [path, header],
          Actions: sent,
          Transforms: [{ Type: "url-rewrite" }],
          Tags: [{ Key: "sarcelle:environment", Value: "web-live" }],
        },
      },
    ]);
    const deleting = standing();
    await previewRule(deleting.client).write(id, state, null);
    expect(writes(deleting.calls)).toEqual([{ operation: "DeleteRule", input: { RuleArn: "arn:rule" } }]);
    await expect(previewRule(client).write(id, state, state)).rejects.toThrow("never changed");
  });

  it("that meets its own earlier attempt is made, and is a conflict where somebody else took the priority", async () => {
    const meeting = (rules: readonly object[]) =>
      elb({ CreateRule: fails("PriorityInUseException"), DescribeRules: () => ({ Rules: rules }) }).client;
    await previewRule(meeting([rule])).write(id, null, state);
    await previewRule(meeting([])).write(id, null, state);
    await expect(previewRule(meeting([{ ...rule, Conditions: [path] }])).write(id, null, state)).rejects.toMatchObject({
      name: "Conflict",
      message: `Priority 9 of listener ${ListenerArn} was taken by somebody else since it was chosen; nothing was written.`,
    });
    const denied = elb({ CreateRule: fails("AccessDenied") }).client;
    await expect(previewRule(denied).write(id, null, state)).rejects.toMatchObject({ name: "AccessDenied" });
  });
});
