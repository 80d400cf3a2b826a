import { expect, it } from "vitest";
import { createWorld } from "./world.ts";

const createStack = async () => {
  const world = createWorld();
  const loadBalancerArn = await world.loadBalancer();
  const blue = await world.targetGroup("blue");
  await world.targetGroup("green");
  return { ...world, loadBalancerArn, blue, listenerArn: await world.listener(loadBalancerArn, blue) };
};

type Stack = Awaited<ReturnType<typeof createStack>>;

const codes = {
  loadBalancers: "L-53DA6B97",
  listeners: "L-B6DF7632",
  rules: "L-7EED9B64",
  targetGroups: "L-B22855CB",
  targets: "L-A0D0B863",
};

const allow = ({ quotas }: Stack, what: keyof typeof codes, value: number) =>
  quotas.set("elasticloadbalancing", codes[what], value);

const rule = ({ api, listenerArn, blue }: Stack, Priority: number) =>
  api("CreateRule", {
    ListenerArn: listenerArn,
    Priority,
    Conditions: [{ Field: "path-pattern", Values: [`/${Priority}`] }],
    Actions: [{ Type: "forward", TargetGroupArn: blue }],
  });

it.each<[string, keyof typeof codes, number, (stack: Stack) => Promise<unknown>, string, string]>([
  [
    "load balancers of a region",
    "loadBalancers",
    1,
    ({ loadBalancer }) => loadBalancer("another"),
    "TooManyLoadBalancersException",
    "The maximum number of load balancers has been reached",
  ],
  [
    "listeners of a load balancer",
    "listeners",
    1,
    ({ listener, loadBalancerArn, blue }) => listener(loadBalancerArn, blue, { Port: 81 }),
    "TooManyListenersException",
    "The maximum number of listeners is '1'",
  ],
  [
    "rules of a load balancer, default ones not counted",
    "rules",
    0,
    (stack) => rule(stack, 1),
    "TooManyRulesException",
    "The maximum number of rules is '0'",
  ],
  [
    "target groups of a region",
    "targetGroups",
    2,
    ({ targetGroup }) => targetGroup("third"),
    "TooManyTargetGroupsException",
    "The maximum number of target groups has been reached",
  ],
  [
    "targets of a target group",
    "targets",
    1,
    ({ api, blue, put }) => {
      for (const id of ["i-1", "i-2"]) put(id, "running");
      return api("RegisterTargets", { TargetGroupArn: blue, Targets: [{ Id: "i-1" }, { Id: "i-2" }] });
    },
    "TooManyTargetsException",
    "The maximum number of targets per target group is '1'",
  ],
])("%s are as many as the quota says: one more is refused, and taken when the quota is raised", async (...given) => {
  const [, what, value, oneMore, name, message] = given;
  const stack = await createStack();
  allow(stack, what, value);
  await expect(oneMore(stack)).rejects.toMatchObject({ name, message });
  allow(stack, what, value + 1);
  await expect(oneMore(stack)).resolves.toBeDefined();
});

it("rules of all listeners of a load balancer count together", async () => {
  const stack = await createStack();
  const other = await stack.listener(stack.loadBalancerArn, stack.blue, { Port: 81 });
  allow(stack, "rules", 1);
  await rule({ ...stack, listenerArn: other }, 1);
  await expect(rule(stack, 1)).rejects.toMatchObject({ name: "TooManyRulesException" });
});

it("a load balancer has 100 target groups at most, for everybody", async () => {
  const { loadBalancerArn, listener, targetGroup, quotas, api, listenerArn } = await createStack();
  // One is the listener's own.
  const groups = await Promise.all(Array.from({ length: 100 }, (_, index) => targetGroup(`group-${index}`)));
  const forward = (Priority: number, arns: readonly string[]) =>
    api("CreateRule", {
      ListenerArn: listenerArn,
      Priority,
      Conditions: [{ Field: "path-pattern", Values: [`/${Priority}`] }],
      Actions: [
        { Type: "forward", ForwardConfig: { TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn })) } },
      ],
    });
  for (let index = 0; index < 95; index += 5) await forward(index + 1, groups.slice(index, index + 5));
  await forward(96, groups.slice(95, 99));
  await expect(listener(loadBalancerArn, groups[99] ?? "", { Port: 81 })).rejects.toMatchObject({
    name: "TooManyUniqueTargetGroupsPerLoadBalancerException",
    message: "The maximum number of unique target groups per load balancer is '100'",
  });
  expect(() => quotas.set("elasticloadbalancing", "L-822D1B1B", 200)).toThrow(
    "The quota 'Target Groups per Application Load Balancer' is 100 for everybody.",
  );
});

it("DescribeAccountLimits tells of the account's quotas", async () => {
  const stack = await createStack();
  allow(stack, "rules", 200);
  const limits: Record<string, string> = {};
  let Marker: string | undefined;
  do {
    const page = await stack.api("DescribeAccountLimits", Marker === undefined ? {} : { Marker });
    for (const { Name, Max } of page.Limits) limits[Name] = Max;
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  expect(limits).toEqual({
    "application-load-balancers": "50",
    "certificates-per-application-load-balancer": "25",
    "target-groups": "3000",
    "target-groups-per-application-load-balancer": "100",
    "target-groups-per-action-on-application-load-balancer": "5",
    "targets-per-application-load-balancer": "1000",
    "listeners-per-application-load-balancer": "50",
    "listeners-per-network-load-balancer": "50",
    "network-load-balancers": "50",
    "rules-per-application-load-balancer": "200",
    "condition-values-per-alb-rule": "5",
    "condition-wildcards-per-alb-rule": "6",
  });
});
