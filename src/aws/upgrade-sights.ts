/** How the steps of an upgrade see the stack as it stands before it, and what they made themselves. */
import { twoSided } from "../deployment/environment.ts";
import type { Sights } from "../deployment/steps/step.ts";
import { liveFingerprint } from "../deployment/upgrade/live-fingerprint.ts";
import type { Clients } from "../resources/kinds.ts";
import { observeLive, observeTwinPolicies, observeTwins, observeUpgraded } from "./observe-live.ts";
import type { Reading } from "./sights.ts";
import { keepSnapshot, readSnapshot } from "./snapshot-store.ts";
import type { Table } from "./table.ts";

const liveIn = ({ seen: { live } }: Reading) => {
  if (live === undefined) throw new TypeError("A step of an upgrade looks at the live side before anything else.");
  return live;
};

/**
 * The stack before its upgrade, in AWS's words. Of an earlier upgrade, what of its twin is there: an upgrade makes the target groups of a
 * twin once, the first time.
 */
export const liveSide =
  (clients: Clients) =>
  ({ seen: { environment, made = [] } }: Reading) =>
    made.some(({ kind }) => kind === "target-group")
      ? observeLive(clients, twoSided(environment))
      : observeUpgraded(clients, twoSided(environment));

/** The target groups that the upgrade made. */
export const madeTargetGroups =
  ({ loadBalancing }: Pick<Clients, "loadBalancing">) =>
  (reading: Reading) =>
    observeTwins(loadBalancing, liveIn(reading));

/** The scaling policies that the upgrade made. */
export const madePolicies =
  ({ autoScaling }: Pick<Clients, "autoScaling">) =>
  async (reading: Reading): Promise<Sights["policies"]> => {
    const live = liveIn(reading);
    return observeTwinPolicies(autoScaling, live);
  };

/** The live configuration as it is now, which is kept; one that was kept before stays. */
export const takenSnapshot =
  (table: Table) =>
  async (reading: Reading): Promise<Sights["snapshot"]> => {
    const now = liveFingerprint(liveIn(reading), twoSided(reading.seen.environment));
    await keepSnapshot(table, reading.run, now);
    return now;
  };

/** The live configuration as it was kept. */
export const keptSnapshot = (table: Table) => (reading: Reading) => readSnapshot(table, reading.run);
