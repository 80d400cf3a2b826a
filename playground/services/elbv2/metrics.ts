import { type Cancel, every } from "../../world/clock.ts";
import type { Metrics } from "../../world/neighbours.ts";
import type { Elbv2Context } from "./context.ts";
import { listenersUsing, registrationsIn } from "./tables.ts";

const namespace = "AWS/ApplicationELB";
const minute = 60_000;

/** The value of a dimension is the end of the ARN: `app/my-load-balancer/50dc6c495c0c9188`, `targetgroup/my-targets/…`. */
const dimension = (arn: string) => arn.replace(/^arn:[^/]*:(loadbalancer\/)?/, "");

/**
 * Publishes the measurements of each minute. AWS reports counts of errors only when there are some; host counts for every
 * group that a load balancer checks.
 */
export const publishMetrics = ({ surroundings, tables, dataPlane }: Elbv2Context, metrics: Metrics): Cancel =>
  every(surroundings.clock, minute, () => {
    for (const { loadBalancerArn, targetGroupArn, requests, target5xx, elb5xx } of dataPlane.takeCounts()) {
      const LoadBalancer = dimension(loadBalancerArn);
      const put = (name: string, dimensions: Record<string, string>, value: number) => {
        if (value > 0) metrics.publish(namespace, name, dimensions, value);
      };
      put("RequestCount", { LoadBalancer }, requests);
      put("HTTPCode_Target_5XX_Count", { LoadBalancer }, target5xx);
      put("HTTPCode_ELB_5XX_Count", { LoadBalancer }, elb5xx);
      if (targetGroupArn === undefined) continue;
      const ofGroup = { LoadBalancer, TargetGroup: dimension(targetGroupArn) };
      put("RequestCount", ofGroup, requests);
      put("HTTPCode_Target_5XX_Count", ofGroup, target5xx);
    }
    for (const { TargetGroupArn } of tables.targetGroups.values()) {
      const [listener] = listenersUsing(tables, TargetGroupArn);
      if (listener === undefined) continue;
      const dimensions = { LoadBalancer: dimension(listener.LoadBalancerArn), TargetGroup: dimension(TargetGroupArn) };
      const states = registrationsIn(tables, TargetGroupArn).map(({ health }) => health.state);
      const publish = (name: string, state: string) =>
        metrics.publish(namespace, name, dimensions, states.filter((each) => each === state).length);
      publish("HealthyHostCount", "healthy");
      publish("UnHealthyHostCount", "unhealthy");
    }
  });
