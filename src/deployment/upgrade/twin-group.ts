import type { Change, Json, State } from "../../changes/change.ts";
import { UnknownField } from "../../errors.ts";
import { autoScalingGroupFields, groupState } from "../../resources/described/auto-scaling-group.ts";
import { refuseUncopyable } from "../../resources/described/fields.ts";
import { tagsId } from "../../resources/described/ids.ts";
import { isRecord, sorted } from "../../resources/described/plain.ts";
import { isSuspendedByAws, metricsState, processesState } from "../../resources/described/scaling.ts";
import { tagsOf } from "../../resources/described/tags.ts";
import { scalingProcesses } from "../processes.ts";
import type { Live, Upgraded } from "./live.ts";
import { greenName, nameLimits } from "./names.ts";
import { greenTags, markAsBlue, reservedTags, whyTagsDiffer, withoutOwn } from "./ownership.ts";
import { type Alteration, type FieldReport, nameReport, twinOf, type UpgradePlan } from "./plan.ts";
import { greenLaunchTemplate } from "./twin-launch-template.ts";
import { type Twins, twinFor } from "./twins.ts";

/** The name of a group's twin. */
export const greenGroup = (group: string): string => greenName(group, nameLimits.autoScalingGroup);

/** The version that a template is made with. */
const firstVersion = "1";

const ownTemplate = "each side has a launch template of its own, so that no side launches what was made for the other";

type GroupTags = { readonly [key: string]: { readonly Value: string; readonly PropagateAtLaunch: boolean } };

/** An override with a template or image of its own would go on launching the old release. */
const refuseOverrides = (group: string, policy: { readonly [key: string]: Json }): void => {
  const template = policy.LaunchTemplate;
  const overrides = isRecord(template) ? ((template.Overrides ?? []) as readonly Json[]) : [];
  const own = overrides.filter(isRecord).find((each) => each.LaunchTemplateSpecification || each.ImageId);
  if (own !== undefined)
    throw new UnknownField(
      `Auto Scaling group ${group} cannot be copied: MixedInstancesPolicy has an override with a launch template or image of its own, ${JSON.stringify(own)}, which a release could not replace. Nothing was changed.`,
    );
};

const templateAlteration = (live: Live, state: State): { readonly [field: string]: Alteration } => {
  const template = { LaunchTemplateName: greenLaunchTemplate(live.launchTemplate), Version: firstVersion };
  const policy = state.MixedInstancesPolicy;
  if (!isRecord(policy)) return { LaunchTemplate: { to: template, why: ownTemplate } };
  refuseOverrides(live.group.AutoScalingGroupName ?? "", policy);
  const inner = isRecord(policy.LaunchTemplate) ? policy.LaunchTemplate : {};
  const to = { ...policy, LaunchTemplate: { ...inner, LaunchTemplateSpecification: template } };
  return { MixedInstancesPolicy: { to, why: ownTemplate } };
};

/**
 * Off is what a group is made with, and AWS takes it only of a group that had it on.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-enable-zonal-shift.html
 */
const zonalShift = ({ AvailabilityZoneImpairmentPolicy: policy }: State): { readonly [field: string]: Alteration } =>
  isRecord(policy) && policy.ZonalShiftEnabled === false
    ? {
        AvailabilityZoneImpairmentPolicy: {
          to: null,
          why: "it is off unless said, and AWS takes it only of a group that had it on",
        },
      }
    : {};

const alterations = (live: Live, state: State, environment: string, twins: Twins) => ({
  ...templateAlteration(live, state),
  ...zonalShift(state),
  MinSize: { to: 0, why: "the idle side starts empty" },
  DesiredCapacity: { to: 0, why: "the idle side starts empty" },
  TargetGroupARNs: {
    to: sorted((live.group.TargetGroupARNs ?? []).map((arn) => twinFor(twins, arn))),
    why: "each side registers with its own target groups",
  },
  Tags: {
    to: greenTags((state.Tags ?? {}) as GroupTags, environment, (Value) => ({ Value, PropagateAtLaunch: false })),
    why: whyTagsDiffer,
  },
  ...(state.DeletionProtection === "prevent-all-deletion"
    ? {
        DeletionProtection: {
          to: "prevent-force-deletion",
          why: "a group that cannot be deleted even when empty could not be undone",
        },
      }
    : {}),
});

const processes = (live: Live, name: string): UpgradePlan => {
  const resource = `Auto Scaling group ${live.group.AutoScalingGroupName}`;
  const suspended = live.group.SuspendedProcesses ?? [];
  const chosen = suspended.filter((each) => !isSuspendedByAws(each)).map((each) => each.ProcessName ?? "");
  const resting = [...new Set([...chosen, ...scalingProcesses])].sort();
  // Every process, also what goes on running: if somebody suspends one, the twin is no longer what the upgrade made.
  const before = { ...processesState([]), ...Object.fromEntries(resting.map((process) => [process, "running"])) };
  const after = { ...before, ...Object.fromEntries(resting.map((process) => [process, "suspended"])) };
  return {
    changes: [{ resource: { kind: "group-processes", id: name }, before, after }],
    report: [
      {
        resource,
        field: "SuspendedProcesses",
        treatment: "changed",
        from: sorted(chosen),
        to: resting,
        why: "scheduled actions and alarms must not start instances on the idle side; a switch sets them as the active side has them",
      },
      ...suspended.filter(isSuspendedByAws).map(
        ({ ProcessName, SuspensionReason }): FieldReport => ({
          resource,
          field: `SuspendedProcesses.${ProcessName}`,
          treatment: "not copyable",
          from: SuspensionReason ?? "",
          why: "AWS suspended it because of what happened to the live group's instances",
        }),
      ),
    ],
  };
};

const metrics = (live: Live, name: string): UpgradePlan => {
  const after = metricsState(live.group.EnabledMetrics);
  if (after.granularity === null) return { changes: [], report: [] };
  const change: Change = {
    resource: { kind: "group-metrics", id: name },
    before: { granularity: null, metrics: [] },
    after,
  };
  const resource = `Auto Scaling group ${live.group.AutoScalingGroupName}`;
  return {
    changes: [change],
    report: [{ resource, field: "EnabledMetrics", treatment: "copied", from: after.metrics ?? [] }],
  };
};

/** The group of the green side: the live one at zero capacity, with its own launch template and target groups, and at rest. */
export const twinGroup = (live: Live, environment: Upgraded, twins: Twins): UpgradePlan => {
  const { group } = live;
  const from = group.AutoScalingGroupName ?? "";
  const to = greenGroup(from);
  const resource = `Auto Scaling group ${from}`;
  refuseUncopyable(resource, autoScalingGroupFields, group);
  const state = groupState(group);
  const shown = { ...state, Tags: withoutOwn((state.Tags ?? {}) as GroupTags) };
  const twin = twinOf(resource, shown, alterations(live, state, environment.name, twins));
  const processesPlan = processes(live, to);
  const metricsPlan = metrics(live, to);
  return {
    changes: [
      { resource: { kind: "auto-scaling-group", id: to }, before: null, after: twin.state },
      ...processesPlan.changes,
      ...metricsPlan.changes,
      markAsBlue(resource, tagsId.format({ service: "autoscaling", name: from }), tagsOf(group.Tags), environment.name),
    ],
    report: [
      nameReport(resource, "AutoScalingGroupName", from, to),
      ...twin.report,
      ...reservedTags(resource, tagsOf(group.Tags)),
      ...processesPlan.report,
      ...metricsPlan.report,
    ],
  };
};
