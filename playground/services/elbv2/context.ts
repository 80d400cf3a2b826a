import type { DataPlane } from "../../dataplane/data-plane.ts";
import type { DataPlaneFaults, Fleet } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Lingering } from "./lingering.ts";
import type { Tables } from "./tables.ts";
import type { TargetTimers } from "./target-timers.ts";
import type { ZoneDns } from "./zone-dns.ts";

/** What every operation of Elastic Load Balancing works on. */
export interface Elbv2Context {
  readonly surroundings: Surroundings;
  readonly tables: Tables;
  readonly timers: TargetTimers;
  /** Target groups and security groups that are in use for a while yet. */
  readonly lingering: Lingering;
  /** The zones that clients of network load balancers know. */
  readonly zoneDns: ZoneDns;
  readonly fleet: Fleet;
  readonly faults: DataPlaneFaults;
  readonly dataPlane: DataPlane;
}

/** The beginning of every ARN of the service. */
export const arnPrefix = ({ surroundings: { region, account } }: Elbv2Context): string =>
  `arn:aws:elasticloadbalancing:${region}:${account}:`;
