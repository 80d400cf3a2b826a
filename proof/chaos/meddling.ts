/** What somebody else does to AWS in the midst of everything: each by the API, as a person would, and never to the traffic's harm. */
import type { State } from "../../src/changes/change.ts";
import { type Deployed, ports } from "../simulation/sarcelle.ts";
import { type DumpedListener, rewritten, sidesOf, type WorldDump } from "./dump.ts";

export const meddlings = [
  "tag",
  "tag what was made",
  "size",
  "process",
  "other process",
  "stickiness",
  "add schedule",
  "delete schedule",
  "delete hook",
  "delete placeholder",
] as const;
export type MeddlingKind = (typeof meddlings)[number];

/** Something that somebody changed. */
export interface Meddling {
  readonly words: string;
  /** The service and the time of the change: what was read before cannot have shown it. */
  readonly service: string;
  readonly at: number;
  /** Whether it shows in the world. */
  holds(dump: WorldDump): boolean;
  /** The resource in a journal's words. */
  readonly resource: { readonly kind: string; readonly id: string };
  /** What of the resource it is: a later change of the same takes its place. */
  readonly part: string;
  /** Whether the resource's state in a journal shows the change: then the deployment knew of it. Undefined if it does not speak of it. */
  knownIn(state: State): boolean | undefined;
  /** A dump without what was touched. */
  without(dump: unknown): unknown;
  /** The person takes it back. */
  takeBack(): Promise<void>;
}

type Meddle = (sarcelle: Deployed, dump: WorldDump, side: "active" | "idle") => Promise<Meddling | undefined>;

const autoscaling = "autoscaling";
const loadBalancing = "elasticloadbalancing";

const canChange = (dump: WorldDump, group: string): boolean =>
  dump.autoscaling.groups[group] !== undefined && dump.autoscaling.groups[group].Status === undefined;

const groupOf = (dump: WorldDump, side: "active" | "idle"): string | undefined => {
  const group = sidesOf(dump, ports.http)[side];
  return group !== undefined && canChange(dump, group) ? group : undefined;
};

const tag: Meddle = async ({ world }, dump, side) => {
  const group = groupOf(dump, side);
  if (group === undefined || dump.autoscaling.groups[group]?.Tags.some(({ Key }) => Key === "team")) return undefined;
  const one = { ResourceId: group, ResourceType: "auto-scaling-group", Key: "team" };
  await world.operate(autoscaling, "CreateOrUpdateTags", {
    Tags: [{ ...one, Value: "mallard", PropagateAtLaunch: false }],
  });
  return {
    words: `tags ${group} with team=mallard`,
    service: autoscaling,
    at: world.now(),
    // It is no reason to keep a twin whose upgrade is undone.
    holds: (now) => now.autoscaling.groups[group]?.Tags.some(({ Key }) => Key === "team") ?? true,
    resource: { kind: "auto-scaling-group", id: group },
    part: "team",
    knownIn: (state) => JSON.stringify(state).includes("mallard"),
    without: (now) =>
      rewritten(now, (path, value) =>
        path.at(-2) === "Tags" && (value as { readonly Key?: string }).Key === "team" ? undefined : value,
      ),
    takeBack: async () => {
      const now = (await world.state()) as unknown as WorldDump;
      if (canChange(now, group)) await world.operate(autoscaling, "DeleteTags", { Tags: [one] });
    },
  };
};

/** What tags everything that is new in an account: here a target group that the upgrade made, as soon as it is there. */
const tagWhatWasMade: Meddle = async (sarcelle, dump) => {
  const { world } = sarcelle;
  const named = "web-http-green";
  const arnIn = (now: WorldDump) =>
    Object.entries(now.elasticloadbalancing.targetGroups).find(([, each]) => each.TargetGroupName === named)?.[0];
  const Key = "cost-centre";
  const tagIn = (now: WorldDump) => now.elasticloadbalancing.targetGroups[arnIn(now) ?? ""]?.tags[Key];
  const arn = arnIn(dump);
  if (arn === undefined || tagIn(dump) !== undefined) return undefined;
  await world.operate(loadBalancing, "AddTags", { ResourceArns: [arn], Tags: [{ Key, Value: "4711" }] });
  return {
    words: `tags ${named} with ${Key}=4711`,
    service: loadBalancing,
    at: world.now(),
    // It is no reason to keep what an upgrade made that is undone.
    holds: (now) => arnIn(now) !== arn || tagIn(now) !== undefined,
    resource: { kind: "target-group", id: named },
    part: Key,
    knownIn: (state) => JSON.stringify(state).includes("4711"),
    without: (now) => rewritten(now, (path, value) => (path.at(-1) === Key ? undefined : value)),
    takeBack: async () => {
      const standing = arnIn((await world.state()) as unknown as WorldDump);
      if (standing === arn) await world.operate(loadBalancing, "RemoveTags", { ResourceArns: [arn], TagKeys: [Key] });
    },
  };
};

/** Sizes are copied from side to side and noted in a tag. */
const withoutLargestSize = (now: unknown) =>
  rewritten(now, (path, value) => {
    if (path.at(-1) === "MaxSize") return undefined;
    return typeof value === "string" && value.startsWith("min ") ? value.replace(/max \d+/, "max *") : value;
  });

const size: Meddle = async ({ world }, dump, side) => {
  const group = groupOf(dump, side);
  const before = group === undefined ? undefined : dump.autoscaling.groups[group]?.MaxSize;
  if (group === undefined || before === undefined) return undefined;
  const setTo = (MaxSize: number) =>
    world.operate(autoscaling, "UpdateAutoScalingGroup", { AutoScalingGroupName: group, MaxSize });
  const after = before + 3;
  await setTo(after);
  return {
    words: `sets the largest size of ${group} from ${before} to ${after}`,
    service: autoscaling,
    at: world.now(),
    holds: (now) => now.autoscaling.groups[group]?.MaxSize === after,
    resource: { kind: "group-capacity", id: group },
    part: "max",
    knownIn: ({ max }) => (max === undefined ? undefined : max === after),
    without: withoutLargestSize,
    takeBack: async () => void (await setTo(before)),
  };
};

const suspends =
  (ProcessName: string): Meddle =>
  async ({ world }, dump, side) => {
    const group = groupOf(dump, side);
    const isSuspended = (now: WorldDump, name: string) =>
      now.autoscaling.groups[name]?.SuspendedProcesses.some((each) => each.ProcessName === ProcessName) ?? false;
    if (group === undefined || isSuspended(dump, group)) return undefined;
    const input = { AutoScalingGroupName: group, ScalingProcesses: [ProcessName] };
    await world.operate(autoscaling, "SuspendProcesses", input);
    return {
      words: `suspends ${ProcessName} of ${group}`,
      service: autoscaling,
      at: world.now(),
      holds: (now) => isSuspended(now, group),
      resource: { kind: "group-processes", id: group },
      part: ProcessName,
      knownIn: ({ [ProcessName]: now }) => (now === undefined ? undefined : now === "suspended"),
      // The next side is to scale as the active one does, so a suspension is copied.
      without: (now) =>
        rewritten(now, (path, value) =>
          path.at(-2) === "SuspendedProcesses" &&
          (value as { readonly ProcessName?: string }).ProcessName === ProcessName
            ? undefined
            : value,
        ),
      takeBack: async () => void (await world.operate(autoscaling, "ResumeProcesses", input)),
    };
  };

const listenerOn = (dump: WorldDump, port: number): DumpedListener | undefined =>
  Object.values(dump.elasticloadbalancing.listeners).find(({ Port }) => Port === port);

const stickiness: Meddle = async ({ world }, dump) => {
  const listener = listenerOn(dump, ports.https);
  const [action] = listener?.DefaultActions ?? [];
  if (listener === undefined || action?.ForwardConfig === undefined) return undefined;
  // A network load balancer knows none between target groups.
  if (listener.Protocol !== "HTTPS" || action.ForwardConfig.TargetGroupStickinessConfig?.Enabled) return undefined;
  const setTo = async (TargetGroupStickinessConfig: object) => {
    const now = (await world.state()) as unknown as WorldDump;
    const [current] = listenerOn(now, ports.https)?.DefaultActions ?? [];
    const ForwardConfig = { TargetGroups: current?.ForwardConfig?.TargetGroups, TargetGroupStickinessConfig };
    await world.operate(loadBalancing, "ModifyListener", {
      ListenerArn: listener.ListenerArn,
      DefaultActions: [{ Type: "forward", ForwardConfig }],
    });
  };
  await setTo({ Enabled: true, DurationSeconds: 60 });
  return {
    words: `makes the listener on ${ports.https} sticky`,
    service: loadBalancing,
    at: world.now(),
    holds: (now) =>
      listenerOn(now, ports.https)?.DefaultActions[0]?.ForwardConfig?.TargetGroupStickinessConfig?.Enabled ?? false,
    resource: { kind: "listener", id: listener.ListenerArn },
    part: "stickiness",
    knownIn: (state) => JSON.stringify(state).includes('"Enabled":true'),
    without: (now) =>
      rewritten(now, (path, value) => (path.at(-1) === "TargetGroupStickinessConfig" ? undefined : value)),
    takeBack: () => setTo({ Enabled: false }),
  };
};

/** A dump without a record of a kind: `["autoscaling", "lifecycleHooks", "web-green/collect-logs"]`. */
const withoutRecord =
  (...record: readonly string[]) =>
  (now: unknown) =>
    rewritten(now, (path, value) => (path.join("\n") === record.join("\n") ? undefined : value));

/** What was deleted is not made again where what it belonged to is gone as well: the upgrade was undone. */
const unlessUndone = async (sarcelle: Deployed, again: () => Promise<unknown>): Promise<void> => {
  const now = (await sarcelle.world.state()) as unknown as WorldDump;
  if (Object.hasOwn(now.autoscaling.groups, "web-green")) await again();
};

const addSchedule: Meddle = async ({ world }, dump) => {
  const [group, name] = ["web-green", "weekend"];
  const id = `${group}/${name}`;
  if (!canChange(dump, group) || dump.autoscaling.scheduledActions[id] !== undefined) return undefined;
  const named = { AutoScalingGroupName: group, ScheduledActionName: name };
  // Never due while chaos lasts.
  const what = { Recurrence: "0 8 29 2 *", MinSize: 1 };
  await world.operate(autoscaling, "PutScheduledUpdateGroupAction", { ...named, ...what });
  return {
    words: `adds the scheduled action ${id}`,
    service: autoscaling,
    at: world.now(),
    holds: (now) => now.autoscaling.scheduledActions[id] !== undefined,
    resource: { kind: "scheduled-action", id },
    part: "existence",
    knownIn: () => false,
    without: withoutRecord("autoscaling", "scheduledActions", id),
    takeBack: async () => void (await world.operate(autoscaling, "DeleteScheduledAction", named)),
  };
};

const deleteSchedule: Meddle = async (sarcelle, dump) => {
  const { world } = sarcelle;
  const id = "web-green/evening";
  const action = dump.autoscaling.scheduledActions[id];
  if (action === undefined || !canChange(dump, "web-green")) return undefined;
  const { AutoScalingGroupName, ScheduledActionName, Recurrence, MinSize, MaxSize } = action;
  await world.operate(autoscaling, "DeleteScheduledAction", { AutoScalingGroupName, ScheduledActionName });
  return {
    words: `deletes the scheduled action ${id}`,
    service: autoscaling,
    at: world.now(),
    holds: (now) => now.autoscaling.scheduledActions[id] === undefined,
    resource: { kind: "scheduled-action", id },
    part: "existence",
    knownIn: () => false,
    without: withoutRecord("autoscaling", "scheduledActions", id),
    takeBack: () =>
      unlessUndone(sarcelle, () =>
        world.operate(autoscaling, "PutScheduledUpdateGroupAction", {
          AutoScalingGroupName,
          ScheduledActionName,
          Recurrence,
          MinSize,
          MaxSize,
        }),
      ),
  };
};

const deleteHook: Meddle = async (sarcelle, dump) => {
  const { world } = sarcelle;
  const id = "web-green/collect-logs";
  const hook = dump.autoscaling.lifecycleHooks[id];
  if (hook === undefined || !canChange(dump, "web-green")) return undefined;
  const { AutoScalingGroupName, LifecycleHookName, LifecycleTransition, HeartbeatTimeout, DefaultResult } = hook;
  await world.operate(autoscaling, "DeleteLifecycleHook", { AutoScalingGroupName, LifecycleHookName });
  return {
    words: `deletes the lifecycle hook ${id}`,
    service: autoscaling,
    at: world.now(),
    holds: (now) => now.autoscaling.lifecycleHooks[id] === undefined,
    resource: { kind: "lifecycle-hook", id },
    part: "existence",
    knownIn: () => false,
    without: withoutRecord("autoscaling", "lifecycleHooks", id),
    takeBack: () =>
      unlessUndone(sarcelle, () =>
        world.operate(autoscaling, "PutLifecycleHook", {
          AutoScalingGroupName,
          LifecycleHookName,
          LifecycleTransition,
          HeartbeatTimeout,
          DefaultResult,
        }),
      ),
  };
};

/** The one on HTTP of the green side. */
const placeholderPort = 9081;

const targetGroupName = (arn = ""): string | undefined => arn.split("/")[1];

const deletePlaceholder: Meddle = async (sarcelle, dump) => {
  const { world } = sarcelle;
  const listener = listenerOn(dump, placeholderPort);
  if (listener === undefined) return undefined;
  const { ListenerArn, LoadBalancerArn, Port, Protocol, DefaultActions, tags } = listener;
  await world.operate(loadBalancing, "DeleteListener", { ListenerArn });
  return {
    words: `deletes the placeholder listener on ${placeholderPort}`,
    service: loadBalancing,
    at: world.now(),
    holds: (now) => listenerOn(now, placeholderPort) === undefined,
    resource: { kind: "placeholder-listener", id: `${LoadBalancerArn}:${placeholderPort}` },
    part: "existence",
    knownIn: () => false,
    // Made again, it and its default rule have other ARNs. Without it, nobody checks its target group's health.
    without: (now) => {
      const arns = [ListenerArn, listenerOn(now as WorldDump, placeholderPort)?.ListenerArn];
      // By name: in another world it has another ARN.
      const checked = targetGroupName(DefaultActions[0]?.TargetGroupArn);
      return rewritten(now, (_, value) => {
        const {
          ListenerArn: arn,
          targetGroupArn,
          ...rest
        } = (value ?? {}) as {
          readonly ListenerArn?: string;
          readonly targetGroupArn?: string;
        };
        if (arn !== undefined && arns.includes(arn)) return undefined;
        return targetGroupArn !== undefined && targetGroupName(targetGroupArn) === checked && "health" in rest
          ? { ...rest, targetGroupArn, health: undefined }
          : value;
      });
    },
    takeBack: () =>
      unlessUndone(sarcelle, () =>
        world.operate(loadBalancing, "CreateListener", {
          LoadBalancerArn,
          Port,
          Protocol,
          DefaultActions: DefaultActions.map(({ Type, TargetGroupArn }) => ({ Type, TargetGroupArn })),
          Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
        }),
      ),
  };
};

/** What each kind does now; undefined where there is nothing to be done so. */
export const meddle: Readonly<Record<MeddlingKind, Meddle>> = {
  tag,
  "tag what was made": tagWhatWasMade,
  size,
  process: suspends("AlarmNotification"),
  "other process": suspends("AZRebalance"),
  stickiness,
  "add schedule": addSchedule,
  "delete schedule": deleteSchedule,
  "delete hook": deleteHook,
  "delete placeholder": deletePlaceholder,
};
