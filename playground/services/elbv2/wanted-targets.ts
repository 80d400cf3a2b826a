import type { TargetDescription } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { quotaOf } from "../../world/quotas.ts";
import { inRange, required, validationError } from "../constraints.ts";
import type { Elbv2Context } from "./context.ts";
import { found, noTargetGroup } from "./errors.ts";
import { registrationsIn } from "./tables.ts";
import { registerTarget } from "./targets.ts";

/** An instance as a target; without a port the group's own. */
export interface WantedTarget {
  readonly instance: string;
  readonly port: number | undefined;
}

/** The targets that a request names. */
export const wantedTargets = (given: readonly TargetDescription[] = []): readonly WantedTarget[] =>
  given.map(({ Id, Port, AvailabilityZone, QuicServerId }) => {
    if (AvailabilityZone !== undefined) {
      throw validationError("You cannot specify an Availability Zone for targets of type 'instance'");
    }
    if (QuicServerId !== undefined) throw new NotEmulated("QUIC server ids");
    return { instance: required(Id, "targets.id"), port: inRange(Port, "targets.port", 1, 65_535) };
  });

/** Registers after AWS's checks: "it must be in the running state when you register it". Throws before the first change. */
export const registerAll = (context: Elbv2Context, targetGroupArn: string, wanted: readonly WantedTarget[]): void => {
  const { tables, fleet } = context;
  const group = found(tables.targetGroups.get(targetGroupArn), noTargetGroup);
  const invalid = (message: string) => new AwsError("InvalidTargetException", message);
  const unknown = wanted.find(({ instance }) => fleet.instance(instance) === undefined);
  if (unknown !== undefined) throw invalid(`Instance ID '${unknown.instance}' is not valid`);
  const stopped = wanted.filter(({ instance }) => fleet.instance(instance)?.state !== "running");
  if (stopped.length > 0) {
    const ids = stopped.map(({ instance }) => `'${instance}'`).join(", ");
    throw invalid(`The following targets are not in a running state and cannot be registered: ${ids}`);
  }
  const mostTargets = quotaOf("targets", context.surroundings);
  if (registrationsIn(tables, targetGroupArn).length + wanted.length > mostTargets) {
    throw new AwsError("TooManyTargetsException", `The maximum number of targets per target group is '${mostTargets}'`);
  }
  for (const { instance, port } of wanted) registerTarget(context, targetGroupArn, instance, port ?? group.Port);
};
