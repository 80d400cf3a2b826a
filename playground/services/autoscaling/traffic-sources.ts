import type { TrafficSourceIdentifier } from "@aws-sdk/client-auto-scaling";
import { NotEmulated } from "../../world/aws-error.ts";
import type { TargetGroups } from "../../world/neighbours.ts";
import { required, validationError } from "../constraints.ts";
import type { AutoScalingContext } from "./context.ts";
import type { Group, TrafficSource } from "./records.ts";

/** Quotas: target groups in one call, and of one group. */
const mostInCall = 10;
const mostOfGroup = 50;

/** What a request asks for by the older API, and by the newer one. */
export interface AskedSources {
  readonly TargetGroupARNs?: readonly string[] | undefined;
  readonly TrafficSources?: readonly TrafficSourceIdentifier[] | undefined;
}

/** The ARNs of the target groups among traffic sources; the playground has no other kind. */
export const sourceArns = (sources: readonly TrafficSourceIdentifier[] | undefined): readonly string[] =>
  (sources ?? []).map(({ Identifier, Type }) => {
    const arn = required(Identifier, "trafficSources.member.identifier");
    if ((Type !== undefined && Type !== "elbv2") || !arn.includes(":targetgroup/"))
      throw new NotEmulated(`the traffic source ${arn} of type ${Type ?? "unknown"}: only target groups of type elbv2`);
    return arn;
  });

/** `sources` and those that the request adds, in the state Adding. Attaching again what is attached changes nothing. */
export const newSources = (
  targetGroups: TargetGroups,
  sources: readonly TrafficSource[],
  asked: AskedSources,
): readonly TrafficSource[] => {
  const older = (asked.TargetGroupARNs ?? []).map((arn) => ({ arn, attachedBy: "TargetGroupARNs" as const }));
  const newer = sourceArns(asked.TrafficSources).map((arn) => ({ arn, attachedBy: "TrafficSources" as const }));
  const all = [...older, ...newer];
  if (older.length > mostInCall || newer.length > mostInCall)
    throw validationError(`You can specify at most ${mostInCall} target groups in one call`);
  if (all.some(({ arn }) => !targetGroups.exists(arn)))
    throw validationError("Provided Target Groups may not be valid. Please ensure they exist and try again.");
  const staying = sources.filter((source) => source.state !== "Removing");
  const fresh = all.filter(
    ({ arn }, index) =>
      !staying.some((source) => source.arn === arn) && all.findIndex((other) => other.arn === arn) === index,
  );
  const kept = sources.filter((source) => !fresh.some(({ arn }) => arn === source.arn));
  if (kept.length + fresh.length > mostOfGroup)
    throw validationError(`An Auto Scaling group can have at most ${mostOfGroup} target groups`);
  return [...kept, ...fresh.map((source): TrafficSource => ({ ...source, state: "Adding" }))];
};

/** Attaches target groups: the instances register as soon as the present call is over. */
export const attachSources = (context: AutoScalingContext, group: Group, asked: AskedSources): void => {
  const { store, targetGroups, wake } = context;
  store.groups.put(group.name, { ...group, trafficSources: newSources(targetGroups, group.trafficSources, asked) });
  wake(group.name);
};

/** Detaches target groups, all of which must be attached: the instances begin to drain at once. */
export const detachSources = (context: AutoScalingContext, group: Group, arns: readonly string[]): void => {
  const { store, targetGroups, wake } = context;
  const isAttached = (arn: string) =>
    group.trafficSources.some((source) => source.arn === arn && source.state !== "Removing");
  if (!arns.every(isAttached)) throw validationError("Trying to remove Target Groups that are not part of the group");
  const trafficSources = group.trafficSources.map(
    (source): TrafficSource => (arns.includes(source.arn) ? { ...source, state: "Removing" } : source),
  );
  store.groups.put(group.name, { ...group, trafficSources });
  const members = group.members.map((member) => member.id);
  for (const arn of arns) if (targetGroups.exists(arn)) targetGroups.deregister(arn, members);
  wake(group.name);
};
