/** The live side as AWS describes it, and which part of it the environment's listeners forward to. */
import type {
  AutoScalingGroup,
  LifecycleHook,
  NotificationConfiguration,
  ScalingPolicy,
  ScheduledUpdateGroupAction,
} from "@aws-sdk/client-auto-scaling";
import type { SecurityGroup } from "@aws-sdk/client-ec2";
import type { Action, Listener, LoadBalancer, Rule } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ResourceRef } from "../../changes/change.ts";
import { NotAsRegistered } from "../../errors.ts";
import { normaliseActions } from "../../resources/described/actions.ts";
import type { DescribedAlarm } from "../../resources/described/alarm.ts";
import type { DescribedLaunchTemplate } from "../../resources/described/launch-template.ts";
import type { Plain } from "../../resources/described/plain.ts";
import type { DescribedTargetGroup } from "../../resources/described/target-group.ts";
import { type Environment, type EnvironmentListener, placeholderPorts } from "../environment.ts";
import { forwardsOf } from "../traffic.ts";
import type { Twins } from "./twins.ts";

/** What the upgrade needs of an environment. */
export type Upgraded = Pick<Environment, "name" | "group" | "listeners" | "copy">;

export interface DescribedListener {
  readonly listener: Plain<Listener>;
  readonly rules: readonly Plain<Rule>[];
}

/** What an earlier upgrade of the environment made, and still stands. */
export interface Standing {
  readonly twins: Twins;
  /** The ids of its placeholder listeners. */
  readonly placeholders: readonly string[];
  /** Its launch template, its group, what belongs to that, and the alarms. */
  readonly fleet: readonly ResourceRef[];
  /** What carries the environment's tags, and is of no listener that it registers, or of no target group of its group, any more. */
  readonly lost: Lost;
}

/** What was made for, or marked as a part of, what the registration does not have any more. */
export interface Lost {
  readonly listeners: readonly { readonly arn: string; readonly port: number }[];
  readonly targetGroups: readonly {
    readonly arn: string;
    readonly name: string;
    readonly side: string;
    /** Whether the green group registers its instances with it. */
    readonly attached: boolean;
  }[];
}

/** Everything that the upgrade reads, in AWS's words: one plain value. */
export interface Live {
  readonly loadBalancer: Plain<LoadBalancer>;
  readonly securityGroups: readonly Plain<SecurityGroup>[];
  readonly listeners: readonly DescribedListener[];
  /** The group's target groups. */
  readonly targetGroups: readonly DescribedTargetGroup[];
  readonly group: Plain<AutoScalingGroup>;
  /** The template that the group launches from; the version is the one that `$Latest` or `$Default` is now. */
  readonly launchTemplate: DescribedLaunchTemplate;
  readonly policies: readonly Plain<ScalingPolicy>[];
  /** The alarms of the policies. */
  readonly alarms: readonly DescribedAlarm[];
  readonly scheduledActions: readonly Plain<ScheduledUpdateGroupAction>[];
  readonly lifecycleHooks: readonly Plain<LifecycleHook>[];
  readonly notifications: readonly Plain<NotificationConfiguration>[];
  /** Whether AWS refuses to delete the load balancer; asked only where the registration wants it. */
  readonly deletionProtected?: boolean;
  /** Of an environment that is blue-green already: what is to be made again is what is not in it. */
  readonly standing?: Standing;
}

/** A production listener of the environment, and the one target group that it forwards to. */
export interface Production {
  readonly registered: EnvironmentListener;
  readonly listener: Plain<Listener>;
  /** Of the listener, or of its rule, whichever is registered. */
  readonly actions: readonly Plain<Action>[];
  readonly target: DescribedTargetGroup;
}

/** What is to be done where targets are registered by hand: said wherever a stack is refused for that. */
export const adoptTargets =
  "make a launch template of such an instance and an Auto Scaling group on it, attach the target groups to that group ('aws autoscaling attach-load-balancer-target-groups'), and once its instances are healthy, deregister the others ('aws elbv2 deregister-targets').";

const isPlaceholder = (environment: Upgraded, port: number | undefined): boolean =>
  port !== undefined && placeholderPorts(environment).includes(port);

/** The listeners that no upgrade of the environment made. */
export const ownListeners = ({ listeners, standing }: Live, environment: Upgraded): readonly DescribedListener[] =>
  listeners.filter(
    ({ listener }) =>
      !isPlaceholder(environment, listener.Port) &&
      standing?.lost.listeners.some(({ arn }) => arn === listener.ListenerArn) !== true,
  );

const targetGroupsOf = (actions: readonly Plain<Action>[]): readonly string[] =>
  forwardsOf(normaliseActions(actions)).map(({ targetGroupArn }) => targetGroupArn);

/** The live target group, where it is the twin of one that gets traffic: a switch may have moved it there. */
const liveOf = ({ standing }: Live, arn: string): string =>
  [...(standing?.twins ?? [])].find(([, twin]) => twin === arn)?.[0] ?? arn;

/** Every list of actions on the load balancer, with the registration that covers it, if any. */
const forwarders = (live: Live, environment: Upgraded) =>
  ownListeners(live, environment).flatMap(({ listener, rules }) => {
    const forwarder = (name: string, priority: number | undefined, actions: readonly Plain<Action>[] = []) => ({
      name,
      registered: environment.listeners.find((each) => each.port === listener.Port && each.priority === priority),
      listener,
      actions,
      targetGroups: targetGroupsOf(actions).map((arn) => liveOf(live, arn)),
    });
    return [
      forwarder(`Listener ${listener.Port}`, undefined, listener.DefaultActions),
      ...rules
        .filter((rule) => rule.IsDefault !== true)
        .map(({ Priority, Actions }) =>
          forwarder(`The rule of priority ${Priority} on listener ${listener.Port}`, Number(Priority), Actions),
        ),
    ];
  });

const arnOf = ({ targetGroup }: DescribedTargetGroup) => targetGroup.TargetGroupArn ?? "";
const nameOf = ({ targetGroup }: DescribedTargetGroup) => targetGroup.TargetGroupName;

/** A target group is of one load balancer: one of another cannot be registered. */
const wayOut = ({ loadBalancer }: Live, { group }: Upgraded, { targetGroup }: DescribedTargetGroup): string => {
  const [other] = (targetGroup.LoadBalancerArns ?? []).filter((arn) => arn !== loadBalancer.LoadBalancerArn);
  const detach = `'aws autoscaling detach-load-balancer-target-groups --auto-scaling-group-name ${group} --target-group-arns ${targetGroup.TargetGroupArn}'`;
  if (other !== undefined)
    return `It is behind the load balancer ${other}, and a switch moves the traffic of one load balancer: give that one a group of its own, then take this target group off the group: ${detach}. Nothing was changed.`;
  return (targetGroup.LoadBalancerArns ?? []).length > 0
    ? "Register that listener too."
    : `No listener does. Register the one that is to, once it is there, or take the target group off the group: ${detach}. Nothing was changed.`;
};

/**
 * The environment's production listeners in the order of the registration. Throws `NotAsRegistered` unless each forwards to one
 * target group of the group, every target group of the group has one, and nothing else forwards to any of them: a switch would
 * leave what it does not know pointing at the old side.
 */
export const productionListeners = (live: Live, environment: Upgraded): readonly Production[] => {
  const all = forwarders(live, environment);
  const productions = environment.listeners.map((registered): Production => {
    const found = all.find((each) => each.registered === registered);
    const where =
      registered.priority === undefined
        ? `listener on port ${registered.port}`
        : `rule of priority ${registered.priority} on port ${registered.port}`;
    if (found === undefined)
      throw new NotAsRegistered(
        `Environment '${environment.name}' registers a ${where}, which the load balancer '${live.loadBalancer.LoadBalancerName}' does not have.`,
      );
    const [arn, ...others] = found.targetGroups;
    const target = live.targetGroups.find((each) => arnOf(each) === arn);
    if (target === undefined || others.length > 0)
      throw new NotAsRegistered(
        `${found.name} forwards to ${found.targetGroups.join(", ") || "no target group"}. Expected exactly one target group of Auto Scaling group '${environment.group}': ${live.targetGroups.map(nameOf).join(", ") || "it has none"}.${live.targetGroups.length === 0 ? ` Where its targets are registered by their ids: ${adoptTargets}` : ""}`,
      );
    return { registered, listener: found.listener, actions: found.actions, target };
  });
  const stray = all.find(
    (each) => each.registered === undefined && live.targetGroups.some((one) => each.targetGroups.includes(arnOf(one))),
  );
  if (stray !== undefined)
    throw new NotAsRegistered(
      `${stray.name} forwards to a target group of '${environment.group}' and is not registered: a switch would leave it behind. Add it to environment '${environment.name}'.`,
    );
  const unreached = live.targetGroups.find((one) => !productions.some(({ target }) => target === one));
  if (unreached !== undefined)
    throw new NotAsRegistered(
      `Auto Scaling group '${environment.group}' registers its instances with target group '${nameOf(unreached)}', to which no listener of environment '${environment.name}' forwards. ${wayOut(live, environment, unreached)}`,
    );
  return productions;
};
