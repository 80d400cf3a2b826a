/** How the approval of a deployment is looked at: asked for once, judged at each look, and written into the journal once it is known. */
import { systemClock } from "../clock.ts";
import { type Approval, keptOf, outcomeAt } from "../deployment/approval.ts";
import { costADay } from "../deployment/cost.ts";
import { twoSided } from "../deployment/environment.ts";
import { idleSide } from "../deployment/traffic.ts";
import type { Progressed } from "../inventory/events/announced.ts";
import { askForApproval, closeApproval, readApproval } from "./approval-store.ts";
import { typesInGroup } from "./instance-types.ts";
import { deploymentAsHolder, keepApproved } from "./journal-store.ts";
import { type Observers, observeSides } from "./observe.ts";
import type { Reading } from "./sights.ts";
import type { Table } from "./table.ts";

/** Says that there is something to tell of a deployment; throws nothing. */
type Tell = (progressed: Progressed) => Promise<void>;

/** What the side that waits costs a day, where the environment registers prices. */
const costOfWaiting = async (observers: Observers, { seen, run }: Reading): Promise<string | undefined> => {
  const environment = twoSided(seen.environment);
  const { hourlyPrices } = environment.keepIdle;
  if (Object.keys(hourlyPrices).length === 0) return undefined;
  const { group } = idleSide(await observeSides(observers, environment, run.loadBalancer));
  return costADay(await typesInGroup(observers.autoScaling, group.name), hourlyPrices);
};

/** What stands in the table, once it was asked for; null where the environment asks for none. */
const asked = async (table: Table, observers: Observers, reading: Reading, tell: Tell): Promise<Approval | null> => {
  const { run, seen } = reading;
  const { environment, deployment } = seen;
  const standing = await readApproval(table, run.environment, run.deployment);
  if (standing?.epoch === run.epoch) return standing;
  const { approval: terms } = twoSided(environment);
  if (terms === undefined) return null;
  const since = systemClock.now();
  const until = since + terms.deadline * 1_000;
  const freeze = seen.freeze?.filter(({ from }) => from < until) ?? [];
  const cost = await costOfWaiting(observers, reading);
  await askForApproval(table, run.environment, {
    deployment: run.deployment,
    action: deployment.action ?? "",
    epoch: run.epoch,
    requestedBy: deployment.requestedBy ?? "unknown",
    ...(deployment.caller === undefined ? {} : { caller: deployment.caller }),
    approvers: terms.approvers,
    notByRequester: terms.notByRequester,
    since,
    until,
    ...(cost === undefined ? {} : { cost }),
    ...(freeze.length === 0 ? {} : { freeze }),
    signatures: {},
    version: 0,
  });
  await tell({ environment: run.environment, deployment: run.deployment });
  return asked(table, observers, reading, tell);
};

/**
 * The approval as it stands. What is known by now is written down first, under the condition that nobody has signed since it was read, so
 * that nobody is told that he approved what was undone; then into the journal, where it stays.
 */
export const approvalSight =
  (table: Table, observers: Observers, tell: Tell) =>
  async (reading: Reading): Promise<Approval | null> => {
    for (;;) {
      const approval = await asked(table, observers, reading, tell);
      if (approval === null) return null;
      const outcome = approval.outcome ?? outcomeAt(approval, systemClock.now());
      if (outcome === undefined) return approval;
      if (approval.outcome === undefined && !(await closeApproval(table, reading.run.environment, approval, outcome)))
        continue;
      const closed = { ...approval, outcome };
      await keepApproved(table, deploymentAsHolder(reading.run), keptOf(closed));
      if (outcome === "approved")
        await tell({ environment: reading.run.environment, deployment: reading.run.deployment });
      return closed;
    }
  };
