/** What the questions need of the table. */
import type { Place } from "../../src/inventory/arn.ts";
import type { Released } from "../../src/inventory/attributes.ts";
import type { Elsewhere } from "../../src/inventory/elsewhere/heard.ts";
import type { Finding } from "../../src/inventory/findings/schema.ts";
import type { Revision, Row, TypedArn } from "../../src/inventory/model.ts";
import type { SweepSummary } from "../../src/inventory/queries/freshness.ts";
import type { SideRelease } from "../../src/inventory/queries/versions.ts";
import type { SweepProgress } from "../../src/inventory/sweep.ts";
import type { KnownDeployment } from "./deployment-behind.ts";

export interface InventoryReader {
  /** Where this inventory is. */
  readonly here: Place;
  /** The name of the deployed stack. */
  readonly stack: string;
  /** The time there, in milliseconds since the epoch. */
  readonly now: () => number;
  /** The names of the registered environments. */
  readonly registered: () => Promise<readonly string[]>;
  /** Everything that exists, or all of one environment. */
  readonly current: (environment?: string) => Promise<readonly Row[]>;
  /** In any order whose everything is that exists, or what has this version, and which release it has. */
  readonly released: (version?: string) => Promise<readonly Released[]>;
  /** Which release runs on which side of which environment. */
  readonly sideReleases: () => Promise<readonly SideRelease[]>;
  /** The newest revisions of these, in any order. */
  readonly rows: (refs: readonly TypedArn[]) => Promise<readonly Row[]>;
  /** What there was at `time`, as is known by now. */
  readonly asOf: (time: number, environment?: string) => Promise<readonly Revision[]>;
  /** What `current` would have answered at `time`. */
  readonly believedAt: (time: number, environment?: string) => Promise<readonly Revision[]>;
  /** All that is known of one resource, in any order. */
  readonly history: (arn: string) => Promise<readonly Revision[]>;
  /** In any order the deployments of an environment that ended, as far as they are kept, and the one that runs. */
  readonly deployments: (environment: string) => Promise<readonly KnownDeployment[]>;
  readonly lastSweep: () => Promise<SweepSummary | undefined>;
  /** How far the newest sweep is. */
  readonly sweepProgress: () => Promise<SweepProgress | undefined>;
  /** What other installations told of their environments. */
  readonly elsewhere: () => Promise<Elsewhere>;
  /** Those that are open, in any order. */
  readonly findings: () => Promise<readonly Finding[]>;
}
