import type { Context } from "aws-lambda";
import { acm, cloudTrail, dynamoDb, eventBridge } from "../../src/aws/clients.ts";
import { registeredEnvironments } from "../../src/aws/environment-store.ts";
import { findingStore } from "../../src/aws/inventory/finding-store.ts";
import { retentionMilliseconds } from "../../src/aws/inventory/observed.ts";
import { decidableIn, sceneOf } from "../../src/aws/inventory/scene.ts";
import { sendFindings } from "../../src/aws/inventory/send-findings.ts";
import { sendReports } from "../../src/aws/inventory/send-reports.ts";
import { inventoryStore } from "../../src/aws/inventory/store.ts";
import { openJournals } from "../../src/aws/journal-store.ts";
import { inventoryTable, mainTable } from "../../src/aws/table.ts";
import { systemClock } from "../../src/clock.ts";
import { isMoving } from "../../src/deployment/traffic.ts";
import { environmentVariable } from "../../src/env.ts";
import { reportsOf } from "../../src/inventory/elsewhere/report.ts";
import { thresholdsOf } from "../../src/inventory/findings/rule.ts";
import { scopeOfMessages } from "../../src/inventory/findings/scope.ts";
import { tellFindings } from "../../src/inventory/findings/tell.ts";
import { populationOf } from "../../src/inventory/queries/population.ts";
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

/** Looks for findings where rows have changed, and tells of those that opened or closed; tells the hub, if there is one, what the environments are now. */
export const handler = logged(async ({ Records }: Batch, context: Pick<Context, "getRemainingTimeInMillis">) => {
  const scope = scopeOfMessages(Records.map(({ body }) => body));
  const store = inventoryStore(inventory, retentionMilliseconds(), systemClock);
  const now = Math.floor(systemClock.now());
  const scene = await sceneOf(scope, {
    inventory,
    store,
    acm: certificates,
    cloudTrail: trails,
    tell: (error) => log("warn", "trails not seen", { error: String(error) }),
    registered: await registeredEnvironments(table),
    movingOf: async (split) =>
      (await openJournals(table, split)).filter(isMoving).map(({ environment }) => environment),
    thresholds: thresholdsOf({
      findingsRefreshMinutes: setting("FINDINGS_REFRESH_MINUTES"),
      findingsCertificateDays: setting("FINDINGS_CERTIFICATE_DAYS"),
      findingsUnownedMinutes: setting("FINDINGS_UNOWNED_MINUTES"),
    }),
    stack: table.name,
    now,
  });
  const told = await tellFindings(scene, {
    store: findingStore(inventory),
    decidable: (findings) => decidableIn(scope, scene, store, findings),
    send: (findings) => sendFindings(events, findings, table.name),
    log: { region: environmentVariable("AWS_REGION"), name: environmentVariable("AWS_LAMBDA_LOG_GROUP_NAME") },
    leaseMilliseconds: context.getRemainingTimeInMillis(),
  });
  if (environmentVariable("HUB_BUS") !== "none") {
    const releases = versions(populationOf(scene.resources));
    await sendReports(events, reportsOf(scope.environments, releases, { stack: table.name, asOf: now }));
  }
  log("info", "findings assessed", {
    ...scope,
    resources: scene.resources.length,
    certificates: scene.certificateEnds.size,
    told: told.map(({ id, status }) => `${status} ${id}`),
  });
});
