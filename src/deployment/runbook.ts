/**
 * The runbook: for each change that a rollback could not undo, the AWS CLI commands that would finish the restore by hand. A change
 * stands here the way it is to be made: from what was done to what was before.
 */
import type { Change, Json, Kind, State } from "../changes/change.ts";
import { memberId, placeholderId, previewId, tagsId, versionId } from "../resources/described/ids.ts";
import { aws, forwardCommand, word } from "./aws-command.ts";

/** The answer of another command, as an option's value. */
const answerOf = (command: string) => `"$(${command} --output text)"`;

type Commands = (id: string, to: State) => readonly string[];
type Deletion = (id: string) => string;

/** No command does it: the product itself never has to. */
const person = "a person says how";

/** How a resource of one kind is brought back by hand. */
interface ByHand {
  /** How its touched attributes are put back. */
  readonly update: Commands | typeof person;
  /** How it is deleted again. */
  readonly deletion: Deletion | typeof person;
}

/** A kind that the product changes, and never makes. */
const changed = (update: Commands): ByHand => ({ update, deletion: person });

/** A kind that the product makes, and never changes. */
const made = (deletion: Deletion): ByHand => ({ update: person, deletion });

const keysWith = (to: State, wanted: (value: Json | undefined) => boolean) =>
  Object.keys(to).filter((key) => wanted(to[key]));

const processes: Commands = (group, to) =>
  (["suspended", "running"] as const).flatMap((state) => {
    const names = keysWith(to, (value) => value === state);
    const command = state === "suspended" ? "autoscaling suspend-processes" : "autoscaling resume-processes";
    return names.length === 0
      ? []
      : [aws(command, { "auto-scaling-group-name": word(group), "scaling-processes": names.map(word).join(" ") })];
  });

const tagsOfGroup = (group: string, put: State, gone: readonly string[]): readonly string[] => {
  const tag = (key: string, rest: string) =>
    word(`ResourceId=${group},ResourceType=auto-scaling-group,Key=${key}${rest}`);
  return [
    ...Object.entries(put).map(([key, value]) =>
      aws("autoscaling create-or-update-tags", { tags: tag(key, `,Value=${String(value)},PropagateAtLaunch=false`) }),
    ),
    ...gone.map((key) => aws("autoscaling delete-tags", { tags: tag(key, "") })),
  ];
};

const tags: Commands = (id, to) => {
  const { service, name } = tagsId.parse(id);
  const put = Object.fromEntries(Object.entries(to).filter(([, value]) => value !== null));
  const gone = keysWith(to, (value) => value === null);
  if (service === "autoscaling") return tagsOfGroup(name, put, gone);
  const pairs = Object.entries(put)
    .map(([key, value]) => word(`Key=${key},Value=${String(value)}`))
    .join(" ");
  const [putting, removing] =
    service === "elasticloadbalancing"
      ? [
          aws("elbv2 add-tags", { "resource-arns": word(name), tags: pairs }),
          aws("elbv2 remove-tags", { "resource-arns": word(name), "tag-keys": gone.map(word).join(" ") }),
        ]
      : [
          aws("ec2 create-tags", { resources: word(name), tags: pairs }),
          aws("ec2 delete-tags", { resources: word(name), tags: gone.map((key) => word(`Key=${key}`)).join(" ") }),
        ];
  return [...(pairs === "" ? [] : [putting]), ...(gone.length > 0 ? [removing] : [])];
};

/** All of them end, since a group reports them at one granularity; those that it had are begun again. */
const metrics: Commands = (group, to) => {
  const names = Array.isArray(to.metrics) ? (to.metrics as readonly Json[]) : [];
  const named = { "auto-scaling-group-name": word(group) };
  const wanted = { granularity: word(to.granularity), metrics: names.map(word).join(" ") };
  return [
    aws("autoscaling disable-metrics-collection", named),
    ...(names.length === 0 ? [] : [aws("autoscaling enable-metrics-collection", { ...named, ...wanted })]),
  ];
};

const updateGroup =
  (options: (to: State) => Readonly<Record<string, string | undefined>>): Commands =>
  (group, to) => [
    aws("autoscaling update-auto-scaling-group", { "auto-scaling-group-name": word(group), ...options(to) }),
  ];

const inGroup =
  (command: string, option: string): Deletion =>
  (id) => {
    const { group, name } = memberId.parse(id);
    return aws(command, { "auto-scaling-group-name": word(group), [option]: word(name) });
  };

const deleteVersion: Deletion = (id) => {
  const { launchTemplateId, description } = versionId.parse(id);
  const number = aws("ec2 describe-launch-template-versions", {
    "launch-template-id": word(launchTemplateId),
    query: word(`LaunchTemplateVersions[?VersionDescription=='${description}'].VersionNumber`),
  });
  return aws("ec2 delete-launch-template-versions", {
    "launch-template-id": word(launchTemplateId),
    versions: answerOf(number),
  });
};

const deleteTargetGroup: Deletion = (name) => {
  const arn = aws("elbv2 describe-target-groups", { names: word(name), query: "TargetGroups[0].TargetGroupArn" });
  return aws("elbv2 delete-target-group", { "target-group-arn": answerOf(arn) });
};

const deletePlaceholder: Deletion = (id) => {
  const { loadBalancerArn, port } = placeholderId.parse(id);
  const arn = aws("elbv2 describe-listeners", {
    "load-balancer-arn": word(loadBalancerArn),
    query: word(`Listeners[?Port==\`${port}\`].ListenerArn`),
  });
  return aws("elbv2 delete-listener", { "listener-arn": answerOf(arn) });
};

const deletePreview: Deletion = (id) => {
  const { listenerArn, priority } = previewId.parse(id);
  const arn = aws("elbv2 describe-rules", {
    "listener-arn": word(listenerArn),
    query: word(`Rules[?Priority=='${priority}'].RuleArn`),
  });
  return aws("elbv2 delete-rule", { "rule-arn": answerOf(arn) });
};

const protection: Commands = (group, to) => {
  const named = { "auto-scaling-group-name": word(group) };
  const protects = to.newInstances === true;
  const listed = Array.isArray(to.protected) ? (to.protected as readonly Json[]) : [];
  const found = aws("autoscaling describe-auto-scaling-groups", {
    "auto-scaling-group-names": word(group),
    query: word("AutoScalingGroups[0].Instances[?ProtectedFromScaleIn].InstanceId"),
  });
  const set = (ids: string, which: string) =>
    `${aws("autoscaling set-instance-protection", { ...named, "instance-ids": ids })} --${which}protected-from-scale-in`;
  return [
    `${aws("autoscaling update-auto-scaling-group", named)} --${protects ? "" : "no-"}new-instances-protected-from-scale-in`,
    ...(protects ? [] : [set(`$(${found} --output text)`, "no-")]),
    ...(listed.length === 0 ? [] : [set(listed.map(word).join(" "), "")]),
  ];
};

/** While a refresh goes, it must be taken back or come to its end before another begins. */
const refresh: Commands = (group, to) => {
  const template = { LaunchTemplateId: to.launchTemplateId ?? null, Version: to.version ?? null };
  return [
    aws("autoscaling start-instance-refresh", {
      "auto-scaling-group-name": word(group),
      "desired-configuration": word({ LaunchTemplate: template }),
      preferences: word(to.preferences),
    }),
  ];
};

/** AWS takes a policy as a whole only. */
const mode: Commands = (id, to) => {
  const { group, name } = memberId.parse(id);
  const kept = ["AutoScalingGroupName", "PolicyName", "PolicyType", "Enabled"].map((field) => `${field}: ${field}`);
  const configuration = `merge(PredictiveScalingConfiguration, {Mode: \`${JSON.stringify(to.mode ?? null)}\`})`;
  const whole = aws("autoscaling describe-policies", {
    "auto-scaling-group-name": word(group),
    "policy-names": word(name),
    query: word(`ScalingPolicies[0].{${[...kept, `PredictiveScalingConfiguration: ${configuration}`].join(", ")}}`),
  });
  return [aws("autoscaling put-scaling-policy", { "cli-input-json": `"$(${whole} --output json)"` })];
};

/** Every kind: one that is not here does not compile. */
const byHand: Readonly<Record<Kind, ByHand>> = {
  listener: changed((arn, to) => [forwardCommand("listener", arn, to.actions)]),
  "listener-rule": changed((arn, to) => [forwardCommand("listener-rule", arn, to.actions)]),
  "group-capacity": changed(
    updateGroup((to) => ({
      "min-size": to.min === undefined ? undefined : word(to.min),
      "max-size": to.max === undefined ? undefined : word(to.max),
      "desired-capacity": to.desired === undefined ? undefined : word(to.desired),
    })),
  ),
  "group-launch-template": changed(
    updateGroup((to) => ({
      "launch-template": word(`LaunchTemplateId=${String(to.launchTemplateId)},Version=${String(to.version)}`),
    })),
  ),
  "instance-refresh": changed(refresh),
  "group-processes": changed(processes),
  "group-metrics": changed(metrics),
  "scale-in-protection": changed(protection),
  "predictive-mode": changed(mode),
  "deletion-protection": changed((arn, to) => [
    aws("elbv2 modify-load-balancer-attributes", {
      "load-balancer-arn": word(arn),
      attributes: word(`Key=deletion_protection.enabled,Value=${String(to.enabled)}`),
    }),
  ]),
  tags: changed(tags),
  "launch-template": made((name) => aws("ec2 delete-launch-template", { "launch-template-name": word(name) })),
  "launch-template-version": made(deleteVersion),
  "target-group": made(deleteTargetGroup),
  "placeholder-listener": made(deletePlaceholder),
  "preview-rule": made(deletePreview),
  "auto-scaling-group": made((name) =>
    aws("autoscaling delete-auto-scaling-group", { "auto-scaling-group-name": word(name) }),
  ),
  "scaling-policy": made(inGroup("autoscaling delete-policy", "policy-name")),
  "scaling-alarm": made((name) => aws("cloudwatch delete-alarms", { "alarm-names": word(name) })),
  "scheduled-action": made(inGroup("autoscaling delete-scheduled-action", "scheduled-action-name")),
  "lifecycle-hook": made(inGroup("autoscaling delete-lifecycle-hook", "lifecycle-hook-name")),
  notification: made(inGroup("autoscaling delete-notification-configuration", "topic-arn")),
  // It is applied again, by whoever has its file.
  registration: made((name) => `sarcelle env remove ${word(name)} --leave-twin`),
  "warm-pool": made((name) => aws("autoscaling delete-warm-pool", { "auto-scaling-group-name": word(name) })),
};

/** The AWS CLI commands that bring the resource to `undo.after`, each a line of shell; none where only a person can say how. */
export const commandsFor = ({ resource: { kind, id }, after }: Change): readonly string[] => {
  const { update, deletion } = byHand[kind];
  if (after !== null) return update === person ? [] : update(id, after);
  return deletion === person ? [] : [deletion(id)];
};
