/** What a described stack would be as an environment: its registration, and how its users ask for it. */
import type { Action, Rule, RuleCondition } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { StackDocument } from "@sarcelle/playground/stacks";
import type { AccountAndRegion } from "../../src/aws/account.ts";
import { defaults } from "../../src/deployment/defaults.ts";
import { type Environment, parseEnvironment } from "../../src/deployment/environment.ts";
import { forwardsOf } from "../../src/deployment/traffic.ts";
import { adoptTargets } from "../../src/deployment/upgrade/live.ts";
import { portExposure } from "../../src/deployment/upgrade/port-exposure.ts";
import { NotAsRegistered } from "../../src/errors.ts";
import { normaliseActions } from "../../src/resources/described/actions.ts";
import { plain } from "../../src/resources/described/plain.ts";
import { UsageError } from "../usage-error.ts";

type Group = StackDocument["AutoScalingGroups"][number];

/** A list of actions on the load balancer: a listener's own, or a rule's. */
interface Forwarder {
  readonly port: number;
  readonly priority?: number;
  readonly conditions: readonly RuleCondition[];
  readonly targetGroups: readonly string[];
}

/** What a user asks the load balancer for. */
export interface UsersRequest {
  readonly port: number;
  readonly path: string;
  readonly host?: string;
}

const targetGroupsOf = (actions: readonly Action[] = []): readonly string[] =>
  forwardsOf(normaliseActions(actions)).map(({ targetGroupArn }) => targetGroupArn);

const isOf = ({ RuleArn = "" }: Rule, listenerArn = ""): boolean =>
  RuleArn.startsWith(`${listenerArn.replace(":listener/", ":listener-rule/")}/`);

const forwardersOf = ({ Listeners, Rules }: StackDocument): readonly Forwarder[] =>
  Listeners.flatMap(({ ListenerArn, Port: port = 0, DefaultActions }) => [
    { port, conditions: [], targetGroups: targetGroupsOf(DefaultActions) },
    ...Rules.filter((rule) => rule.IsDefault !== true && isOf(rule, ListenerArn)).map(
      ({ Priority, Conditions = [], Actions }): Forwarder => ({
        port,
        priority: Number(Priority),
        conditions: Conditions,
        targetGroups: targetGroupsOf(Actions),
      }),
    ),
  ]);

const isReached = ({ TargetGroupARNs = [] }: Group, { targetGroups }: Forwarder): boolean =>
  targetGroups.some((arn) => TargetGroupARNs.includes(arn));

const nameOf = ({ AutoScalingGroupName = "" }: Group): string => AutoScalingGroupName;

/** The group of the stack that is to be the live side. Throws `UsageError` if there is a choice, `NotAsRegistered` if there is none. */
const chosenGroup = (document: StackDocument, wanted: string | undefined): Group => {
  const forwarders = forwardersOf(document);
  const groups = document.AutoScalingGroups.filter((group) => forwarders.some((each) => isReached(group, each)));
  const names = groups.map(nameOf);
  const [first, ...others] = wanted === undefined ? groups : groups.filter((group) => nameOf(group) === wanted);
  if (first !== undefined && others.length === 0) return first;
  if (wanted !== undefined)
    throw new UsageError(
      `--group ${wanted}: the stack has no such group behind a listener. It has: ${names.join(", ") || "none"}.`,
    );
  if (groups.length > 1)
    throw new UsageError(
      `The stack has several groups behind its listeners: ${names.join(", ")}. Say which with --group.`,
    );
  const [loadBalancer] = document.LoadBalancers;
  const targets = Object.values(document.TargetHealthDescriptions).reduce((sum, { length }) => sum + length, 0);
  throw new NotAsRegistered(
    `No Auto Scaling group registers its instances with a target group behind load balancer '${loadBalancer?.LoadBalancerName}', which has ${targets} targets that somebody registered by their ids. Expected a group, since a release is launched by one: ${adoptTargets} Nothing was changed.`,
  );
};

/** Where placeholder listeners usually are; from here upwards is looked for ports that nobody has. */
const firstPlaceholder = 9_080;

/** Ports for placeholder listeners: none is a listener's or otherwise taken, and the world reaches none. */
const freePorts = (document: StackDocument, count: number, elsewhere: readonly number[]): readonly number[] => {
  const taken = [...document.Listeners.map(({ Port }) => Port), ...elsewhere];
  const [loadBalancer = {}] = document.LoadBalancers;
  const securityGroups = document.SecurityGroups.filter(({ GroupId = "" }) =>
    loadBalancer.SecurityGroups?.includes(GroupId),
  );
  const seen = { loadBalancer: plain(loadBalancer), securityGroups: plain(securityGroups) };
  const isOpen = (port: number) =>
    portExposure(seen, { listeners: [{ port, placeholders: { blue: port, green: port } }] }).open.length > 0;
  const all = Array.from({ length: 10_000 }, (_, index) => firstPlaceholder + index).filter(
    (port) => !taken.includes(port),
  );
  const closed = all.filter((port) => !isOpen(port));
  // Where every port is open, the upgrade says so better than anybody here.
  return (closed.length < count ? all : closed).slice(0, count);
};

const longestHook = ({ LifecycleHooks }: StackDocument, group: string): number =>
  LifecycleHooks.filter(({ AutoScalingGroupName }) => AutoScalingGroupName === group).reduce(
    (sum, { HeartbeatTimeout = 3_600 }) => sum + HeartbeatTimeout,
    0,
  );

const longestDelay = ({ TargetGroupAttributes }: StackDocument): number =>
  Object.values(TargetGroupAttributes)
    .flat()
    .filter(({ Key }) => Key === "deregistration_delay.timeout_seconds")
    .reduce((longest, { Value }) => Math.max(longest, Number(Value)), 300);

/** As long as the stack needs, and not less than usual. */
const timeoutsFor = (document: StackDocument, group: string, bootSeconds: number) => {
  const hooks = longestHook(document, group);
  const empty = Math.max(defaults.emptyTimeoutSeconds, longestDelay(document) + hooks + 600);
  const healthy = Math.max(defaults.healthyTimeoutSeconds, 2 * bootSeconds + hooks + 600);
  return { empty, healthy, rollback: Math.max(defaults.rollbackTimeoutSeconds, empty + healthy) };
};

/** Any text as the name of an environment. */
export const asName = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "")
    .slice(0, 60) || "stack";

/** Of what a registration is to be made, and what nobody but a person knows of it. */
export interface Wanted {
  /** The group that is to be the live side; undefined where the stack has just one. */
  readonly group: string | undefined;
  /** How long an instance takes until it serves. */
  readonly bootSeconds: number;
  readonly stage: string;
  /** By default after the group. */
  readonly name?: string;
  /** Ports that are somebody's, beside those of the listeners. */
  readonly taken?: readonly number[];
  /** Which of the listeners and rules that reach the group are meant; by default all. */
  readonly isMeant?: (production: ReachingListener) => boolean;
}

/** A listener, or by its priority a rule of one. */
export interface ReachingListener {
  readonly port: number;
  readonly priority?: number;
}

/** The listeners and rules that forward to the group's target groups. */
export const reachingGroup = (document: StackDocument, group: string): readonly ReachingListener[] => {
  const chosen = chosenGroup(document, group);
  return forwardersOf(document)
    .filter((each) => isReached(chosen, each))
    .map(({ port, priority }) => ({ port, ...(priority === undefined ? {} : { priority }) }));
};

/**
 * The registration that the stack would need: every listener and rule that reaches the group, the first to each target group with a pair of placeholder ports that are free.
 * Throws `UsageError` if there is a choice of groups, `NotAsRegistered` if there is none.
 */
export const registrationFor = (
  document: StackDocument,
  { account, region }: AccountAndRegion,
  { group: wanted, bootSeconds, stage, name, taken = [], isMeant = () => true }: Wanted,
): Environment => {
  const group = chosenGroup(document, wanted);
  const reaching = forwardersOf(document).filter((each) => isReached(group, each) && isMeant(each));
  const behind = ({ targetGroups }: Forwarder) => targetGroups.find((arn) => group.TargetGroupARNs?.includes(arn));
  const targetGroups = [...new Set(reaching.map(behind))];
  const ports = freePorts(document, 2 * targetGroups.length, taken);
  const registration = {
    name: name ?? asName(nameOf(group)),
    account,
    region,
    stage,
    loadBalancer: document.LoadBalancers[0]?.LoadBalancerName,
    group: nameOf(group),
    listeners: reaching.map((each, index) => {
      const pair = 2 * targetGroups.indexOf(behind(each));
      const isFirst = reaching.findIndex((one) => behind(one) === behind(each)) === index;
      return {
        port: each.port,
        ...(each.priority === undefined ? {} : { priority: each.priority }),
        ...(isFirst ? { placeholders: { blue: ports[pair], green: ports[pair + 1] } } : {}),
      };
    }),
    timeouts: timeoutsFor(document, nameOf(group), bootSeconds),
  };
  return parseEnvironment(registration, "The registration made of the stack");
};

const valuesOf = ({ Values, HostHeaderConfig, PathPatternConfig }: RuleCondition): readonly string[] =>
  HostHeaderConfig?.Values ?? PathPatternConfig?.Values ?? Values ?? [];

/** Text that a pattern with wildcards matches. */
const matching = (pattern: string): string => pattern.replaceAll("*", "any").replaceAll("?", "a");

/** A request that a rule's conditions let through; undefined where they ask for more than a host and a path. */
const requestThrough = ({ port, conditions }: Forwarder): UsersRequest | undefined => {
  const firstOf = (field: string) => {
    const condition = conditions.find(({ Field }) => Field === field);
    return condition && matching(valuesOf(condition)[0] ?? "");
  };
  if (conditions.some(({ Field }) => Field !== "host-header" && Field !== "path-pattern")) return undefined;
  const [host, path] = [firstOf("host-header"), firstOf("path-pattern")];
  return { port, path: path ?? "/", ...(host === undefined ? {} : { host }) };
};

/** What the environment's users ask for: one request to each listener and rule, as far as one can be made of its conditions. */
export const usersRequests = (document: StackDocument, { listeners }: Environment): readonly UsersRequest[] =>
  forwardersOf(document)
    .filter((each) => listeners.some(({ port, priority }) => port === each.port && priority === each.priority))
    .flatMap((each) => requestThrough(each) ?? []);
