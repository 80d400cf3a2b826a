/**
 * What the services of the playground ask of each other behind the API, as AWS's services do: no principal, no page, no lag.
 * Each is the narrow slice that its user needs; the service that owns the thing implements it.
 */
import type { PutMetricAlarmCommandInput, StandardUnit } from "@aws-sdk/client-cloudwatch";
import type { Need } from "./service.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

export type InstanceState = "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";

export interface InstanceSummary {
  readonly id: string;
  readonly state: InstanceState;
  readonly availabilityZone: string;
  readonly subnetId?: string;
  readonly spot?: boolean;
  readonly instanceType: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly launchTemplate: { readonly id: string; readonly name: string; readonly version: string } | undefined;
  /** When the instance entered `state`, in milliseconds since the epoch. */
  readonly since: number;
  /** Why EC2, or somebody, ended it. */
  readonly stateReason?: { readonly message: string } | undefined;
}

/** EC2, for Auto Scaling and load balancing. */
export interface Fleet {
  /**
   * Starts one instance from a launch template version (a number, `$Latest` or `$Default`). Throws AwsError with EC2's code and
   * words: what the template names is not there or does not fit, or capacity or a quota is missing.
   */
  launch(request: {
    readonly launchTemplate: { readonly id?: string; readonly name?: string; readonly version: string };
    /** Another instance type than the template's. */
    readonly instanceType?: string;
    readonly subnet: string;
    /** A spot instance, by a request that is for once. */
    readonly spot?: boolean;
    readonly tags: Readonly<Record<string, string>>;
  }): string;
  terminate(instance: string): void;
  stopInstance(instance: string): void;
  /** Starts an instance that is stopped. Throws AwsError if capacity or a quota is missing. */
  startInstance(instance: string): void;
  /** Sets tags of an instance; one without a value is taken away. Auto Scaling may set AWS's own. */
  tagInstance(instance: string, change: Readonly<Record<string, string | undefined>>): void;
  instance(id: string): InstanceSummary | undefined;
  /** Where the instance really serves `port`, if it runs. */
  address(instance: string, port: number): Address | undefined;
  /** Resolves `$Latest`, `$Default`, a name or an id; throws AwsError as CreateAutoScalingGroup would. */
  resolveLaunchTemplate(template: { readonly id?: string; readonly name?: string; readonly version?: string }): {
    readonly id: string;
    readonly name: string;
    readonly version: string;
  };
  /** The zone of a subnet; undefined if there is no such subnet. */
  zoneOf(subnet: string): string | undefined;
  /** The VPC of a subnet; undefined if there is no such subnet. */
  vpcOf?(subnet: string): string | undefined;
  /** Whether there is such a VPC, or such a security group. */
  hasVpc?(vpc: string): boolean;
  hasSecurityGroup?(group: string): boolean;
  onStateChange(listener: (instance: string, state: InstanceState) => void): void;
  /** What somebody must be allowed to do who has others launch from a template; nothing if there is no such template. */
  launchNeeds(request: {
    readonly launchTemplate: { readonly id?: string; readonly name?: string; readonly version?: string };
    readonly instanceType?: string;
    readonly subnets: readonly string[];
  }): readonly Need[];
}

/** IAM, for EC2. */
export interface InstanceProfiles {
  /** The profile that a launch names by ARN or by name; undefined if there is none. */
  instanceProfile(named: {
    readonly Arn?: string | undefined;
    readonly Name?: string | undefined;
  }):
    | { readonly arn: string; readonly id: string; readonly roleArn: string | undefined; readonly createdAt: number }
    | undefined;
}

export type TargetState = "initial" | "healthy" | "unhealthy" | "unused" | "draining" | "unavailable";

/** Elastic Load Balancing, for Auto Scaling. */
export interface TargetGroups {
  exists(targetGroupArn: string): boolean;
  register(targetGroupArn: string, instances: readonly string[]): void;
  /** Starts draining; the target leaves the group when the deregistration delay is over. */
  deregister(targetGroupArn: string, instances: readonly string[]): void;
  /** The health of every target of the group, by instance id; empty if the group does not exist. */
  health(targetGroupArn: string): ReadonlyMap<string, TargetState>;
  /** The load balancer with a listener that forwards to the group, by ARN; undefined if none does. */
  balancedBy?(targetGroupArn: string): string | undefined;
}

/** Elastic Load Balancing, for Certificate Manager: the load balancers whose listeners have a certificate. */
export interface CertificateUsers {
  usingCertificate(certificate: string): readonly string[];
}

/** Elastic Load Balancing, for EC2: a security group that somebody's network interfaces are in cannot be deleted. */
export interface SecurityGroupUsers {
  usesSecurityGroup(group: string): boolean;
}

/** Lambda, for EventBridge, SQS and Step Functions. */
export interface Functions {
  /** `name` is a function's name or ARN. Rejects with AwsError only if there is no such function, or it is throttled. */
  invoke(name: string, payload: unknown): Promise<FunctionOutcome>;
}

export type FunctionOutcome =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      /** The thrown error's name, `Sandbox.Timedout`, `Runtime.ExitError`, … as Lambda reports them. */
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: readonly string[];
    };

/** The policies of roles, for services that act under one (Step Functions, EventBridge). */
export interface Authorizer {
  /** Throws AwsError `AccessDeniedException` with AWS's text if the role may not. Takes a role's ARN. */
  authorize(roleArn: string, need: Need): void;
}

/** One line in a log group. */
export interface LogEntry {
  readonly group: string;
  readonly stream: string;
  /** In milliseconds since the epoch. */
  readonly time: number;
  readonly message: string;
}

/** What CloudWatch tells a topic of an alarm. */
export interface AlarmMessage {
  readonly subject: string;
  readonly body: string;
}

/** Auto Scaling and SNS, for CloudWatch alarms. */
export interface AlarmTargets {
  /** Has a scaling policy act. */
  alarm(actionArn: string, alarmName: string): void;
  /** Tells a topic, on behalf of the alarm; what the topic's policy does not let is lost. */
  notify?(topicArn: string, message: AlarmMessage, alarmArn: string): void;
}

/** What permissions hang on of a table of DynamoDB, for the gateway. */
export interface JudgedTable {
  readonly tags: Readonly<Record<string, string>>;
  /** The name of the attribute that is the partition key of the table or of its index. */
  partitionKey(index?: string): string | undefined;
}

/** Measurements, from the other services to CloudWatch. */
export interface Metrics {
  /** One value, or how often each was measured; at that time, in milliseconds since the epoch, or now. */
  publish(
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
    value: number | ReadonlyMap<number, number>,
    unit?: StandardUnit,
    at?: number,
  ): void;
}

/** Step Functions, for EventBridge. */
export interface StateMachines {
  start(stateMachineArn: string, input: unknown): void;
}

/** A service that acts on another's resource, whose policy decides whether it may: `events.amazonaws.com` for a rule. */
export interface ServiceCaller {
  readonly service: string;
  readonly sourceArn: string;
}

/** SQS, for EventBridge. */
export interface Queues {
  /**
   * Sends a message, with message attributes of type String. Throws AwsError `QueueDoesNotExist`, or `AccessDenied` if the
   * queue's policy does not let the caller.
   */
  send(queueArn: string, body: string, attributes?: Readonly<Record<string, string>>, caller?: ServiceCaller): void;
}

/** SNS, for EventBridge. */
export interface Topics {
  /**
   * Publishes to a topic. Throws AwsError `NotFoundException`, or `AuthorizationErrorException` if the topic's policy does not let
   * the caller.
   */
  publish(topicArn: string, message: string, caller?: ServiceCaller, subject?: string): void;
}

/** Lambda's queue of asynchronous events, for EventBridge. */
export interface AsynchronousFunctions {
  /**
   * Takes an event over for a function. Throws AwsError if there is no such function, or if its policy does not let the
   * caller.
   */
  accept(name: string, payload: unknown, caller?: ServiceCaller): void;
}

/** One running instance of the data plane. */
export interface RunningInstance {
  address(port: number): Address | undefined;
  /** What is behind it, for people and for GetConsoleOutput. */
  report?(): MachineReport;
  /** Sends SIGTERM, and SIGKILL soon after. */
  stop(): Promise<void>;
}

/** What is behind an instance. */
export interface MachineReport {
  readonly host: string;
  /** Where each port that it serves really is. */
  readonly ports: Readonly<Record<string, number>>;
  /** The number of its process. */
  readonly process: number | undefined;
  /** The last of what it printed. */
  readonly output: string;
}

/** Boots the thing behind an instance: a process, or a simulated one. */
export interface InstanceLauncher {
  launch(boot: {
    readonly id: string;
    readonly imageId: string;
    readonly instanceType: string;
    /** The address that EC2 tells of it. */
    readonly privateIpAddress?: string;
    /** Decoded, as the instance metadata service would answer it. */
    readonly userData: string;
    readonly tags: Readonly<Record<string, string>>;
    /** Called once if the instance ends by itself. */
    readonly exited: (reason: string) => void;
  }): RunningInstance;
}

/** What is wrong with an instance, or with the way to it, as the load balancer meets it. */
export type DataPlaneFault =
  | { readonly kind: "status-500" | "hang" | "refuse" | "blackhole" | "reset" | "handshake" }
  /** The connection ends after so many bytes of a body, or so many pass in a world second. */
  | { readonly kind: "truncate" | "bandwidth"; readonly bytes: number }
  | { readonly kind: "latency"; readonly milliseconds: number };

/** When a client can meet a fault of a listener. */
export type ListenerMoment = "handshake" | "request";

/** Fault injection, for the load balancer: asked for every connection and every health check. */
export interface DataPlaneFaults {
  on(instance: string): DataPlaneFault | undefined;
  /** What is wrong between clients and the listeners of a port, as a secure connection begins or as a request comes. */
  onListener?(port: number, moment: ListenerMoment): DataPlaneFault | undefined;
}

/** Fault injection, for EC2: what a launch lacks. */
export interface LaunchFaults {
  /** What a zone refuses the next launch for, if anything; asked once for each launch. */
  inZone(zone: string): "no-capacity" | "vcpu-limit" | undefined;
  /** Whether a zone lacks capacity, for the advice of a refusal elsewhere; asking counts for nothing. */
  lacksCapacity(zone: string): boolean;
  /** Whether a KMS key, as a volume names it, is in a state in which nothing can be encrypted with it. */
  keyIsUnusable(key: string): boolean;
}

/** CloudWatch's alarms, for the scaling policies that they drive. */
export interface Alarms {
  /** The alarms of these names, or all of them. */
  describe(names?: readonly string[]): readonly {
    readonly name: string;
    readonly arn: string;
    /** What the alarm does in state ALARM: policy ARNs among them. */
    readonly actions: readonly string[];
    readonly threshold: number | undefined;
    /** The metric's value that decided the alarm's state, if one did. */
    readonly value: number | undefined;
    readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
    /** When it went to this state, in milliseconds since the epoch. */
    readonly since: number;
  }[];
  /** Makes an alarm on behalf of the service that acts on it. */
  put(alarm: PutMetricAlarmCommandInput): void;
  /** Takes alarms away; nothing happens to names that are none. */
  remove(names: readonly string[]): void;
  /** Takes an action from every alarm; with `orphans`, an alarm that is left without any goes too. */
  forgetAction(arn: string, also?: "orphans"): void;
}
