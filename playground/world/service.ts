import type { Clock } from "./clock.ts";
import type { Quotas } from "./quotas.ts";
import type { Random } from "./random.ts";
import type { Trait } from "./traits.ts";

/** What every service of the playground is given. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly account: string;
  readonly region: string;
  /** The most items in one page of any list. */
  readonly pageSize: number;
  /** How long the next write stays unseen by reads, in milliseconds. */
  readonly lag: () => number;
  /** Puts an event on the default bus, as an AWS service would. */
  readonly emit: (event: ServiceEvent) => void;
  /** The traits of AWS that this world has not; it has all, unless said. */
  readonly without?: readonly Trait[];
  /** How much of everything the account may have here; as at first, unless given. */
  readonly quotas?: Quotas;
}

/** An event as the emitting service knows it; the bus adds id, time, account and region. */
export interface ServiceEvent {
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
  /** When it happened, if not now, in milliseconds since the epoch. */
  readonly time?: number;
}

export interface Principal {
  /** `arn:aws:iam::…:user/…` or `arn:aws:sts::…:assumed-role/<role>/<session>`. */
  readonly arn: string;
  /** The tags of a role and of its session: `aws:PrincipalTag/…`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Those that a session begun by this one has too. */
  readonly transitiveTags?: Readonly<Record<string, string>>;
  /** Kills the process that speaks for this principal, where there is one: the `crash` fault. */
  readonly crash?: () => void;
}

export interface Call {
  readonly principal: Principal;
  readonly requestId: string;
  /** What the request was traced as: its header `X-Amzn-Trace-Id`. */
  readonly traceHeader?: string;
}

/** One thing the caller must be allowed to do. */
export interface Need {
  /** `elasticloadbalancing:ModifyListener` */
  readonly action: string;
  /** The ARN acted on, or `*` where AWS knows no resource-level permission for the action. */
  readonly resource: string;
  /** The resource's tags now: `aws:ResourceTag/…`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** The tags that the request sets: `aws:RequestTag/…` and `aws:TagKeys`. */
  readonly requestTags?: Readonly<Record<string, string>>;
  /** The keys of tags that the request takes away, or sets beside `requestTags`: `aws:TagKeys`. */
  readonly tagKeys?: readonly string[];
  /** The values of a service's own condition keys, by lower-case name: `iam:passedtoservice`; several where AWS types the key so. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** What AWS says to whoever may not, where it does not name principal, action and resource. */
  readonly refusedWith?: string;
}

/** Any client's input and output: the codec guarantees the shape, the operation's own types say what it is. */
// biome-ignore lint/suspicious/noExplicitAny: one table holds operations of many shapes; `operation` checks each of them.
export type AnyOperation = Operation<any, unknown>;

export interface Operation<Input, Output> {
  /** The input's top-level members that are emulated. Any other is answered with NotEmulated, never ignored. */
  readonly accepts: readonly (keyof Input & string)[];
  /** What the caller must be allowed to do; by default `<service>:<Operation>` on `*`. */
  readonly needs?: (input: Input) => readonly Need[];
  readonly run: (input: Input, call: Call) => Output | Promise<Output>;
}

/** Typed by the SDK's own command types: `operation<ModifyListenerCommandInput, ModifyListenerCommandOutput>({…})`. */
export const operation = <Input, Output>(
  definition: Operation<Input, Omit<Output, "$metadata">>,
): Operation<Input, Omit<Output, "$metadata">> => definition;

export interface Service {
  /** The signing name and IAM prefix: `elasticloadbalancing`, `autoscaling`, `ec2`, `states`, … */
  readonly name: string;
  readonly operations: Readonly<Record<string, AnyOperation>>;
  /** Every resource, the truth, by type and id: `{ "targetGroups": { "<arn>": {…} } }`. Two dumps can be compared. */
  state(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Ends what the service started. */
  stop?(): Promise<void> | void;
}
