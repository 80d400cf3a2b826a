import { createRecords } from "../../world/records.ts";
import type { Service, Surroundings } from "../../world/service.ts";
import { cloudTrailOperations } from "./operations.ts";
import type { Logging } from "./trail.ts";

export interface CloudTrail extends Service {
  /** Whether calls are told now. */
  isLogging(): boolean;
}

/** AWS CloudTrail with the one trail that an account usually has in each region, which logs from the beginning. */
export const createCloudTrail = (surroundings: Surroundings): CloudTrail => {
  const { clock, lag, account, region } = surroundings;
  const name = "management-events";
  const trail = { name, arn: `arn:aws:cloudtrail:${region}:${account}:trail/${name}` };
  const logging = createRecords<Logging>(clock, lag);
  const atFirst = { isLogging: true, startedAt: clock.now() };
  const now = () => logging.get(trail.arn) ?? atFirst;
  return {
    name: "cloudtrail",
    operations: cloudTrailOperations({ surroundings, trail, logging, atFirst }),
    isLogging: () => now().isLogging,
    state: () => ({ trails: { [trail.arn]: { name, ...now() } } }),
  };
};
