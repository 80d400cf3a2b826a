import type {
  AttachLoadBalancerTargetGroupsCommandInput,
  AttachLoadBalancerTargetGroupsCommandOutput,
  AttachTrafficSourcesCommandInput,
  AttachTrafficSourcesCommandOutput,
  DescribeLoadBalancerTargetGroupsCommandInput,
  DescribeLoadBalancerTargetGroupsCommandOutput,
  DescribeTrafficSourcesCommandInput,
  DescribeTrafficSourcesCommandOutput,
  DetachLoadBalancerTargetGroupsCommandInput,
  DetachLoadBalancerTargetGroupsCommandOutput,
  DetachTrafficSourcesCommandInput,
  DetachTrafficSourcesCommandOutput,
  TrafficSourceIdentifier,
} from "@aws-sdk/client-auto-scaling";
import { NotEmulated } from "../../world/aws-error.ts";
import type { TargetGroups } from "../../world/neighbours.ts";
import { page } from "../../world/pages.ts";
import { operation } from "../../world/service.ts";
import { type Group, groupNotFound, required, type TrafficSource, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import type { Reconciler } from "./reconciler.ts";
import { groupNamed, type Store } from "./store.ts";

/** Quotas: target groups in one call, and of one group. */
const mostInCall = 10;
const mostOfGroup = 50;

/** The target groups among traffic sources; the playground has no other kind. */
const arnsOf = (sources: readonly TrafficSourceIdentifier[] | undefined): readonly string[] =>
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
  asked: {
    readonly TargetGroupARNs?: readonly string[] | undefined;
    readonly TrafficSources?: readonly TrafficSourceIdentifier[] | undefined;
  },
): readonly TrafficSource[] => {
  const older = (asked.TargetGroupARNs ?? []).map((arn) => ({ arn, attachedBy: "TargetGroupARNs" as const }));
  const newer = arnsOf(asked.TrafficSources).map((arn) => ({ arn, attachedBy: "TrafficSources" as const }));
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

/** Attach, detach and describe target groups, by the older API and by AttachTrafficSources. */
export const trafficSourceOperations = (
  store: Store,
  targetGroups: TargetGroups,
  permissions: Permissions,
  reconciler: Reconciler,
  pageSize: number,
) => {
  const attach = (group: Group, asked: Parameters<typeof newSources>[2]) => {
    store.groups.put(group.name, { ...group, trafficSources: newSources(targetGroups, group.trafficSources, asked) });
    reconciler.wake(group.name);
    return {};
  };

  const detach = (group: Group, arns: readonly string[]) => {
    const attached = (arn: string) =>
      group.trafficSources.some((source) => source.arn === arn && source.state !== "Removing");
    if (!arns.every(attached)) throw validationError("Trying to remove Target Groups that are not part of the group");
    const trafficSources = group.trafficSources.map(
      (source): TrafficSource => (arns.includes(source.arn) ? { ...source, state: "Removing" } : source),
    );
    store.groups.put(group.name, { ...group, trafficSources });
    const members = group.members.map((member) => member.id);
    for (const arn of arns) if (targetGroups.exists(arn)) targetGroups.deregister(arn, members);
    reconciler.wake(group.name);
    return {};
  };

  const seen = (name: string | undefined): Group => {
    const group = store.groups.seen(required(name, "autoScalingGroupName"));
    if (group === undefined) throw groupNotFound(name ?? "");
    return group;
  };

  return {
    AttachLoadBalancerTargetGroups: operation<
      AttachLoadBalancerTargetGroupsCommandInput,
      AttachLoadBalancerTargetGroupsCommandOutput
    >({
      accepts: ["AutoScalingGroupName", "TargetGroupARNs"],
      needs: permissions.onGroup("AttachLoadBalancerTargetGroups"),
      run: ({ AutoScalingGroupName, TargetGroupARNs }) =>
        attach(groupNamed(store, AutoScalingGroupName), {
          TargetGroupARNs: required(TargetGroupARNs, "targetGroupARNs"),
        }),
    }),

    DetachLoadBalancerTargetGroups: operation<
      DetachLoadBalancerTargetGroupsCommandInput,
      DetachLoadBalancerTargetGroupsCommandOutput
    >({
      accepts: ["AutoScalingGroupName", "TargetGroupARNs"],
      needs: permissions.onGroup("DetachLoadBalancerTargetGroups"),
      run: ({ AutoScalingGroupName, TargetGroupARNs }) =>
        detach(groupNamed(store, AutoScalingGroupName), required(TargetGroupARNs, "targetGroupARNs")),
    }),

    DescribeLoadBalancerTargetGroups: operation<
      DescribeLoadBalancerTargetGroupsCommandInput,
      DescribeLoadBalancerTargetGroupsCommandOutput
    >({
      accepts: ["AutoScalingGroupName", "NextToken", "MaxRecords"],
      run: ({ AutoScalingGroupName, NextToken, MaxRecords }) => {
        // "… but not for target groups that were attached by using AttachTrafficSources"
        const sources = seen(AutoScalingGroupName).trafficSources.filter(
          (source) => source.attachedBy === "TargetGroupARNs",
        );
        const { items, next } = page(sources, NextToken, MaxRecords, pageSize);
        return {
          LoadBalancerTargetGroups: items.map(({ arn, state }) => ({ LoadBalancerTargetGroupARN: arn, State: state })),
          NextToken: next,
        };
      },
    }),

    AttachTrafficSources: operation<AttachTrafficSourcesCommandInput, AttachTrafficSourcesCommandOutput>({
      accepts: ["AutoScalingGroupName", "TrafficSources"],
      needs: permissions.onGroup("AttachTrafficSources"),
      run: ({ AutoScalingGroupName, TrafficSources }) =>
        attach(groupNamed(store, AutoScalingGroupName), { TrafficSources: required(TrafficSources, "trafficSources") }),
    }),

    DetachTrafficSources: operation<DetachTrafficSourcesCommandInput, DetachTrafficSourcesCommandOutput>({
      accepts: ["AutoScalingGroupName", "TrafficSources"],
      needs: permissions.onGroup("DetachTrafficSources"),
      run: ({ AutoScalingGroupName, TrafficSources }) =>
        detach(groupNamed(store, AutoScalingGroupName), arnsOf(required(TrafficSources, "trafficSources"))),
    }),

    DescribeTrafficSources: operation<DescribeTrafficSourcesCommandInput, DescribeTrafficSourcesCommandOutput>({
      accepts: ["AutoScalingGroupName", "TrafficSourceType", "NextToken", "MaxRecords"],
      run: ({ AutoScalingGroupName, TrafficSourceType, NextToken, MaxRecords }) => {
        const group = seen(AutoScalingGroupName);
        if (TrafficSourceType !== undefined && !["elb", "elbv2", "vpc-lattice"].includes(TrafficSourceType))
          throw validationError(`Invalid traffic source type: ${TrafficSourceType}`);
        const sources = (TrafficSourceType ?? "elbv2") === "elbv2" ? group.trafficSources : [];
        const { items, next } = page(sources, NextToken, MaxRecords, pageSize);
        return {
          TrafficSources: items.map(({ arn, state }) => ({
            TrafficSource: arn,
            Identifier: arn,
            Type: "elbv2",
            State: state,
          })),
          NextToken: next,
        };
      },
    }),
  };
};
