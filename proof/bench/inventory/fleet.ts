/**
 * A large fleet, and what AWS would describe of it, page by page as AWS does, behind real clients. Nothing of it is kept in memory:
 * a resource is made from its number each time that it is described. Calls are counted.
 *
 * Services of five environments with two sides behind one load balancer; on each side a group of 20 instances with a target group.
 */
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Observed } from "../../../src/aws/inventory/sightings.ts";
import { systemClock } from "../../../src/clock.ts";
import { answering } from "./answering.ts";
import {
  autoScalingOf,
  ec2Of,
  type FleetInput,
  here,
  instanceId,
  loadBalancingOf,
  type Operations,
  perService,
  resourcesPerService,
  type Size,
} from "./described-fleet.ts";

export interface Fleet {
  readonly resources: number;
  readonly instances: number;
  readonly clients: Pick<Observed, "autoScaling" | "ec2" | "loadBalancing">;
  readonly instanceArn: (n: number) => string;
  /** Instances below this number have stopped. */
  stop(instances: number): void;
  stopped(): number;
  /** How many calls of each operation were made since this was last asked. */
  takeCalls(): Readonly<Record<string, number>>;
  /** The time where the fleet is, in milliseconds: of this machine, and of waiting for Elastic Load Balancing. */
  now(): number;
  /** How long that was, all in all; `waited` is what others have waited. */
  waited(others?: number): number;
}

/** Those that Elastic Load Balancing counts. */
export const isLoadBalancing = (operation: string): boolean =>
  /LoadBalancer|Listener|Rules|Tags|Target/.test(operation);

/** A sweep makes 2.5 of these calls a second, as its function's `pace` says: a quarter of the ten that AWS gives an account for long. */
const millisecondsEach = 400;

/** A fleet of about so many resources in whole services, with clients that describe it in AWS's pages and count their calls. */
export const fleetOf = (wanted: number, waitedBefore = 0): Fleet => {
  const services = Math.ceil(wanted / resourcesPerService);
  const size: Size = {
    services,
    environments: services * perService.environments,
    sides: services * perService.sides,
    instances: services * perService.instances,
  };
  let stopped = 0;
  let calls: Record<string, number> = {};
  let waited = waitedBefore;

  const counting =
    (operations: Operations) =>
    async (operation: string, input: object): Promise<object> => {
      calls[operation] = (calls[operation] ?? 0) + 1;
      if (isLoadBalancing(operation)) waited += millisecondsEach;
      const answer = operations[operation];
      if (answer === undefined) throw new Error(`The fleet does not answer ${operation}.`);
      return answer(input as FleetInput);
    };
  const connection = { region: here.region };
  const clients = {
    autoScaling: new AutoScalingClient(connection),
    ec2: new EC2Client(connection),
    loadBalancing: new ElasticLoadBalancingV2Client(connection),
  };
  answering(clients.ec2, counting(ec2Of(size, (n) => (n < stopped ? "stopped" : "running"))));
  answering(clients.autoScaling, counting(autoScalingOf(size)));
  answering(clients.loadBalancing, counting(loadBalancingOf(size)));

  return {
    resources: services * resourcesPerService,
    instances: size.instances,
    clients,
    instanceArn: (n) => `arn:aws:ec2:${here.region}:${here.account}:instance/${instanceId(n)}`,
    stop(count) {
      stopped = count;
    },
    stopped: () => stopped,
    takeCalls() {
      const taken = calls;
      calls = {};
      return taken;
    },
    now: () => Math.floor(systemClock.now() + waited),
    waited(others = 0) {
      waited += others;
      return waited;
    },
  };
};
