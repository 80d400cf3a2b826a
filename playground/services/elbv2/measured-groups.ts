/** What a load balancer is measured by, of whatever kind. */
import type { RequestCounts } from "../../dataplane/data-plane.ts";
import type { Metrics } from "../../world/neighbours.ts";
import { listenersUsing, registrationsIn, type Tables } from "./tables.ts";

/** What tells a measurement from others of its name. */
export type Dimensions = Readonly<Record<string, string>>;
/** Publishes a measurement in the namespace of the load balancer's kind. */
export type Put = (
  name: string,
  dimensions: Dimensions,
  value: Parameters<Metrics["publish"]>[3],
  unit?: Parameters<Metrics["publish"]>[4],
) => void;

/** The value of a dimension is the end of the ARN: `app/my-load-balancer/50dc6c495c0c9188`, `targetgroup/my-targets/…`. */
export const dimension = (arn: string) => arn.replace(/^arn:[^/]*:(loadbalancer\/)?/, "");

/** A target group that a load balancer forwards to, or did when its requests were counted. */
export interface Balanced {
  readonly loadBalancerArn: string;
  readonly targetGroupArn: string;
  /** Those that are being deregistered count no more. */
  readonly registered: number;
  readonly healthy: number;
  readonly unhealthy: number;
}

/** Every target group that a load balancer forwards to, and those of which requests were counted. */
export const balancedGroups = (tables: Tables, counted: readonly RequestCounts[]): readonly Balanced[] => {
  const byGroup = new Map(
    [...tables.targetGroups.values()].flatMap(({ TargetGroupArn }) => {
      const [listener] = listenersUsing(tables, TargetGroupArn);
      return listener === undefined ? [] : [[TargetGroupArn, listener.LoadBalancerArn] as const];
    }),
  );
  for (const { loadBalancerArn, targetGroupArn } of counted)
    if (targetGroupArn !== undefined && !byGroup.has(targetGroupArn)) byGroup.set(targetGroupArn, loadBalancerArn);
  return [...byGroup].map(([targetGroupArn, loadBalancerArn]) => {
    const states = registrationsIn(tables, targetGroupArn).map(({ health }) => health.state);
    const count = (state: string) => states.filter((each) => each === state).length;
    const [healthy, unhealthy] = [count("healthy"), count("unhealthy")];
    return { loadBalancerArn, targetGroupArn, registered: states.length - count("draining"), healthy, unhealthy };
  });
};
