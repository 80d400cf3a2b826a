/**
 * What the page shows, as values: everything on it comes from one numbered snapshot, and the page is a function of that. A snapshot is
 * JSON: what a server sends, what an exported file holds, and what the tests' fixtures are. Times are ISO 8601, by the world's clock.
 */
import type { Rail } from "./rail.ts";

/** A piece with an age of its own: what could not be read anew keeps what it had, and says why. */
export interface Panel<Value> {
  /** Null until it was read once. */
  readonly value: Value | null;
  /** When it was read. */
  readonly asOf: string | null;
  /** Why there is nothing newer, in words; null where there is. */
  readonly trouble: string | null;
  /** Whether what is shown is too old to be relied on: three of its periods. */
  readonly stale: boolean;
}

/** What each page's snapshot has. */
export interface OnEachPage {
  /** Grows by one with each; a page that comes back gets the newest whole. */
  readonly n: number;
  readonly asOf: string;
  readonly account: string;
  readonly region: string;
  /** The ARN that STS answers for whoever started the console. */
  readonly caller: string;
  readonly readOnly: boolean;
  /** How many seconds pass in the world for one here, where it is a playground; null on AWS. */
  readonly playground: { readonly speed: number } | null;
}

export type Tone = "well" | "busy" | "waits" | "trouble";

/** The one sentence on top: who gets the traffic, whether that is well, what runs and until when. */
export interface VerdictLine {
  readonly tone: Tone;
  readonly says: string;
  /** When what is waited for ends; counted down by the page. */
  readonly until: string | null;
}

export interface Target {
  readonly id: string;
  /** As Elastic Load Balancing calls it: `healthy`, `unhealthy`, `initial`, `draining`, `unused`, `unavailable`. */
  readonly state: string;
  /** AWS's reason, with its description; null where it is healthy. */
  readonly reason: string | null;
}

export interface ShownRelease {
  readonly version: string;
  readonly commit: string | null;
  /** The commit's page, where the environment's repository is known. */
  readonly link: string | null;
  readonly imageId: string | null;
}

export interface ShownSide {
  readonly side: "blue" | "green";
  /** Share of the traffic in percent, by the listeners; null where its listeners and rules do not agree. */
  readonly share: number | null;
  readonly release: ShownRelease | null;
  readonly group: {
    readonly name: string;
    readonly min: number;
    readonly desired: number;
    readonly max: number;
    readonly running: number;
  };
  readonly launchTemplateVersion: string;
  readonly suspended: readonly string[];
  readonly targetGroups: readonly {
    readonly name: string;
    readonly healthy: number;
    readonly targets: readonly Target[];
  }[];
  readonly leftToEmpty: readonly string[];
}

/** Requests and answers of 5xx in one minute, by side. */
export interface TrafficMinute {
  readonly at: string;
  /** Null where nothing was measured, which is not 0. */
  readonly requests: Readonly<Record<"blue" | "green", number | null>>;
  readonly errors: Readonly<Record<"blue" | "green", number | null>>;
}

export interface ShownTraffic {
  /** What was asked: the load balancer's measurements, a minute late, or the playground's ledger of each request. */
  readonly source: "CloudWatch" | "ledger";
  readonly minutes: readonly TrafficMinute[];
  /** When traffic was moved, and what it was then, in words. */
  readonly moves: readonly { readonly at: string; readonly says: string }[];
}

/** One entry of a journal. */
export interface ShownChange {
  readonly n: number;
  readonly sign: "+" | "~" | "-";
  readonly kind: string;
  readonly resource: string;
  readonly step: string;
  readonly at: string;
  readonly status: "planned" | "applying" | "applied" | "undone" | "conflict";
  /** Each touched attribute, before and after, as text; nothing of user data. */
  readonly attributes: readonly { readonly name: string; readonly before: string; readonly after: string }[];
  readonly note: string | null;
  /** Of what a rollback left: the command that puts it back, to be copied. */
  readonly command: string | null;
}

/** One deployment, running or closed. */
export interface ShownDeployment {
  readonly id: string;
  readonly action: string;
  readonly release: ShownRelease | null;
  readonly requestedBy: string;
  readonly caller: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** `runs`, `is being rolled back`, `ended`, `stands still`, or how a closed one ended. */
  readonly phase: string;
  readonly outcome: "Succeeded" | "RolledBack" | "Accepted" | null;
  readonly reason: string | null;
  /** Why it was asked for, in the words of whoever did. */
  readonly why: string | null;
  readonly override: string | null;
  readonly changes: readonly ShownChange[];
  /** What a person is to do, where a rollback failed. */
  readonly runbook: string | null;
  readonly links: { readonly execution: string | null; readonly logs: string | null };
}

export interface ShownApproval {
  readonly deployment: string;
  readonly since: string;
  readonly until: string;
  readonly approvers: number;
  readonly signatures: readonly { readonly by: string; readonly at: string; readonly reason: string }[];
  readonly cost: string | null;
}

/** What a person may start from the page, and, where that is not now, why. */
export interface Offer {
  readonly action:
    | "deploy"
    | "switch"
    | "release"
    | "scaledown"
    | "rollback"
    | "resume"
    | "accept"
    | "approve"
    | "reject";
  readonly whyNot: string | null;
}

export interface ShownFinding {
  readonly rule: string;
  readonly severity: "critical" | "warning" | "info";
  readonly says: string;
  readonly since: string;
}

export interface PastDeployment {
  readonly id: string;
  readonly action: string;
  readonly version: string | null;
  readonly outcome: string;
  readonly reason: string | null;
  readonly by: string;
  readonly startedAt: string;
  readonly endedAt: string;
}

export interface EnvironmentSnapshot extends OnEachPage {
  readonly page: "environment";
  readonly environment: {
    readonly name: string;
    readonly stage: string;
    readonly service: string;
    readonly repository: string | null;
    readonly sides: 1 | 2;
  };
  readonly verdict: VerdictLine;
  readonly sides: Panel<readonly ShownSide[]>;
  /** What each production listener and rule does, in words. */
  readonly listeners: Panel<readonly string[]>;
  /** What keeps a side from shrinking, in words; null where nothing is held. */
  readonly hold: Panel<{ readonly says: string; readonly until: string | null } | null>;
  readonly traffic: Panel<ShownTraffic>;
  readonly deployment: Panel<ShownDeployment | null>;
  readonly rail: Panel<Rail>;
  readonly alarms: Panel<readonly { readonly name: string; readonly state: string; readonly since: string | null }[]>;
  readonly approval: Panel<ShownApproval | null>;
  readonly findings: Panel<readonly ShownFinding[]>;
  /** How fresh the inventory is, in words. */
  readonly freshness: Panel<string>;
  readonly history: Panel<readonly PastDeployment[]>;
  readonly offers: readonly Offer[];
  /** Of a playground: the requests that its clients made, by version, and what is broken now. */
  readonly broken: Panel<PlaygroundPanel> | null;
}

export interface PlaygroundPanel {
  readonly ledger: readonly { readonly version: string; readonly total: number; readonly failed: number }[];
  readonly faults: readonly { readonly id: string; readonly says: string }[];
}

/** A permalink's: one deployment, as it stands or stood. */
export interface DeploymentSnapshot extends OnEachPage {
  readonly page: "deployment";
  readonly environment: EnvironmentSnapshot["environment"];
  readonly deployment: Panel<ShownDeployment>;
  readonly rail: Panel<Rail>;
}

export interface FleetRow {
  readonly environment: string;
  readonly service: string;
  readonly stage: string;
  readonly sides: 1 | 2;
  readonly release: ShownRelease | null;
  /** Null while it is split; and of what has one side. */
  readonly active: "blue" | "green" | null;
  readonly healthy: string | null;
  readonly since: string | null;
  /** What runs and where it stands, in words; null where nothing does. */
  readonly runs: string | null;
  readonly finding: ShownFinding | null;
  /** Compares the commit with that of the stage before it; null where they are the same or not known. */
  readonly compare: string | null;
  /** How much it wants somebody's eye; rows are sorted by it, greatest first. */
  readonly trouble: number;
}

/** From the inventory and the table alone: not one description is asked for it. */
export interface FleetSnapshot extends OnEachPage {
  readonly page: "fleet";
  readonly stages: readonly string[];
  readonly rows: Panel<readonly FleetRow[]>;
}

export type PageSnapshot = EnvironmentSnapshot | DeploymentSnapshot | FleetSnapshot;
