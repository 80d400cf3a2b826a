import {
  type Action,
  DescribeTargetHealthCommand,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeRules,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Wait } from "./builder.ts";
import type { clientsOf } from "./clients.ts";

type Elbv2 = ReturnType<typeof clientsOf>["elbv2"];

const betweenLooks = 2_000;

/** Target groups that an action sends requests to. */
const groupsIn = ({ TargetGroupArn, ForwardConfig }: Action): readonly string[] =>
  ForwardConfig?.TargetGroups?.flatMap(({ TargetGroupArn: arn, Weight = 1 }) =>
    arn === undefined || Weight === 0 ? [] : [arn],
  ) ?? (TargetGroupArn === undefined ? [] : [TargetGroupArn]);

/** The target groups behind each of these ports of a load balancer: by its default action and by its rules. */
const groupsBehind = async (client: Elbv2, loadBalancer: string, ports: readonly number[]) => {
  const behind = new Map<number, readonly string[]>();
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, { Names: [loadBalancer] }))
    for (const { LoadBalancerArn } of LoadBalancers)
      for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn }))
        for (const { ListenerArn, Port = 0 } of Listeners) {
          if (!ports.includes(Port)) continue;
          const groups: string[] = [];
          for await (const { Rules = [] } of paginateDescribeRules({ client }, { ListenerArn }))
            groups.push(...Rules.flatMap(({ Actions = [] }) => Actions.flatMap(groupsIn)));
          behind.set(Port, [...new Set(groups)]);
        }
  return behind;
};

const stateOfTargets = async (elbv2: Elbv2, TargetGroupArn: string): Promise<readonly string[]> => {
  const { TargetHealthDescriptions = [] } = await elbv2.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return TargetHealthDescriptions.map(({ TargetHealth }) => TargetHealth?.State ?? "unknown");
};

const tally = (states: readonly string[]): string =>
  [...Map.groupBy(states, (state) => state)].map(([state, all]) => `${all.length} ${state}`).join(", ") || "no targets";

/** For each port behind which no target is healthy, what its target groups have. A listener that forwards to none needs none. */
const unhealthyPorts = async (elbv2: Elbv2, loadBalancer: string, ports: readonly number[]) => {
  const waiting: string[] = [];
  for (const [port, groups] of await groupsBehind(elbv2, loadBalancer, ports)) {
    if (groups.length === 0) continue;
    const states = await Promise.all(groups.map((group) => stateOfTargets(elbv2, group)));
    if (states.flat().includes("healthy")) continue;
    const told = groups.map((group, index) => `${group.split("/").at(-2)} has ${tally(states[index] ?? [])}`);
    waiting.push(`${loadBalancer}:${port}: ${told.join(", ")}`);
  }
  return waiting;
};

/** Waits until a target is healthy behind each port, so many milliseconds of the world's time; answers what is missing then. */
export const awaitTargets = async (
  { elbv2 }: ReturnType<typeof clientsOf>,
  { loadBalancer, ports }: { readonly loadBalancer: string; readonly ports: readonly number[] },
  wait: Wait,
  within: number,
): Promise<readonly string[]> => {
  for (let waited = 0; ; waited += betweenLooks) {
    const waiting = await unhealthyPorts(elbv2, loadBalancer, ports);
    if (waiting.length === 0 || waited >= within) return waiting;
    await wait(betweenLooks);
  }
};
