/** What the page of all environments reads: the product's own two tables, and not one description of AWS. */
import type { Stack } from "../../../command/stack.ts";
import { readApproval } from "../../../src/aws/approval-store.ts";
import { registeredEnvironments } from "../../../src/aws/environment-store.ts";
import { findingStore } from "../../../src/aws/inventory/finding-store.ts";
import { releasesNow } from "../../../src/aws/inventory/query.ts";
import { locksShown } from "../../../src/aws/locks-shown.ts";
import { systemClock } from "../../../src/clock.ts";
import type { FleetFacts } from "../../fleet.ts";

/** All that is known of all environments. */
export const readFleet = async ({
  table,
  inventoryTable,
}: Pick<Stack, "table" | "inventoryTable">): Promise<FleetFacts> => {
  const environments = await registeredEnvironments(table);
  const names = environments.map(({ name }) => name);
  const [locks, releases, stored] = await Promise.all([
    locksShown(table, names, systemClock),
    releasesNow(inventoryTable),
    findingStore(inventoryTable).read(),
  ]);
  const asking = new Set(environments.flatMap((each) => (each.sides === 2 && each.approval ? each.name : [])));
  const asked = locks.flatMap(({ environment, journal }) =>
    journal === undefined || !asking.has(environment) ? [] : { environment, id: journal.deployment.id },
  );
  const approvals = await Promise.all(asked.map(({ environment, id }) => readApproval(table, environment, id)));
  return {
    environments,
    releases,
    locks,
    findings: stored.map(({ finding }) => finding).filter(({ status }) => status === "open"),
    approvals: approvals.filter((each) => each !== undefined),
  };
};
