/** A load balancer and its listeners, as the environment and the stack before its upgrade are both read from them. */
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  type LoadBalancer,
  type Rule,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { NotAsRegistered } from "../errors.ts";
import { orAbsent } from "../resources/absent.ts";
import { allPages } from "../resources/pages.ts";

/** The load balancer of that name; throws `NotAsRegistered` if there is none, for which AWS has an error of its own. */
export const describeLoadBalancer = async (
  client: ElasticLoadBalancingV2Client,
  name: string,
): Promise<LoadBalancer> => {
  const answer = await orAbsent(["LoadBalancerNotFoundException"], () =>
    client.send(new DescribeLoadBalancersCommand({ Names: [name] })),
  );
  const [found] = answer?.LoadBalancers ?? [];
  if (found === undefined) throw new NotAsRegistered(`There is no load balancer '${name}'.`);
  return found;
};

/** Every listener of a load balancer; throws `NotAsRegistered` if that is not there any more. */
export const describeListeners = async (
  client: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string,
): Promise<readonly Listener[]> => {
  const listeners = await orAbsent(["LoadBalancerNotFoundException"], () =>
    allPages(async (Marker) => {
      const answer = await client.send(new DescribeListenersCommand({ LoadBalancerArn, Marker }));
      return [answer.Listeners, answer.NextMarker];
    }),
  );
  if (listeners === null) throw new NotAsRegistered(`There is no load balancer ${LoadBalancerArn} any more.`);
  return listeners;
};

/** Every rule of a listener, its default action's included. */
export const describeRules = (client: ElasticLoadBalancingV2Client, ListenerArn: string): Promise<readonly Rule[]> =>
  allPages(async (Marker) => {
    const answer = await client.send(new DescribeRulesCommand({ ListenerArn, Marker }));
    return [answer.Rules, answer.NextMarker];
  });
