import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import { autoScaling, dynamoDb, ec2 } from "../../src/aws/clients.ts";
import { registrations } from "../../src/aws/environment-store.ts";
import { groupPages } from "../../src/aws/inventory/describe-groups.ts";
import { forgetJournals } from "../../src/aws/journal-retention.ts";
import { closedJournals, readLock } from "../../src/aws/journal-store.ts";
import { mainTable } from "../../src/aws/table.ts";
import { forgetVersions } from "../../src/aws/version-retention.ts";
import { milliseconds, systemClock } from "../../src/clock.ts";
import { environmentVariable } from "../../src/env.ts";
import { log, logged } from "../../src/logger.ts";

const table = mainTable(dynamoDb());
const clients = { autoScaling: autoScaling(), ec2: ec2() };

/** Every group of the account: others than an environment's own may launch from its templates too. */
const allGroups = async (): Promise<readonly AutoScalingGroup[]> => {
  const groups: AutoScalingGroup[] = [];
  for await (const { items } of groupPages(clients.autoScaling)) groups.push(...items);
  return groups;
};

/** Forgets what nobody can need any more: journals that are old and many, and the launch template versions that no deployment could go back to. */
export const handler = logged(async () => {
  const before = systemClock.now() - Number(environmentVariable("JOURNAL_RETENTION_DAYS")) * milliseconds.day;
  const unreadable: string[] = [];
  const groups = await allGroups();
  for (const { name, environment } of await registrations(table)) {
    // Whoever deploys or undoes now may need what was done last.
    if ((await readLock(table, name)) !== undefined) continue;
    const journals = await forgetJournals(table, name, before);
    const tell = ({ key }: { readonly key: string }) => void unreadable.push(key);
    const undoable = await closedJournals({ ...table, tell }, name);
    // What is needed by a journal, or belongs to a registration, that cannot be read, is not known.
    const versions =
      unreadable.length > 0 || environment === undefined
        ? []
        : await forgetVersions(clients.ec2, environment, { journals: undoable, groups });
    if (journals.length + versions.length > 0) log("info", "forgotten", { environment: name, journals, versions });
  }
  if (unreadable.length > 0) log("warn", "versions are kept, since journals cannot be read", { unreadable });
});
