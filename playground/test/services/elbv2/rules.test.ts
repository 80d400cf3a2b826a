import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

const ip = (...Values: string[]) => ({ Field: "source-ip", SourceIpConfig: { Values } });
const sourceIpOfNetwork = { Field: "source-ip", SourceIpConfig: { IpAddressType: "ipv4" } };
const header = (HttpHeaderName: string) => ({
  Field: "http-header",
  HttpHeaderConfig: { HttpHeaderName, Values: ["a"] },
});
const method = (...Values: string[]) => ({ Field: "http-request-method", HttpRequestMethodConfig: { Values } });
const query = (...Values: object[]) => ({ Field: "query-string", QueryStringConfig: { Values } });
const host = (...Values: string[]) => ({ Field: "host-header", HostHeaderConfig: { Values } });

const createStack = async () => {
  const world = createWorld();
  const loadBalancer = await world.loadBalancer();
  const blue = await world.targetGroup("blue");
  const listener = await world.listener(loadBalancer, blue);
  const rule = async (Priority: number, more: Record<string, unknown> = {}): Promise<string> =>
    (
      await world.api("CreateRule", {
        ListenerArn: listener,
        Priority,
        Conditions: [{ Field: "path-pattern", Values: [`/${Priority}/*`] }],
        Actions: [{ Type: "forward", TargetGroupArn: blue }],
        ...more,
      })
    ).Rules[0].RuleArn;
  const priorities = async () =>
    (await world.api("DescribeRules", { ListenerArn: listener })).Rules.map(
      ({ RuleArn, Priority }: { RuleArn: string; Priority: string }) => [RuleArn, Priority],
    );
  return { ...world, blue, listenerArn: listener, rule, priorities };
};

describe("rules", () => {
  it("are described by ascending priority, the default last", async () => {
    const { api, blue, listenerArn, rule } = await createStack();
    const [second, first] = [await rule(20), await rule(10)];
    const { Rules } = await api("DescribeRules", { ListenerArn: listenerArn });
    const Actions = [
      {
        Type: "forward",
        TargetGroupArn: blue,
        ForwardConfig: {
          TargetGroups: [{ TargetGroupArn: blue, Weight: 1 }],
          TargetGroupStickinessConfig: { Enabled: false },
        },
      },
    ];
    const path = (value: string) => [
      { Field: "path-pattern", Values: [value], PathPatternConfig: { Values: [value] } },
    ];
    expect(Rules).toEqual([
      { RuleArn: first, Priority: "10", Conditions: path("/10/*"), Actions, IsDefault: false },
      { RuleArn: second, Priority: "20", Conditions: path("/20/*"), Actions, IsDefault: false },
      { RuleArn: Rules[2].RuleArn, Priority: "default", Conditions: [], Actions, IsDefault: true },
    ]);
    const prefix = `${listenerArn.replace(":listener/", ":listener-rule/")}/`;
    expect(Rules.map(({ RuleArn }: { RuleArn: string }) => RuleArn.startsWith(prefix))).toEqual([true, true, true]);
  });

  it("route in the order of their priorities at once", async () => {
    const { api, listenerArn, routes, rule } = await createStack();
    const [, second] = [await rule(10), await rule(20)];
    const paths = () => routes.get(listenerArn)?.map(({ conditions }) => conditions[0]?.Values?.[0]);
    expect(paths()).toEqual(["/10/*", "/20/*", undefined]);
    await api("SetRulePriorities", { RulePriorities: [{ RuleArn: second, Priority: 5 }] });
    expect(paths()).toEqual(["/20/*", "/10/*", undefined]);
    await api("DeleteRule", { RuleArn: second });
    expect(paths()).toEqual(["/10/*", undefined]);
  });

  it("have a priority each", async () => {
    const { api, priorities, rule } = await createStack();
    const [first, second] = [await rule(1), await rule(2)];
    await expect(rule(2)).rejects.toMatchObject({
      name: "PriorityInUseException",
      message: "Priority '2' is currently in use",
    });
    await expect(api("SetRulePriorities", { RulePriorities: [{ RuleArn: first, Priority: 2 }] })).rejects.toMatchObject(
      { name: "PriorityInUseException" },
    );
    await api("SetRulePriorities", {
      RulePriorities: [
        { RuleArn: first, Priority: 2 },
        { RuleArn: second, Priority: 1 },
      ],
    });
    expect((await priorities()).slice(0, 2)).toEqual([
      [second, "1"],
      [first, "2"],
    ]);
  });

  it("change in part; the default changes with its listener only", async () => {
    const { api, priorities, rule } = await createStack();
    const arn = await rule(1);
    const { Rules } = await api("ModifyRule", {
      RuleArn: arn,
      Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["*.example.com"] } }],
    });
    expect(Rules[0].Conditions).toEqual([
      { Field: "host-header", Values: ["*.example.com"], HostHeaderConfig: { Values: ["*.example.com"] } },
    ]);
    expect(Rules[0].Priority).toBe("1");
    const defaultArn = (await priorities()).at(-1)[0];
    await expect(api("ModifyRule", { RuleArn: defaultArn, Actions: [] })).rejects.toMatchObject({
      name: "OperationNotPermittedException",
      message: `Default rule '${defaultArn}' cannot be modified`,
    });
    await expect(api("DeleteRule", { RuleArn: defaultArn })).rejects.toMatchObject({
      name: "OperationNotPermittedException",
    });
    await api("DeleteRule", { RuleArn: arn });
    await expect(api("DeleteRule", { RuleArn: arn })).rejects.toMatchObject({
      name: "RuleNotFoundException",
      message: "One or more rules not found",
    });
  });

  it.each([
    [[]],
    [[{ Field: "cookie", Values: ["a"] }]],
    [[{ Field: "path-pattern", Values: [] }]],
    [[{ Field: "path-pattern", Values: ["/1", "/2", "/3", "/4", "/5", "/6"] }]],
    [[{ Field: "path-pattern", Values: ["/*/*/*/*", "/*/*/*"] }]],
    [
      [
        { Field: "path-pattern", Values: ["/a"] },
        { Field: "path-pattern", Values: ["/b"] },
      ],
    ],
  ])("refuse the conditions %j", async (Conditions) => {
    const { rule } = await createStack();
    await expect(rule(1, { Conditions })).rejects.toMatchObject({ name: "ValidationError" });
  });

  it.each([
    ["The 'source-ip' value '1.2.3.4' is not a valid CIDR block", ip("1.2.3.4")],
    ["The 'source-ip' value '10.0.0.0/33' is not a valid CIDR block", ip("10.0.0.0/33")],
    ["The 'source-ip' value '::1/129' is not a valid CIDR block", ip("::1/129")],
    ["The 'source-ip' value 'not-a-cidr' contains characters that are not valid", ip("not-a-cidr")],
    ["The IP address type of a 'source-ip' condition is for network load balancers only", sourceIpOfNetwork],
    ["The 'HttpHeaderName' value is too long; the limit is '40'", header("x".repeat(41))],
    ["The 'HttpHeaderName' value 'a header' is not valid", header("a header")],
    ["The 'HttpHeaderName' value 'Host' is not valid", header("Host")],
    ["The 'http-request-method' value 'get' contains characters that are not valid", method("get")],
    ["The 'http-request-method' value is too long; the limit is '40'", method("G".repeat(41))],
    ["A 'Value' must be specified in 'QueryStringKeyValuePair'", query({ Key: "a" })],
    ["The 'host-header' value 'a b/c' contains characters that are not valid", host("a b/c")],
    ["A condition value must be specified for the 'path-pattern' condition", { Field: "path-pattern", Values: [""] }],
    [
      "You cannot provide both Values and 'HostHeaderConfig' for a condition of type 'host-header'",
      { ...host("a.example.com"), Values: ["b.example.com"] },
    ],
    [
      "'SourceIpConfig' cannot be specified for a condition of type 'host-header'",
      { ...host("a.example.com"), SourceIpConfig: { Values: ["10.0.0.0/8"] } },
    ],
  ])("are refused before anything is stored: %s", async (message, condition) => {
    const { api, rule, service } = await createStack();
    const arn = await rule(1);
    const before = service.state();
    const refusal = { name: "ValidationError", message };
    await expect(rule(2, { Conditions: [condition] })).rejects.toMatchObject(refusal);
    await expect(api("ModifyRule", { RuleArn: arn, Conditions: [condition] })).rejects.toMatchObject(refusal);
    expect(service.state()).toEqual(before);
  });

  it.each([
    ip("10.0.0.0/8"),
    ip("2001:db8::/32"),
    header("X-Forwarded-For"),
    method("M-SEARCH"),
    query({ Value: "a" }),
  ])("take the condition %j", async (condition) => {
    const { api, rule } = await createStack();
    const { Rules } = await api("DescribeRules", { RuleArns: [await rule(1, { Conditions: [condition] })] });
    expect(Rules[0].Conditions).toEqual([condition]);
  });
});

describe("tags", () => {
  it("are added, replaced, removed and described on every kind of resource", async () => {
    const { api, blue, listenerArn, rule } = await createStack();
    const arns = [blue, listenerArn, await rule(1)];
    await api("AddTags", { ResourceArns: arns, Tags: [{ Key: "a", Value: "1" }, { Key: "b" }] });
    await api("AddTags", { ResourceArns: arns, Tags: [{ Key: "a", Value: "2" }] });
    await api("RemoveTags", { ResourceArns: arns, TagKeys: ["b", "c"] });
    expect(await api("DescribeTags", { ResourceArns: arns })).toEqual({
      TagDescriptions: arns.map((ResourceArn) => ({ ResourceArn, Tags: [{ Key: "a", Value: "2" }] })),
    });
  });

  it("are refused when wrong or on nothing", async () => {
    const { api, blue } = await createStack();
    const add = (Tags: object[], ResourceArns = [blue]) => api("AddTags", { ResourceArns, Tags });
    await expect(add([{ Key: "a" }, { Key: "a" }])).rejects.toMatchObject({ name: "DuplicateTagKeysException" });
    await expect(add([{ Key: "aws:a" }])).rejects.toMatchObject({ name: "ValidationError" });
    await expect(add(Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}` })))).rejects.toMatchObject({
      name: "TooManyTagsException",
    });
    await expect(add([{ Key: "a" }], [`${blue}0`])).rejects.toMatchObject({ name: "TargetGroupNotFoundException" });
    await expect(api("DescribeTags", { ResourceArns: Array.from({ length: 21 }, () => blue) })).rejects.toMatchObject({
      name: "ValidationError",
    });
  });
});
