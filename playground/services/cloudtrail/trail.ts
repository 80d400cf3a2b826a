import { AwsError } from "../../world/aws-error.ts";
import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";

/** Since when a trail logs, or does not any more; milliseconds since the epoch. */
export interface Logging {
  readonly isLogging: boolean;
  readonly startedAt: number;
  readonly stoppedAt?: number;
}

/** What every operation of CloudTrail works on: one trail of the account in the region, by whose ARN its logging is kept. */
export interface CloudTrailContext {
  readonly surroundings: Surroundings;
  readonly trail: { readonly name: string; readonly arn: string };
  /** Empty until it is stopped or started. */
  readonly logging: Records<Logging>;
  /** As it is from the beginning. */
  readonly atFirst: Logging;
}

/** The trail by the name or ARN that a call gives. Throws TrailNotFoundException, as https://github.com/getmoto/moto has it. */
export const requireTrail = ({ surroundings: { account }, trail }: CloudTrailContext, named = ""): void => {
  if (named !== trail.name && named !== trail.arn)
    throw new AwsError("TrailNotFoundException", `Unknown trail: ${named} for the user: ${account}`);
};

/** What a call about one trail needs: the permission on that. */
export const onTrail =
  ({ surroundings: { account, region }, trail }: CloudTrailContext, operation: string) =>
  ({ Name, TrailName }: { readonly Name?: string | undefined; readonly TrailName?: string | undefined }) => {
    const named = Name ?? TrailName ?? trail.name;
    const resource = named.startsWith("arn:") ? named : `arn:aws:cloudtrail:${region}:${account}:trail/${named}`;
    return [{ action: `cloudtrail:${operation}`, resource, tags: {} }];
  };
