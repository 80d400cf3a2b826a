import type { SecurityGroupUsers } from "../../world/neighbours.ts";
import type { ClientTokens } from "./client-tokens.ts";
import type { InstanceLifecycle } from "./instance-lifecycle.ts";
import type { Supply } from "./launch-refusals.ts";
import type { Tagging } from "./tagging.ts";

/** What every operation of EC2 works on. */
export interface Ec2Context extends Supply {
  readonly tagging: Tagging;
  readonly securityGroupUsers: SecurityGroupUsers;
  /** From the launch to `running`, of images that are registered by a call. */
  readonly registeredBootSeconds: number;
  readonly clientTokens: ClientTokens;
  readonly lifecycle: InstanceLifecycle;
  /** The highest version number that each launch template, by id, ever had: a number is never used again. */
  readonly highestVersions: Map<string, number>;
}
