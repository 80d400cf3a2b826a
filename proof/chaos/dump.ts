/** What chaos looks at in a dump of the playground's state. */
export interface WorldDump {
  readonly autoscaling: {
    readonly groups: Readonly<Record<string, Group>>;
    readonly scheduledActions: Readonly<Record<string, ScheduledAction>>;
    readonly lifecycleHooks: Readonly<Record<string, LifecycleHook>>;
  };
  readonly elasticloadbalancing: {
    readonly listeners: Readonly<Record<string, DumpedListener>>;
    readonly rules: Readonly<Record<string, object>>;
    readonly targetGroups: Readonly<
      Record<string, { readonly TargetGroupName: string; readonly tags: Readonly<Record<string, string>> }>
    >;
    readonly targets: Readonly<Record<string, { readonly health: { readonly State: string } }>>;
  };
}

export interface Group {
  /** It was deleted, and goes once its instances are gone: nothing of it can be changed. */
  readonly Status?: string;
  readonly MinSize: number;
  readonly MaxSize: number;
  readonly DesiredCapacity: number;
  readonly TargetGroupARNs: readonly string[];
  readonly Instances: readonly { readonly InstanceId: string; readonly LifecycleState: string }[];
  readonly SuspendedProcesses: readonly { readonly ProcessName: string }[];
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

interface ScheduledAction {
  readonly AutoScalingGroupName: string;
  readonly ScheduledActionName: string;
  readonly Recurrence: string;
  readonly MinSize: number;
  readonly MaxSize: number;
}

interface LifecycleHook {
  readonly AutoScalingGroupName: string;
  readonly LifecycleHookName: string;
  readonly LifecycleTransition: string;
  readonly HeartbeatTimeout: number;
  readonly DefaultResult: string;
}

export interface DumpedListener {
  readonly ListenerArn: string;
  readonly LoadBalancerArn: string;
  readonly Port: number;
  readonly Protocol: string;
  readonly DefaultActions: readonly {
    readonly Type: string;
    readonly TargetGroupArn?: string;
    readonly ForwardConfig?: {
      readonly TargetGroups: readonly object[];
      readonly TargetGroupStickinessConfig?: { readonly Enabled: boolean; readonly DurationSeconds?: number };
    };
  }[];
  readonly tags: Readonly<Record<string, string>>;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The value with every object in it as `change` makes it; undefined leaves a member, or an element, out. */
export const rewritten = (
  value: unknown,
  change: (path: readonly string[], value: unknown) => unknown,
  path: readonly string[] = [],
): unknown => {
  const changed = change(path, value);
  if (Array.isArray(changed))
    return changed.flatMap((each) => {
      const kept = rewritten(each, change, [...path, "*"]);
      return kept === undefined ? [] : [kept];
    });
  if (typeof changed !== "object" || changed === null) return changed;
  return Object.fromEntries(
    Object.entries(changed).flatMap(([key, held]) => {
      const kept = rewritten(held, change, [...path, key]);
      return kept === undefined ? [] : [[key, kept]];
    }),
  ) as Json;
};

interface Versioned {
  readonly id: string;
  readonly versions: readonly { readonly number: number }[];
}

/**
 * The dump with every launch template version told by its place among those that are there: AWS gives no number twice, so a
 * deployment that was undone leaves a gap that another world has not.
 */
export const withoutNumbers = (dump: unknown): unknown => {
  const templates = Object.values(
    (dump as { readonly ec2?: { readonly "launch-template"?: Readonly<Record<string, Versioned>> } }).ec2?.[
      "launch-template"
    ] ?? {},
  );
  const place = (template: unknown, version: unknown) => {
    const versions = templates.find(({ id }) => id === template)?.versions ?? [];
    const index = versions.findIndex(({ number }) => String(number) === String(version));
    return index < 0 ? version : `the ${index + 1}. that is there`;
  };
  return rewritten(dump, (path, value) => {
    if (typeof value !== "object" || value === null) return value;
    const fields = value as Readonly<Record<string, unknown>>;
    if ("LaunchTemplateId" in fields && "Version" in fields)
      return { ...fields, Version: place(fields.LaunchTemplateId, fields.Version) };
    if (path.at(-1) === "launchTemplate") return { ...fields, version: place(fields.id, fields.version) };
    if ("aws:ec2launchtemplate:version" in fields)
      return {
        ...fields,
        "aws:ec2launchtemplate:version": place(
          fields["aws:ec2launchtemplate:id"],
          fields["aws:ec2launchtemplate:version"],
        ),
      };
    if (path.at(-2) === "versions") return { ...fields, number: undefined };
    return value;
  });
};

/** How the addresses of a real world's default VPC begin, which are this machine's; of a simulated one they are AWS's. */
const ownNetwork = /^127\.\d+\./;

/**
 * The dump without what each world has of its own: where AWS, the load balancers and the instances are reached, and when a certificate
 * is valid.
 */
export const withoutWhereabouts = (dump: unknown): unknown =>
  rewritten(dump, (path, value) => {
    const [service, kind] = path;
    const key = path.at(-1);
    if (service === "elasticloadbalancing" && kind === "loadBalancers" && key === "DNSName") return undefined;
    if (service === "acm" && kind === "certificates" && (key === "notBefore" || key === "notAfter")) return undefined;
    if (service === "ec2" && typeof value === "string") return value.replace(ownNetwork, "172.31.");
    return typeof value === "string" && key?.endsWith("_URL") ? new URL(value).pathname : value;
  });

/** The group that production traffic reaches through the listener on `port`, or the only one that there is, and the other one, if there are two. */
export const sidesOf = (
  dump: WorldDump,
  port: number,
): { readonly active: string; readonly idle: string | undefined } => {
  const listener = Object.values(dump.elasticloadbalancing.listeners).find(({ Port }) => Port === port);
  const target = listener?.DefaultActions[0]?.TargetGroupArn ?? "";
  const names = Object.keys(dump.autoscaling.groups);
  const reached = names.find((name) => dump.autoscaling.groups[name]?.TargetGroupARNs.includes(target));
  const active = reached ?? (names.length === 1 ? names[0] : undefined) ?? "";
  return { active, idle: names.find((name) => name !== active) };
};
