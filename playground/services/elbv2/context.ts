import type { DataPlane } from "../../dataplane/data-plane.ts";
import type { Fleet } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Routing } from "./routing.ts";
import type { Tables } from "./tables.ts";
import type { Targets } from "./targets.ts";

/** What every group of Elastic Load Balancing's operations works on. */
export interface Elbv2Context {
  readonly surroundings: Surroundings;
  readonly tables: Tables;
  readonly fleet: Fleet;
  readonly dataPlane: DataPlane;
  readonly routing: Routing;
  readonly targets: Targets;
}

/** The beginning of every ARN of the service. */
export const arnPrefix = ({ region, account }: Surroundings): string =>
  `arn:aws:elasticloadbalancing:${region}:${account}:`;
