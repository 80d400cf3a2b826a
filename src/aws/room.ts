/** Asks AWS how much of what an upgrade makes there is, and may be. */
import { DescribeAccountLimitsCommand } from "@aws-sdk/client-auto-scaling";
import {
  DescribeAccountLimitsCommand as DescribeLoadBalancingLimitsCommand,
  DescribeTargetGroupsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { forwardsOf } from "../deployment/traffic.ts";
import type { Room } from "../deployment/upgrade/limits.ts";
import type { Live } from "../deployment/upgrade/live.ts";
import { normaliseActions } from "../resources/described/actions.ts";
import type { Clients } from "../resources/kinds.ts";
import { allPages } from "../resources/pages.ts";

/** The target groups to which anything on the load balancer forwards. */
const reachedFrom = ({ listeners }: Live): number =>
  new Set(
    listeners
      .flatMap(({ listener, rules }) => [listener.DefaultActions, ...rules.map(({ Actions }) => Actions)])
      .flatMap((actions) => forwardsOf(normaliseActions(actions ?? [])))
      .map(({ targetGroupArn }) => targetGroupArn),
  ).size;

/** What the account may have of each thing at a load balancer, by AWS's names. */
export const loadBalancingLimits = async ({ loadBalancing }: Pick<Clients, "loadBalancing">) => {
  const limits = await allPages(async (Marker) => {
    const answer = await loadBalancing.send(new DescribeLoadBalancingLimitsCommand({ Marker }));
    return [answer.Limits, answer.NextMarker];
  });
  return new Map(limits.map(({ Name = "", Max }) => [Name, Number(Max)]));
};

const targetGroupsOf = async ({ loadBalancing }: Pick<Clients, "loadBalancing">): Promise<number> => {
  const all = await allPages(async (Marker) => {
    const answer = await loadBalancing.send(new DescribeTargetGroupsCommand({ Marker }));
    return [answer.TargetGroups, answer.NextMarker];
  });
  return all.length;
};

/** What AWS tells of its limits; one that it does not name is none. */
export const observeRoom = async (clients: Clients, live: Live): Promise<readonly Room[]> => {
  const limits = await loadBalancingLimits(clients);
  const groups = await clients.autoScaling.send(new DescribeAccountLimitsCommand({}));
  const loadBalancer = `Load balancer '${live.loadBalancer.LoadBalancerName}'`;
  const region = "The account in this region";
  const rooms: readonly (Omit<Room, "limit"> & { readonly limit: number | undefined })[] = [
    {
      kind: "placeholder-listener",
      where: loadBalancer,
      things: "listeners",
      used: live.listeners.length,
      limit: limits.get(`listeners-per-${live.loadBalancer.Type}-load-balancer`),
    },
    {
      kind: "target-group",
      where: loadBalancer,
      things: "target groups",
      used: reachedFrom(live),
      limit: limits.get(`target-groups-per-${live.loadBalancer.Type}-load-balancer`),
    },
    {
      kind: "target-group",
      where: region,
      things: "target groups",
      used: await targetGroupsOf(clients),
      limit: limits.get("target-groups"),
    },
    {
      kind: "auto-scaling-group",
      where: region,
      things: "Auto Scaling groups",
      used: groups.NumberOfAutoScalingGroups ?? 0,
      limit: groups.MaxNumberOfAutoScalingGroups,
    },
  ];
  return rooms.flatMap(({ limit, ...room }) => (limit === undefined ? [] : [{ ...room, limit }]));
};
