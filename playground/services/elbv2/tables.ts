import type {
  Action,
  Listener,
  LoadBalancer,
  RuleCondition,
  TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { createRecords, type Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import type { Health } from "./health.ts";
import type { HealthCheckProtocol, Protocol } from "./traffic-protocols.ts";

/** Records are of AWS's own shapes, with every member present: describing one is copying it. */
type Known<Shape> = { readonly [Key in keyof Shape]-?: NonNullable<Shape[Key]> };

export type LoadBalancerRecord = Known<
  Pick<
    LoadBalancer,
    | "LoadBalancerArn"
    | "LoadBalancerName"
    | "DNSName"
    | "CanonicalHostedZoneId"
    | "CreatedTime"
    | "Scheme"
    | "Type"
    | "IpAddressType"
    | "AvailabilityZones"
    | "SecurityGroups"
  >
> &
  Pick<LoadBalancer, "VpcId">;

/** `ProtocolVersion` is of target groups behind application load balancers; a TCP check has neither path nor matcher. */
export type TargetGroupRecord = Known<
  Omit<TargetGroup, "LoadBalancerArns" | "TargetControlPort" | "ProtocolVersion" | "HealthCheckPath" | "Matcher">
> &
  Pick<TargetGroup, "ProtocolVersion" | "HealthCheckPath" | "Matcher"> & {
    readonly Protocol: Protocol;
    readonly HealthCheckProtocol: HealthCheckProtocol;
  };

export type ListenerRecord = Known<Pick<Listener, "ListenerArn" | "LoadBalancerArn" | "Port">> & {
  readonly Protocol: Protocol;
  readonly DefaultRuleArn: string;
  /** HTTPS and TLS only. */
  readonly secure: { readonly SslPolicy: string; readonly CertificateArn: string } | undefined;
  /** TLS only, where one was given. */
  readonly AlpnPolicy?: readonly [string];
  /** Those of a secure listener beside its default one. */
  readonly certificates?: readonly string[];
  /** OIDC client secrets included: no answer shows them. */
  readonly DefaultActions: readonly Action[];
};

export interface RuleRecord {
  readonly RuleArn: string;
  readonly ListenerArn: string;
  readonly Priority: number;
  readonly Conditions: readonly RuleCondition[];
  readonly Actions: readonly Action[];
}

/** A target in a target group. */
export interface Registration {
  readonly targetGroupArn: string;
  readonly instance: string;
  readonly port: number;
  readonly health: Health;
}

export type Pairs = Readonly<Record<string, string>>;

export interface Tables {
  readonly loadBalancers: Records<LoadBalancerRecord>;
  readonly targetGroups: Records<TargetGroupRecord>;
  readonly listeners: Records<ListenerRecord>;
  readonly rules: Records<RuleRecord>;
  /** By `registrationKey`. */
  readonly registrations: Records<Registration>;
  /** Of load balancers, target groups and listeners, by ARN. */
  readonly attributes: Records<Pairs>;
  /** By the ARN of what they are on. */
  readonly tags: Records<Pairs>;
}

/** The tables of an account that has nothing yet. */
export const createTables = ({ clock, lag }: Surroundings): Tables => ({
  loadBalancers: createRecords(clock, lag),
  targetGroups: createRecords(clock, lag),
  listeners: createRecords(clock, lag),
  rules: createRecords(clock, lag),
  registrations: createRecords(clock, lag),
  attributes: createRecords(clock, lag),
  tags: createRecords(clock, lag),
});

/** What tells a registration from all others: an instance can serve a group on several ports. */
export const registrationKey = (targetGroupArn: string, instance: string, port: number): string =>
  `${targetGroupArn} ${instance}:${port}`;

/** The ARNs of the target groups that actions forward to; a weight of 0 counts. */
export const groupsOf = (actions: readonly Action[]): readonly string[] => [
  ...new Set(
    actions
      .flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? [])
      .flatMap((tuple) => tuple.TargetGroupArn ?? []),
  ),
];

/** The actions of a listener's rules, the default among them. */
export const actionsOf = (tables: Tables, listener: ListenerRecord): readonly (readonly Action[])[] => [
  listener.DefaultActions,
  ...rulesOf(tables, listener.ListenerArn).map(({ Actions }) => Actions),
];

/** A listener's rules, the truth, without its default. */
export const rulesOf = (tables: Tables, listenerArn: string): readonly RuleRecord[] =>
  tables.rules.values().filter((rule) => rule.ListenerArn === listenerArn);

/** A load balancer's listeners, the truth. */
export const listenersOf = (tables: Tables, loadBalancerArn: string): readonly ListenerRecord[] =>
  tables.listeners.values().filter((listener) => listener.LoadBalancerArn === loadBalancerArn);

/** The listeners that forward to a target group, by their default action or by a rule. */
export const listenersUsing = (tables: Tables, targetGroupArn: string): readonly ListenerRecord[] =>
  tables.listeners
    .values()
    .filter((listener) => actionsOf(tables, listener).some((actions) => groupsOf(actions).includes(targetGroupArn)));

/** A target group's targets, the truth. */
export const registrationsIn = (tables: Tables, targetGroupArn: string): readonly Registration[] =>
  tables.registrations.values().filter((registration) => registration.targetGroupArn === targetGroupArn);
