import type { Metrics } from "../../world/neighbours.ts";
import type { Surroundings } from "../../world/service.ts";
import type { LogGroup } from "./group.ts";

/** A query of Logs Insights that is kept for people; nothing here runs it. */
export interface SavedQuery {
  readonly queryDefinitionId: string;
  readonly name: string;
  readonly queryString: string;
  readonly logGroupNames: readonly string[];
  readonly lastModified: number;
}

/** What every operation of CloudWatch Logs works on. */
export interface LogsContext {
  readonly surroundings: Surroundings;
  /** Where the metrics go that events hold. */
  readonly metrics?: Metrics;
  /** By name. */
  readonly groups: Map<string, LogGroup>;
  /** The saved queries, by their ids. */
  readonly queries: Map<string, SavedQuery>;
}
