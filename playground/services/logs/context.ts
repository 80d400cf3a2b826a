import type { Surroundings } from "../../world/service.ts";
import type { LogGroup } from "./group.ts";

/** What every operation of CloudWatch Logs works on. */
export interface LogsContext {
  readonly surroundings: Surroundings;
  /** By name. */
  readonly groups: Map<string, LogGroup>;
}
