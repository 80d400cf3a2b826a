/** What the reconciler decides from, and what it decides. */
import type { LaunchTemplateSpecification } from "@aws-sdk/client-auto-scaling";
import type { InstanceState, TargetState } from "../../world/neighbours.ts";
import type { Group, GroupMember, GroupSubnet, InstanceRefresh, WarmPool } from "./records.ts";

/** What a decision about a group stands on. */
export interface Snapshot {
  readonly now: number;
  readonly group: Group;
  readonly pool: WarmPool | undefined;
  /** The lifecycle transitions that the group has hooks for. */
  readonly hooked: ReadonlySet<string>;
  /** What EC2 says of an instance; undefined if it does not know it (any more). */
  readonly instance: (id: string) => InstanceState | undefined;
  /** Why the instance ended, in EC2's words. */
  readonly reason: (id: string) => string | undefined;
  /** What a target group says of an instance; undefined if it is not registered there. */
  readonly target: (targetGroupArn: string, instance: string) => TargetState | undefined;
  /** The launch template and the number of its version that are named now; undefined if there is none. */
  readonly template: (
    named: LaunchTemplateSpecification,
  ) => { readonly id: string; readonly version: string } | undefined;
  /** The state of a CloudWatch alarm; undefined if there is none of that name. */
  readonly alarm: (name: string) => string | undefined;
}

/** One thing to do next. Each moves the group on, so that deciding again and again comes to rest. */
export type Step =
  | {
      readonly kind: "launch";
      readonly subnet: GroupSubnet;
      readonly cause: string;
      readonly into: "AutoScalingGroup" | "WarmPool";
    }
  | { readonly kind: "start warm" | "return to pool"; readonly instance: string; readonly cause: string }
  | { readonly kind: "stop" | "warmed"; readonly instance: string }
  | { readonly kind: "await lifecycle actions"; readonly instance: string; readonly transition: string }
  | { readonly kind: "proceed"; readonly instance: string }
  | { readonly kind: "put in service"; readonly instance: string; readonly register: readonly string[] }
  | { readonly kind: "give up launch" | "retain"; readonly instance: string; readonly reason: string }
  | { readonly kind: "abandon launch"; readonly instance: string; readonly reason: string; readonly cause: string }
  | { readonly kind: "terminate"; readonly instance: string; readonly cause: string }
  | { readonly kind: "stand by" | "detach"; readonly instance: string }
  | { readonly kind: "shut down"; readonly instance: string }
  | { readonly kind: "forget"; readonly instance: string }
  | {
      readonly kind: "source added" | "source in service" | "source removed";
      readonly arn: string;
    }
  | {
      readonly kind: "refresh";
      readonly change: Partial<InstanceRefresh>;
      /** What EventBridge hears: "Started", … */
      readonly event?: string;
      readonly detail?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "delete pool" }
  | { readonly kind: "delete group" };

/** No target group knows the instance any more. */
export const isDrained = ({ group, target }: Snapshot, member: GroupMember): boolean =>
  group.trafficSources.every((source) => target(source.arn, member.id) === undefined);
