import type { Surroundings } from "../../world/service.ts";
import { hasTrait } from "../../world/traits.ts";

/** World milliseconds that something is still in use after what used it went: the least, and the most. */
export type Duration = readonly [least: number, most: number];

/**
 * A target group after its listener or rule went. AWS's own controller expects `ResourceInUse` for up to 20 seconds, Terraform for two minutes.
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/pkg/deploy/elbv2/target_group_manager.go
 * https://github.com/hashicorp/terraform-provider-aws/issues/16889
 */
export const groupInUse: Duration = [1_000, 20_000];

/** A deleted load balancer is described as active until it is gone: what botocore's waiter `LoadBalancersDeleted` asks for, every 15 s. */
export const deletedShows: Duration = [1_000, 15_000];

/**
 * The network interfaces of a deleted load balancer, and by them its security groups: "some minutes".
 * https://github.com/hashicorp/terraform-provider-aws/issues/40
 */
export const interfacesStay: Duration = [30_000, 180_000];

/**
 * A target whose instance was terminated drains, when asked for by its id, after it left the group's list: "at least 10 minutes".
 * https://github.com/getmoto/moto/blob/master/tests/test_elbv2/test_elbv2_target_health.py
 */
export const terminatedDrains: Duration = [600_000, 600_000];

/** What is still in use although nothing shows it, by id or ARN. */
export interface Lingering {
  begin(id: string, duration: Duration): void;
  has(id: string): boolean;
}

/** How long something lasts this time: not at all in a world whose deletions take no time. */
export const lastingFor = (surroundings: Surroundings, [least, most]: Duration): number =>
  hasTrait("deletions-take-time", surroundings) ? least + surroundings.random() * (most - least) : 0;

/** Nothing is in use yet. */
export const createLingering = (surroundings: Surroundings): Lingering => {
  const { clock } = surroundings;
  const ends = new Map<string, number>();
  return {
    begin: (id, duration) => void ends.set(id, clock.now() + lastingFor(surroundings, duration)),
    has: (id) => (ends.get(id) ?? 0) > clock.now(),
  };
};
