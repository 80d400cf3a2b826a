/** What the story has to show for itself, and whether it kept its promises. */
import { environmentHistoryText, versionsText } from "../../command/formats/inventory-text.ts";
import { aligned as table } from "../../command/formats/table.ts";
import { acts, expectedStatus } from "./acts.ts";
import type { ToldTraffic } from "./admin.ts";
import type { Told } from "./inventory.ts";

export interface ToldDeployment {
  readonly action: string;
  readonly release?: string;
  /** The execution's, as AWS names it. */
  readonly status: string;
  /** World seconds. */
  readonly seconds: number;
  readonly transitions: number;
  /** World milliseconds between the first and the last listener that it turned. */
  readonly listenerSkewMs?: number;
}

export interface RolledBack {
  readonly release: string;
  /** How the rollback ended: RolledBack, or what stands in its place. */
  readonly status: string;
  /** Why the release failed, in the product's words. */
  readonly cause: string;
  /** Whether everything is as it was before. */
  readonly restored: boolean;
  /** What is not: path, before → after. */
  readonly differences: readonly string[];
}

export interface Report {
  readonly requests: {
    readonly total: number;
    readonly failed: number;
    readonly byVersion: Readonly<Record<string, number>>;
    /** The first of those that failed. */
    readonly failures: ToldTraffic["failures"];
  };
  readonly deployments: readonly ToldDeployment[];
  readonly rollbacks: readonly RolledBack[];
  /** The release that users get, and the one that the idle side runs: null if that side is empty. */
  readonly versions: { readonly active: string | null; readonly idle: string | null };
  /** What the inventory has to say of all that. */
  readonly inventory: Told;
  /** The deployment that still holds the environment. */
  readonly locked: string | null;
  /** Real seconds. */
  readonly seconds: number;
}

/** The ledger's counts as the report has them. */
export const requestsOf = ({ total, failed, byVersion, failures }: ToldTraffic): Report["requests"] => ({
  total,
  failed,
  byVersion: Object.fromEntries(Object.entries(byVersion).map(([version, tally]) => [version, tally.total])),
  failures,
});

const name = ({ action, release }: Pick<ToldDeployment, "action" | "release">): string =>
  release === undefined ? action : action === "release" ? `release ${release}` : `${action} release ${release}`;

/** Every promise that was not kept, in words; none if the story held. */
export const brokenPromises = ({
  requests,
  deployments,
  rollbacks,
  versions,
  inventory,
  locked,
}: Report): readonly string[] => {
  const served = (version: string) => (requests.byVersion[version] ?? 0) > 0;
  const wrong = deployments.flatMap((deployed, index) => {
    const ends = acts[index]?.ends ?? "succeeded";
    return deployed.status === expectedStatus[ends]
      ? []
      : [`${name(deployed)} ended as ${deployed.status}; expected ${expectedStatus[ends]}.`];
  });
  const next = acts[deployments.length];
  return [
    ...(requests.failed > 0 ? [`${requests.failed} of ${requests.total} requests failed; expected none.`] : []),
    ...wrong,
    ...(next === undefined ? [] : [`The story ended before: ${next.title}.`]),
    ...rollbacks.flatMap(({ release, status, restored, differences }) => [
      ...(status === "RolledBack"
        ? []
        : [`The rollback of release ${release} ended as ${status}; expected RolledBack.`]),
      ...(restored
        ? []
        : [
            `Not everything was restored after release ${release}: ${differences.length} difference${differences.length === 1 ? "" : "s"}, listed above.`,
          ]),
    ]),
    ...["1", "2", "4"].filter((version) => !served(version)).map((version) => `No user ever got release ${version}.`),
    ...(served("3") ? ["Users got release 3, which never was healthy."] : []),
    ...(versions.active === "2"
      ? []
      : [`Users get release ${versions.active ?? "none"} at the end; expected release 2.`]),
    ...inventory.disagreements,
    ...(locked === null ? [] : [`The environment is still held by ${locked}.`]),
  ];
};

/** 12,345 */
export const inFigures = (value: number): string => value.toLocaleString("en");

/** The tables at the end. */
export const reportText = ({ requests, deployments, rollbacks, versions, inventory }: Report): string => {
  const rolledBack = (deployed: ToldDeployment) => rollbacks.some(({ release }) => release === deployed.release);
  return [
    table(
      ["deployment", "ended", "world time", "transitions", "listener skew"],
      deployments.map((deployed) => [
        name(deployed),
        deployed.status === "SUCCEEDED" ? "succeeded" : rolledBack(deployed) ? "rolled back" : deployed.status,
        `${deployed.seconds.toFixed(0).padStart(6)} s`,
        String(deployed.transitions).padStart(6),
        deployed.listenerSkewMs === undefined ? "" : `${String(deployed.listenerSkewMs).padStart(6)} ms`,
      ]),
    ),
    "",
    table(
      ["requests", "count"],
      [
        ["total", inFigures(requests.total)],
        ...Object.entries(requests.byVersion).map(([version, count]) => [
          version === "none" ? "without a release" : `release ${version}`,
          inFigures(count),
        ]),
        ["failed", inFigures(requests.failed)],
      ].map(([what = "", count = ""]) => [what, count.padStart(7)]),
    ),
    "",
    table(
      ["bad release", "why it failed", "everything restored"],
      rollbacks.map(({ release, cause, restored }) => [
        `release ${release}`,
        /^\w+/.exec(cause)?.[0] ?? "",
        restored ? "yes" : "NO",
      ]),
    ),
    "",
    "What the inventory says, from the events of all this (sarcelle versions; sarcelle history --environment):",
    "",
    versionsText(inventory.versions),
    "",
    environmentHistoryText(inventory.history),
    "",
    `Users get release ${versions.active ?? "none"}; the idle side ${versions.idle === null ? "is empty" : `runs release ${versions.idle}`}.`,
  ].join("\n");
};
