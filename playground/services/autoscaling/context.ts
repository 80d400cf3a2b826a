import type { Alarms, Fleet, TargetGroups } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Store } from "./store.ts";

/** What every operation of Auto Scaling works on. */
export interface AutoScalingContext {
  readonly surroundings: Surroundings;
  readonly store: Store;
  readonly fleet: Fleet;
  readonly targetGroups: TargetGroups;
  readonly alarms: Alarms | undefined;
  /** Looks at the group of this name as soon as the present call is over. */
  readonly wake: (group: string) => void;
}
