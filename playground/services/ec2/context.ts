import type { LaunchFaults } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import type { ClientTokens } from "./client-tokens.ts";
import type { InstanceLifecycle } from "./instance-lifecycle.ts";
import type { Resources } from "./resources.ts";
import type { Tagging } from "./tagging.ts";

/** What every operation of EC2 works on. */
export interface Ec2Context {
  readonly surroundings: Surroundings;
  readonly resources: Resources;
  readonly tagging: Tagging;
  readonly clientTokens: ClientTokens;
  readonly lifecycle: InstanceLifecycle;
  readonly launchFaults: LaunchFaults;
  /** How many vCPUs the account's instances may have in all. */
  readonly vcpuQuota: number;
  /** The highest version number that each launch template, by id, ever had: a number is never used again. */
  readonly highestVersions: Map<string, number>;
}
