/**
 * The runbook: for each change that a rollback could not undo, the AWS CLI commands that would finish the restore by hand. A change
 * stands here the way it is to be made: from what was done to what was before.
 */
import type { Change, Json, Kind, State } from "../changes/change.ts";

/** A word of a shell command, quoted where it needs it. */
const word = (value: Json | undefined): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[\w.,:/=@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
};

const aws = (command: string, options: Readonly<Record<string, string | undefined>>): string =>
  [
    `aws ${command}`,
    ...Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
  ].join(" ");

/** The answer of another command, as an option's value. */
const answerOf = (command: string) => `"$(${command} --output text)"`;

const split = (id: string, at: number): readonly [string, string] => [id.slice(0, at), id.slice(at + 1)];
const member = (id: string) => split(id, id.indexOf("/"));

type Commands = (id: string, to: State) => readonly string[];
type Deletion = (id: string) => string;

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

const tags: Commands = (id, to) => {
  const put = keysWith(to, (value) => value !== null);
  const gone = keysWith(to, (value) => value === null);
  const pairs = put.map((key) => word(`Key=${key},Value=${String(to[key])}`)).join(" ");
  if (id.startsWith("autoscaling:")) {
    const group = id.slice("autoscaling:".length);
    const tag = (key: string, rest: string) =>
      word(`ResourceId=${group},ResourceType=auto-scaling-group,Key=${key}${rest}`);
    return [
      ...put.map((key) =>
        aws("autoscaling create-or-update-tags", {
          tags: tag(key, `,Value=${String(to[key])},PropagateAtLaunch=false`),
        }),
      ),
      ...gone.map((key) => aws("autoscaling delete-tags", { tags: tag(key, "") })),
    ];
  }
  return id.startsWith("arn:")
    ? [
        ...(put.length > 0 ? [aws("elbv2 add-tags", { "resource-arns": word(id), tags: pairs })] : []),
        ...(gone.length > 0
          ? [aws("elbv2 remove-tags", { "resource-arns": word(id), "tag-keys": gone.map(word).join(" ") })]
          : []),
      ]
    : [
        ...(put.length > 0 ? [aws("ec2 create-tags", { resources: word(id), tags: pairs })] : []),
        ...(gone.length > 0
          ? [aws("ec2 delete-tags", { resources: word(id), tags: gone.map((key) => word(`Key=${key}`)).join(" ") })]
          : []),
      ];
};

const updateGroup =
  (options: (to: State) => Readonly<Record<string, string | undefined>>): Commands =>
  (group, to) => [
    aws("autoscaling update-auto-scaling-group", { "auto-scaling-group-name": word(group), ...options(to) }),
  ];

/** How a touched attribute is put back. */
const updates: Partial<Readonly<Record<Kind, Commands>>> = {
  listener: (arn, to) => [
    aws("elbv2 modify-listener", { "listener-arn": word(arn), "default-actions": word(to.actions) }),
  ],
  "listener-rule": (arn, to) => [aws("elbv2 modify-rule", { "rule-arn": word(arn), actions: word(to.actions) })],
  "group-capacity": updateGroup((to) => ({
    "min-size": to.min === undefined ? undefined : word(to.min),
    "max-size": to.max === undefined ? undefined : word(to.max),
    "desired-capacity": to.desired === undefined ? undefined : word(to.desired),
  })),
  "group-launch-template": updateGroup((to) => ({
    "launch-template": word(`LaunchTemplateId=${String(to.launchTemplateId)},Version=${String(to.version)}`),
  })),
  "group-processes": processes,
  tags,
};

const inGroup =
  (command: string, option: string): Deletion =>
  (id) => {
    const [group, name] = member(id);
    return aws(command, { "auto-scaling-group-name": word(group), [option]: word(name) });
  };

/** How what an upgrade or a deploy made is deleted. */
const deletions: Partial<Readonly<Record<Kind, Deletion>>> = {
  "launch-template": (name) => aws("ec2 delete-launch-template", { "launch-template-name": word(name) }),
  "launch-template-version": (id) => {
    const [template, description] = member(id);
    const number = aws("ec2 describe-launch-template-versions", {
      "launch-template-id": word(template),
      query: word(`LaunchTemplateVersions[?VersionDescription=='${description}'].VersionNumber`),
    });
    return aws("ec2 delete-launch-template-versions", {
      "launch-template-id": word(template),
      versions: answerOf(number),
    });
  },
  "target-group": (name) => {
    const arn = aws("elbv2 describe-target-groups", { names: word(name), query: "TargetGroups[0].TargetGroupArn" });
    return aws("elbv2 delete-target-group", { "target-group-arn": answerOf(arn) });
  },
  "placeholder-listener": (id) => {
    const [loadBalancer, port] = split(id, id.lastIndexOf(":"));
    const arn = aws("elbv2 describe-listeners", {
      "load-balancer-arn": word(loadBalancer),
      query: word(`Listeners[?Port==\`${port}\`].ListenerArn`),
    });
    return aws("elbv2 delete-listener", { "listener-arn": answerOf(arn) });
  },
  "auto-scaling-group": (name) =>
    aws("autoscaling delete-auto-scaling-group", { "auto-scaling-group-name": word(name) }),
  "group-metrics": (name) => aws("autoscaling disable-metrics-collection", { "auto-scaling-group-name": word(name) }),
  "scaling-policy": inGroup("autoscaling delete-policy", "policy-name"),
  "scaling-alarm": (name) => aws("cloudwatch delete-alarms", { "alarm-names": word(name) }),
  "scheduled-action": inGroup("autoscaling delete-scheduled-action", "scheduled-action-name"),
  "lifecycle-hook": inGroup("autoscaling delete-lifecycle-hook", "lifecycle-hook-name"),
  notification: inGroup("autoscaling delete-notification-configuration", "topic-arn"),
  "warm-pool": (name) => aws("autoscaling delete-warm-pool", { "auto-scaling-group-name": word(name) }),
};

/** The commands that bring the resource to `undo.after`; none where only a person can say how. */
export const commandsFor = ({ resource: { kind, id }, after }: Change): readonly string[] => {
  if (after !== null) return updates[kind]?.(id, after) ?? [];
  const deletion = deletions[kind];
  return deletion === undefined ? [] : [deletion(id)];
};
