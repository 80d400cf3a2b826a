import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

type World = ReturnType<typeof createWorld>;

const createStack = async (options: Parameters<typeof createWorld>[0] = {}) => {
  const world = createWorld(options);
  const loadBalancerArn = await world.loadBalancer("web", { SecurityGroups: ["sg-1"] });
  const [blue, green] = [await world.targetGroup("blue"), await world.targetGroup("green")];
  const listenerArn = await world.listener(loadBalancerArn, blue);
  const rule = await world.api("CreateRule", {
    ListenerArn: listenerArn,
    Priority: 1,
    Conditions: [{ Field: "path-pattern", Values: ["/green"] }],
    Actions: [{ Type: "forward", TargetGroupArn: green }],
  });
  const ruleArn: string = rule.Rules[0].RuleArn;
  return { ...world, loadBalancerArn, blue, green, listenerArn, ruleArn };
};

/** How many whole seconds a call is refused with the error of that name, at most a hundred. */
const secondsRefused = async ({ clock }: World, name: string, call: () => Promise<unknown>): Promise<number> => {
  for (let seconds = 0; seconds < 100; seconds++) {
    const refused = await call().then(
      () => false,
      (error: Error) => error.name === name,
    );
    if (!refused) return seconds;
    await clock.advance(1_000);
  }
  return 100;
};

describe("a target group stays in use for up to 20 seconds", () => {
  const waysToGo: Readonly<Record<string, (stack: Awaited<ReturnType<typeof createStack>>) => Promise<unknown>>> = {
    "after its listener was deleted": ({ api, listenerArn }) => api("DeleteListener", { ListenerArn: listenerArn }),
    "after its rule was deleted": ({ api, ruleArn }) => api("DeleteRule", { RuleArn: ruleArn }),
    "after its rule was given to another": ({ api, ruleArn, blue }) =>
      api("ModifyRule", { RuleArn: ruleArn, Actions: [{ Type: "forward", TargetGroupArn: blue }] }),
    "after its load balancer was deleted": ({ api, loadBalancerArn }) =>
      api("DeleteLoadBalancer", { LoadBalancerArn: loadBalancerArn }),
  };

  it.each(Object.entries(waysToGo))("%s", async (_, go) => {
    const stack = await createStack();
    await go(stack);
    const seconds = await secondsRefused(stack, "ResourceInUseException", () =>
      stack.api("DeleteTargetGroup", { TargetGroupArn: stack.green }),
    );
    expect(seconds).toBeGreaterThanOrEqual(1);
    expect(seconds).toBeLessThanOrEqual(20);
  });

  it("but not while another rule uses it on, nor in a world whose deletions take no time", async () => {
    const stack = await createStack({ without: ["deletions-take-time"] });
    await stack.api("DeleteRule", { RuleArn: stack.ruleArn });
    await stack.api("DeleteTargetGroup", { TargetGroupArn: stack.green });
    await expect(stack.api("DeleteTargetGroup", { TargetGroupArn: stack.blue })).rejects.toMatchObject({
      name: "ResourceInUseException",
    });
  });
});

describe("a deleted load balancer", () => {
  it("is described as before until it is gone, takes no traffic, and no call changes it", async () => {
    const stack = await createStack();
    const { api, clock, loadBalancerArn, open } = stack;
    await clock.advance(120_000);
    await api("DeleteLoadBalancer", { LoadBalancerArn: loadBalancerArn });
    const describe = () => api("DescribeLoadBalancers", { LoadBalancerArns: [loadBalancerArn] });
    expect((await describe()).LoadBalancers[0].State).toEqual({ Code: "active" });
    expect(open.size).toBe(0);
    await expect(
      api("ModifyLoadBalancerAttributes", { LoadBalancerArn: loadBalancerArn, Attributes: [] }),
    ).rejects.toMatchObject({ name: "LoadBalancerNotFoundException" });
    await clock.advance(15_000);
    await expect(describe()).rejects.toMatchObject({ name: "LoadBalancerNotFoundException" });
  });

  it("leaves its network interfaces in its security groups for half a minute to three minutes", async () => {
    const { api, clock, loadBalancerArn, service } = await createStack();
    const inUse = () => ["sg-1", "sg-2"].map((group) => service.usesSecurityGroup(group));
    expect(inUse()).toEqual([true, false]);
    await api("DeleteLoadBalancer", { LoadBalancerArn: loadBalancerArn });
    await clock.advance(29_000);
    expect(inUse()).toEqual([true, false]);
    await clock.advance(151_000);
    expect(inUse()).toEqual([false, false]);
  });
});

describe("what was just made is not found while no read shows it", () => {
  it("by calls that name it", async () => {
    const { api, clock, listener, loadBalancer, put, targetGroup } = createWorld({ lag: 500 });
    const [web, blue] = [await loadBalancer("web"), await targetGroup("blue")];
    put("i-1", "running");
    const missing = (name: string) => ({ name });
    await expect(listener(web, blue)).rejects.toMatchObject(missing("LoadBalancerNotFoundException"));
    for (const [operation, more] of [
      ["ModifyTargetGroupAttributes", { Attributes: [] }],
      ["ModifyTargetGroup", { HealthCheckPath: "/health" }],
      ["RegisterTargets", { Targets: [{ Id: "i-1" }] }],
    ] as const) {
      const call = api(operation, { TargetGroupArn: blue, ...more });
      await expect(call).rejects.toMatchObject(missing("TargetGroupNotFoundException"));
    }
    const tag = { ResourceArns: [blue], Tags: [{ Key: "a" }] };
    await expect(api("AddTags", tag)).rejects.toMatchObject(missing("TargetGroupNotFoundException"));
    await clock.advance(500);
    await api("AddTags", tag);
    const green = await targetGroup("green");
    await expect(listener(web, green)).rejects.toMatchObject(missing("TargetGroupNotFoundException"));
    const arn = await listener(web, blue);
    await expect(api("ModifyListener", { ListenerArn: arn })).rejects.toMatchObject(
      missing("ListenerNotFoundException"),
    );
    await clock.advance(500);
    await api("ModifyListener", { ListenerArn: arn });
  });

  it("nor by Auto Scaling, but one that is made again is the same", async () => {
    const { clock, service, targetGroup } = createWorld({ lag: 500 });
    const blue = await targetGroup("blue");
    expect(await targetGroup("blue")).toBe(blue);
    expect(service.exists(blue)).toBe(false);
    await clock.advance(500);
    expect(service.exists(blue)).toBe(true);
  });

  it("unless the world is made without that", async () => {
    const { api, targetGroup } = createWorld({ lag: 500, without: ["created-is-not-found"] });
    await api("ModifyTargetGroup", { TargetGroupArn: await targetGroup("blue"), HealthCheckPath: "/health" });
  });
});
