import { milliseconds, systemClock } from "../../clock.ts";
import { environmentVariable } from "../../env.ts";
import { autoScaling, ec2, loadBalancing } from "../clients.ts";
import { registeredEnvironments } from "../environment-store.ts";
import { ofWhoWatches } from "../patience.ts";
import type { Table } from "../table.ts";
import type { Observed } from "./sightings.ts";

/** The clients that a function of the inventory looks with. */
export const observers = (balancing = loadBalancing(ofWhoWatches)) => ({
  autoScaling: autoScaling(ofWhoWatches),
  ec2: ec2(ofWhoWatches),
  loadBalancing: balancing,
});

/** What one invocation sees. The registrations are read once, if at all. */
export const observed = (clients: ReturnType<typeof observers>, table: Table): Observed => {
  let registered: ReturnType<typeof registeredEnvironments> | undefined;
  return {
    ...clients,
    registered: () => {
      registered ??= registeredEnvironments(table);
      return registered;
    },
    here: { account: environmentVariable("ACCOUNT"), region: environmentVariable("AWS_REGION") },
    now: () => Math.floor(systemClock.now()),
  };
};

/** For how long the inventory keeps what is not true any more. */
export const retentionMilliseconds = (): number => Number(environmentVariable("RETENTION_DAYS")) * milliseconds.day;
