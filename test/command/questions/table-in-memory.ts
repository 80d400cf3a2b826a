import type { KnownDeployment } from "../../../command/questions/deployment-behind.ts";
import type { InventoryReader } from "../../../command/questions/reader.ts";
import { asOf, believedAt, isOf } from "../../../src/inventory/as-of.ts";
import type { Elsewhere } from "../../../src/inventory/elsewhere/heard.ts";
import type { Finding } from "../../../src/inventory/findings/schema.ts";
import { exists, type Revision, type Row } from "../../../src/inventory/model.ts";
import type { SweepSummary } from "../../../src/inventory/queries/freshness.ts";
import { versionsAmong } from "../../../src/inventory/queries/versions.ts";
import { here, instance, minute, noon, webBeta, webLive } from "../../src/inventory/estate.ts";

/** A table in memory: `rows` are what is, `earlier` what they were. */
export const readerOf = (
  rows: readonly Row[],
  earlier: readonly Revision[] = [],
  sweep?: SweepSummary,
  findings: readonly Finding[] = [],
  elsewhere: Elsewhere = { environments: [], installations: [] },
  deployments: readonly KnownDeployment[] = [],
): InventoryReader => {
  const all: readonly Revision[] = [...rows, ...earlier];
  const at = (pick: typeof asOf) => async (time: number, environment?: string) =>
    [...Map.groupBy(all, ({ ref }) => ref.arn).values()]
      .flatMap((revisions) => pick(revisions, time) ?? [])
      .filter(({ facts }) => facts !== null && isOf(facts, environment));
  return {
    here,
    stack: "sarcelle-live",
    now: () => noon + 60 * minute,
    registered: async () => ["web-live", "web-beta"],
    current: async (environment) => rows.filter(({ facts }) => facts !== null && isOf(facts, environment)),
    released: async (version) =>
      rows.filter(exists).filter(({ facts }) => version === undefined || facts.version === version),
    sideReleases: async () => versionsAmong(rows.filter(exists)),
    rows: async (refs) => rows.filter((row) => refs.some(({ arn }) => arn === row.ref.arn)),
    asOf: at(asOf),
    believedAt: at(believedAt),
    history: async (arn) => all.filter(({ ref }) => ref.arn === arn),
    deployments: async (environment) => (environment === "web-live" ? deployments : []),
    lastSweep: async () => sweep,
    sweepProgress: async () => undefined,
    elsewhere: async () => elsewhere,
    findings: async () => findings,
  };
};

/** What a question answers people. */
export const text = { output: "text" } as const;
/** Two environments as they are. */
export const reader = readerOf([...webLive, ...webBeta]);

/** One instance that was pending, then ran release 1, and is gone by now; the last news came late. */
const lost = instance("i-0e", { environment: "web-beta", side: "blue", version: "1" });
const gone: Row = {
  ...lost,
  facts: null,
  number: 3,
  trueFrom: noon + 20 * minute,
  observedAt: noon + 39 * minute,
  recordedAt: noon + 40 * minute,
  cause: { by: "sweep" },
};
const ran: Revision = { ...lost, number: 2, trueFrom: noon + 10 * minute, recordedAt: noon + 10 * minute + 500 };
const pending: Revision = {
  ...lost,
  facts: { ...lost.facts, details: { ...lost.facts.details, state: "pending" } },
  number: 1,
  cause: { by: "event", eventId: "e1", event: "RunInstances", actor: "arn:aws:iam::123456789012:user/ada" },
};
/** One environment, and what was there. */
export const past = readerOf([...webBeta, gone], [ran, pending]);
