import { expect, it } from "vitest";
import { createWorld } from "./world.ts";

/** An application load balancer in two zones, whose target group is balanced in each zone by itself. */
const createZonal = async () => {
  const world = createWorld();
  const loadBalancerArn = await world.loadBalancer();
  const blue = await world.targetGroup("blue");
  const listenerArn = await world.listener(loadBalancerArn, blue);
  const crossZone = (Value: string, TargetGroupArn = blue) =>
    world.api("ModifyTargetGroupAttributes", {
      TargetGroupArn,
      Attributes: [{ Key: "load_balancing.cross_zone.enabled", Value }],
    });
  const register = (...ids: string[]) =>
    world.api("RegisterTargets", { TargetGroupArn: blue, Targets: ids.map((Id) => ({ Id })) });
  /** What the nodes to which clients go may use, by zone; undefined if each may use all. */
  const nodes = () => {
    const action = world.routes.get(listenerArn)?.at(-1)?.action;
    if (action?.type !== "forward" || action.zones === undefined) return undefined;
    return Object.fromEntries(
      action.zones.map((zone) => [
        zone.at(-1),
        action.groups.flatMap(({ group }) => group.targetsByZone?.get(zone)?.map(({ instance }) => instance)),
      ]),
    );
  };
  await crossZone("false");
  return { ...world, loadBalancerArn, blue, crossZone, register, nodes };
};

it("a node of an application load balancer uses the targets of its zone alone where the target group says so", async () => {
  const { clock, put, register, crossZone, nodes } = await createZonal();
  put("i-a", "running", "eu-west-1a");
  put("i-b", "running", "eu-west-1b");
  await register("i-a", "i-b");
  await clock.advance(200_000);
  expect(nodes()).toEqual({ a: ["i-a"], b: ["i-b"] });
  await crossZone("use_load_balancer_configuration");
  expect(nodes()).toBeUndefined();
});

it("clients still go to a zone that is empty, and no more, a minute later, to one whose targets are all unhealthy", async () => {
  const { clock, put, register, nodes, status } = await createZonal();
  put("i-a", "running", "eu-west-1a");
  await register("i-a");
  await clock.advance(300_000);
  expect(nodes()).toEqual({ a: ["i-a"], b: [] });
  put("i-b", "running", "eu-west-1b");
  await register("i-b");
  await clock.advance(300_000);
  expect(nodes()).toEqual({ a: ["i-a"], b: ["i-b"] });
  status.set("i-b", "error");
  // Fail-open, as every node does by itself, until clients have learned it.
  await clock.advance(90_000);
  expect(nodes()).toEqual({ a: ["i-a"], b: ["i-b"] });
  await clock.advance(90_000);
  expect(nodes()).toEqual({ a: ["i-a"] });
  status.set("i-b", 200);
  await clock.advance(400_000);
  expect(nodes()).toEqual({ a: ["i-a"], b: ["i-b"] });
});
