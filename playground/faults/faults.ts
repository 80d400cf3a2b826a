import { matchesAction, matchesWildcard } from "../identity/wildcards.ts";
import { AwsError } from "../world/aws-error.ts";
import type { Clock } from "../world/clock.ts";
import type { DataPlaneFault, DataPlaneFaults, InstanceSummary, LaunchFaults } from "../world/neighbours.ts";
import type { Random } from "../world/random.ts";
import type { Principal } from "../world/service.ts";
import { isRefusedForAWhile } from "./api-errors.ts";
import { effectOf, type FaultKind, happensToTraffic } from "./kinds.ts";
import { type FaultRule, type InstalledRule, parseRule, parseTarget, type Target } from "./rules.ts";

/** What the gateway does to one API call. */
export interface CallFaults {
  /** World milliseconds to wait before the call is answered. */
  readonly latency: number;
  /** What else becomes of it: the kind of the first rule that strikes it with more than latency. */
  readonly fault: FaultKind | undefined;
}

/** Fault injection: for the gateway (`onCall`), the load balancer (`on`), EC2's launches, and for who asks for faults. */
export interface Faults extends Required<DataPlaneFaults>, LaunchFaults {
  /** Installs a rule. Throws AwsError `ValidationException` for a malformed one. */
  add(rule: unknown): InstalledRule;
  list(): readonly InstalledRule[];
  /** Throws AwsError `ResourceNotFoundException` if there is no such rule. */
  remove(id: string): void;
  removeAll(): void;
  /** Asked once for every API call that is allowed. */
  onCall(action: string, principal: Principal): CallFaults;
}

export interface FaultSurroundings {
  readonly random: Random;
  readonly clock: Pick<Clock, "now">;
  /** Every API action that there is: a rule whose target matches none would never strike, and is refused. */
  readonly actions: readonly string[];
  /** The zones that there are: a rule whose target matches none would never strike either. */
  readonly zones: () => readonly string[];
  readonly instance: (id: string) => Pick<InstanceSummary, "tags" | "availabilityZone"> | undefined;
  /** Ends an instance's process at once: the `crash` fault of an instance. */
  readonly kill: (instance: string) => void;
}

interface Entry {
  readonly rule: InstalledRule;
  readonly target: Target;
  /** When it struck first, in milliseconds since the epoch. */
  readonly since?: number;
}

/** The installed rules, each with its count of what it could have struck and what it did. */
const createRules = ({ random, clock }: Pick<FaultSurroundings, "random" | "clock">) => {
  const rules = new Map<string, Entry>();

  /** Counts a match, and says whether the rule strikes it. */
  const strikes = (id: string): boolean => {
    const entry = rules.get(id);
    if (entry === undefined) return false;
    const { rule } = entry;
    const matched = rule.matched + 1;
    const { passes = false } = effectOf(rule.fault);
    const times = rule.times ?? (rule.nth === undefined || passes ? Number.POSITIVE_INFINITY : 1);
    const now = clock.now();
    const over = passes && now >= (entry.since ?? now) + (rule.milliseconds ?? 0);
    const due = matched >= (rule.nth ?? 1) && rule.fired < times && !over;
    const fires = due && (rule.probability === undefined || random() < rule.probability);
    const since = entry.since ?? (fires ? now : undefined);
    const counted = { ...rule, matched, fired: rule.fired + (fires ? 1 : 0) };
    rules.set(id, { ...entry, rule: counted, ...(since === undefined ? {} : { since }) });
    return fires;
  };

  return {
    byId: rules,
    striking: (matches: (target: Target, rule: FaultRule) => boolean): readonly FaultRule[] =>
      [...rules.values()]
        .filter(({ target, rule }) => matches(target, rule))
        .filter(({ rule }) => strikes(rule.id))
        .map(({ rule }) => rule),
  };
};

/** Refuses a rule that would never strike, or whose fault the service does not know of one of the actions. */
const checkActions = (rule: FaultRule, pattern: string, actions: readonly string[]): void => {
  const struck = actions.filter((action) => matchesAction(pattern, action));
  if (struck.length === 0)
    throw new AwsError("ValidationException", `The fault's target '${rule.target}' matches no API action.`);
  const unrefused = effectOf(rule.fault).passes && struck.find((action) => !isRefusedForAWhile(action));
  if (unrefused)
    throw new AwsError(
      "ValidationException",
      `'${rule.fault}' cannot happen to ${unrefused}: AWS has no temporary refusal for it.`,
    );
};

const checkZones = ({ target }: FaultRule, pattern: string, zones: readonly string[]): void => {
  if (!zones.some((zone) => matchesWildcard(pattern, zone)))
    throw new AwsError(
      "ValidationException",
      `The fault's target '${target}' matches no zone: there is ${zones.join(", ")}.`,
    );
};

const isLatency = (kind: FaultKind) => kind === "latency";

const latencyOf = (struck: readonly FaultRule[]) =>
  struck.reduce((sum, { fault, milliseconds }) => sum + (isLatency(fault) ? (milliseconds ?? 0) : 0), 0);

/** What EC2's launches lack, by the rules for zones and keys. */
const launchFaults = ({ byId, striking }: ReturnType<typeof createRules>): LaunchFaults => {
  const strikes = (kind: "zone" | "key", name: string) =>
    striking(
      (target, { fault }) =>
        target.kind === kind &&
        !happensToTraffic(fault) &&
        "pattern" in target &&
        matchesWildcard(target.pattern, name),
    );
  return {
    inZone(zone) {
      const [rule] = strikes("zone", zone);
      return rule?.fault === "no-capacity" || rule?.fault === "vcpu-limit" ? rule.fault : undefined;
    },
    lacksCapacity: (zone) =>
      [...byId.values()].some(
        ({ rule, target }) =>
          rule.fault === "no-capacity" && "pattern" in target && matchesWildcard(target.pattern, zone),
      ),
    keyIsUnusable: (key) => strikes("key", key).length > 0,
  };
};

/** The fault of rules that struck: the first that breaks something, or all their latency. */
const brokenBy = (struck: readonly FaultRule[]): DataPlaneFault | undefined => {
  const breaking = struck.find(({ fault }) => effectOf(fault).broken !== undefined);
  const kind = breaking === undefined ? undefined : effectOf(breaking.fault).broken;
  if (kind === "truncate" || kind === "bandwidth") return { kind, bytes: breaking?.bytes ?? 1 };
  if (kind !== undefined) return { kind };
  const milliseconds = latencyOf(struck);
  return milliseconds > 0 ? { kind: "latency", milliseconds } : undefined;
};

/** What a load balancer meets, by the rules for instances, links, zones and listeners. */
const trafficFaults = (
  { byId, striking }: ReturnType<typeof createRules>,
  { instance: find, kill }: FaultSurroundings,
): Required<DataPlaneFaults> => ({
  on(instance) {
    if (byId.size === 0) return undefined;
    const { tags = {}, availabilityZone: zone } = find(instance) ?? {};
    const struck = striking((target, { fault }) => {
      if (!("pattern" in target))
        return "id" in target ? target.id === instance : tags[target.tag[0]] === target.tag[1];
      const inZone = target.kind === "zone" && zone !== undefined && matchesWildcard(target.pattern, zone);
      return inZone && happensToTraffic(fault);
    });
    if (struck.some(({ fault }) => effectOf(fault).kills)) {
      kill(instance);
      return { kind: "refuse" };
    }
    return brokenBy(struck);
  },
  onListener(port, moment) {
    if (byId.size === 0) return undefined;
    const struck = striking(
      (target, { fault }) =>
        target.kind === "listener" &&
        matchesWildcard(target.pattern, String(port)) &&
        // A handshake fails before there is a request, and is asked about then only.
        (fault === "handshake") === (moment === "handshake"),
    );
    return brokenBy(struck);
  },
});

/** No rules yet; each that is added strikes from then on, in the order in which they came. */
export const createFaults = (surroundings: FaultSurroundings): Faults => {
  const { actions, zones } = surroundings;
  const rules = createRules(surroundings);
  const { byId, striking } = rules;
  let installed = 0;
  return {
    ...launchFaults(rules),
    ...trafficFaults(rules, surroundings),
    add(value) {
      const rule = parseRule(value);
      const target = parseTarget(rule.target);
      if (target === undefined) throw new Error(`The target '${rule.target}' was let in, but is none.`);
      if (target.kind === "action") checkActions(rule, target.pattern, actions);
      if (target.kind === "zone") checkZones(rule, target.pattern, zones());
      installed += 1;
      const entry = { rule: { ...rule, id: `fault-${installed}`, matched: 0, fired: 0 }, target };
      byId.set(entry.rule.id, entry);
      return entry.rule;
    },
    list: () => [...byId.values()].map(({ rule }) => rule),
    remove(id) {
      if (!byId.delete(id))
        throw new AwsError("ResourceNotFoundException", `There is no fault '${id}'.`, { status: 404 });
    },
    removeAll: () => byId.clear(),

    onCall(action, principal) {
      const struck = striking(
        (target, rule) =>
          target.kind === "action" &&
          matchesAction(target.pattern, action) &&
          principal.arn.includes(rule.principal ?? "") &&
          // Only a caller with a process can crash: the operator's calls are not counted.
          (effectOf(rule.fault).kills !== true || principal.crash !== undefined),
      );
      const fault = struck.map((rule) => rule.fault).find((kind) => !isLatency(kind));
      return { latency: latencyOf(struck), fault };
    },
  };
};
