import type { Context } from "aws-lambda";
import { acm, cloudTrail, dynamoDb, eventBridge } from "../../src/aws/clients.ts";
import { registeredEnvironments } from "../../src/aws/environment-store.ts";
import { findingStore } from "../../src/aws/inventory/finding-store.ts";
import { retentionMilliseconds } from "../../src/aws/inventory/observed.ts";
import { nobodysFronts } from "../../src/aws/inventory/query.ts";
import { decidableIn, sceneOf } from "../../src/aws/inventory/scene.ts";
import { sendFindings } from "../../src/aws/inventory/send-findings.ts";
import { sendReports } from "../../src/aws/inventory/send-reports.ts";
import { inventoryStore } from "../../src/aws/inventory/store.ts";
import { summaries, sumUpAll } from "../../src/aws/inventory/summaries.ts";
import { openJournals } from "../../src/aws/journal-store.ts";
import { inventoryTable, mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import type { AnyEnvironment } from "../../src/deployment/environment.ts";
import { isMoving } from "../../src/deployment/traffic.ts";
import { environmentVariable } from "../../src/env.ts";
import { reportsOf } from "../../src/inventory/elsewhere/report.ts";
import { thresholdsOf } from "../../src/inventory/findings/rule.ts";
import { partsOfScope, type Scope, scopeOfMessages } from "../../src/inventory/findings/scope.ts";
import { tellFindings } from "../../src/inventory/findings/tell.ts";
import type { EnvironmentSummary } from "../../src/inventory/queries/summary.ts";
import { versions } from "../../src/inventory/queries/versions.ts";
import { log, logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const inventory = inventoryTable(dynamoDb());
const events = eventBridge();
const certificates = acm();
const trails = cloudTrail();

interface Batch {
  readonly Records: readonly { readonly body: string }[];
}

const setting = (name: string): number => Number(environmentVariable(name));

type Remaining = Pick<Context, "getRemainingTimeInMillis">;

/** Looks where rows have changed, a few environments after another: for findings, of which those that opened or closed are told; and makes their summaries. */
export const handler = logged(async ({ Records }: Batch, context: Remaining) => {
  const registered = await registeredEnvironments(table);
  for (const scope of partsOfScope(scopeOfMessages(Records.map(({ body }) => body))))
    await assess(scope, registered, context);
});

const assess = async (scope: Scope, registered: readonly AnyEnvironment[], context: Remaining): Promise<void> => {
  const store = inventoryStore(inventory, retentionMilliseconds(), systemClock);
  const now = Math.floor(systemClock.now());
  const scene = await sceneOf(scope, {
    inventory,
    store,
    acm: certificates,
    cloudTrail: trails,
    tell: (error) => log("warn", "trails not seen", { error: String(error) }),
    registered,
    movingOf: async (split) =>
      (await openJournals(table, split)).filter(isMoving).map(({ environment }) => environment),
    thresholds: thresholdsOf({
      findingsRefreshMinutes: setting("FINDINGS_REFRESH_MINUTES"),
      findingsCertificateDays: setting("FINDINGS_CERTIFICATE_DAYS"),
      findingsUnownedMinutes: setting("FINDINGS_UNOWNED_MINUTES"),
    }),
    here: { account: environmentVariable("ACCOUNT"), region: environmentVariable("AWS_REGION") },
    stack: table.name,
    now,
  });
  const summed = await sumUpAll(inventory, store, scope.environments, scene.resources, now);
  const told = await tellFindings(scene, {
    store: findingStore(inventory),
    decidable: (findings) => decidableIn(scope, scene, store, findings),
    send: (findings) => sendFindings(events, findings, table.name),
    log: { region: environmentVariable("AWS_REGION"), name: environmentVariable("AWS_LAMBDA_LOG_GROUP_NAME") },
    leaseMilliseconds: context.getRemainingTimeInMillis(),
  });
  if (environmentVariable("HUB_BUS") !== "none") await tellHub(scope, summed, now);
  log("info", "findings assessed", {
    ...scope,
    resources: scene.resources.length,
    certificates: scene.certificateEnds.size,
    told: told.map(({ id, status }) => `${status} ${id}`),
  });
};

/** Tells the hub what these environments are now, and at a sweep's end which there are. */
const tellHub = async (
  { environments, installation }: Scope,
  summed: readonly EnvironmentSummary[],
  asOf: number,
): Promise<void> => {
  const releases = versions(summed, await nobodysFronts(inventory));
  const there = installation
    ? { all: (await summaries(inventory)).filter((each) => each.releases.length > 0).map((each) => each.environment) }
    : {};
  await sendReports(events, reportsOf(environments, releases, { stack: table.name, asOf, ...there }));
};
