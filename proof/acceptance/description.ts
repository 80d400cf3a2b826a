/** What AWS says of the service, as far as a rollback has to bring it back. */
import { paginateDescribeAutoScalingGroups } from "@aws-sdk/client-auto-scaling";
import {
  DescribeRulesCommand,
  paginateDescribeListeners,
  paginateDescribeLoadBalancers,
  paginateDescribeTargetGroups,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { differences } from "../dump/comparable-state.ts";
import { names, type Trial } from "./trial.ts";

/** By what each thing is called. */
export type Description = Readonly<Record<string, unknown>>;

const isOurs = (name: string | undefined): boolean => name?.startsWith(names.service) === true;

/** The groups, without their instances and what happens by itself. */
const groupsOf = async ({ clients }: Trial): Promise<Description> => {
  const found: Record<string, unknown> = {};
  for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups({ client: clients.autoScaling }, {}))
    for (const { Instances, CreatedTime: _, ...group } of AutoScalingGroups)
      if (isOurs(group.AutoScalingGroupName))
        found[`group ${group.AutoScalingGroupName}`] = {
          ...group,
          // In whatever order they are listed.
          Tags: group.Tags?.map(({ Key, Value }) => `${Key}=${Value}`).toSorted(),
          SuspendedProcesses: group.SuspendedProcesses?.map(({ ProcessName }) => ProcessName).toSorted(),
          Instances: Instances?.length,
        };
  return found;
};

const listenersOf = async ({ clients }: Trial): Promise<Description> => {
  const { loadBalancing: client } = clients;
  const found: Record<string, unknown> = {};
  for await (const { LoadBalancers = [] } of paginateDescribeLoadBalancers({ client }, {}))
    for (const { LoadBalancerArn, LoadBalancerName } of LoadBalancers)
      if (isOurs(LoadBalancerName))
        for await (const { Listeners = [] } of paginateDescribeListeners({ client }, { LoadBalancerArn }))
          for (const listener of Listeners) {
            const { Rules } = await client.send(new DescribeRulesCommand({ ListenerArn: listener.ListenerArn }));
            found[`listener ${listener.Port}`] = { ...listener, Rules };
          }
  return found;
};

const targetGroupsOf = async ({ clients }: Trial): Promise<Description> => {
  const found: Record<string, unknown> = {};
  for await (const { TargetGroups = [] } of paginateDescribeTargetGroups({ client: clients.loadBalancing }, {}))
    for (const group of TargetGroups)
      if (isOurs(group.TargetGroupName)) found[`target group ${group.TargetGroupName}`] = group;
  return found;
};

/** The service as it is described now. */
export const described = async (trial: Trial): Promise<Description> => ({
  ...(await groupsOf(trial)),
  ...(await listenersOf(trial)),
  ...(await targetGroupsOf(trial)),
});

/** What is described otherwise, a line each: what it was, what it is. */
export const changedBetween = (before: Description, after: Description): readonly string[] =>
  differences(before, after);
