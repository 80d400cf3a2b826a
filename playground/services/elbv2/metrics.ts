import type { RequestCounts } from "../../dataplane/data-plane.ts";
import type { Cancel, Clock } from "../../world/clock.ts";
import type { Metrics } from "../../world/neighbours.ts";
import type { Elbv2Context } from "./context.ts";
import { putFlows } from "./flow-metrics.ts";
import { type Balanced, balancedGroups, type Dimensions, dimension, type Put } from "./measured-groups.ts";

const minute = 60_000;

type Measured = Omit<RequestCounts, "loadBalancerArn" | "targetGroupArn">;
const sum = (counts: readonly RequestCounts[]): Measured => {
  const targetSeconds = new Map<number, number>();
  for (const each of counts)
    for (const [seconds, count] of each.targetSeconds)
      targetSeconds.set(seconds, (targetSeconds.get(seconds) ?? 0) + count);
  const total = (name: "requests" | "target5xx" | "elb5xx") => counts.reduce((all, each) => all + each[name], 0);
  return { requests: total("requests"), target5xx: total("target5xx"), elb5xx: total("elb5xx"), targetSeconds };
};

/** So many requests, each a sample of 1 ("Minimum, Maximum, and Average all return 1"); where there are targets, also none. */
const putCount = (put: Put, name: string, dimensions: Dimensions, count: number, registered: number): void => {
  if (count > 0) put(name, dimensions, new Map([[1, count]]), "Count");
  else if (registered > 0) put(name, dimensions, 0, "Count");
};

const putTraffic = (put: Put, dimensions: Dimensions, measured: Measured, registered: number): void => {
  putCount(put, "RequestCount", dimensions, measured.requests, registered);
  putCount(put, "HTTPCode_Target_5XX_Count", dimensions, measured.target5xx, registered);
  if (measured.targetSeconds.size > 0) put("TargetResponseTime", dimensions, measured.targetSeconds, "Seconds");
};

const putGroup = (put: Put, group: Balanced, measured: Measured): void => {
  const TargetGroup = { TargetGroup: dimension(group.targetGroupArn) };
  const both = { LoadBalancer: dimension(group.loadBalancerArn), ...TargetGroup };
  putTraffic(put, both, measured, group.registered);
  // "divided by the number of healthy targets …. If there are no healthy targets in the target group, … by the total number of
  // registered targets." "The only valid statistic is Sum. This represents the average not the sum."
  const each = measured.requests / Math.max(1, group.healthy || group.registered);
  for (const dimensions of [TargetGroup, both]) put("RequestCountPerTarget", dimensions, each);
  if (group.registered === 0) return;
  put("HealthyHostCount", both, group.healthy, "Count");
  put("UnHealthyHostCount", both, group.unhealthy, "Count");
};

const isNetwork = (arn: string): boolean => arn.includes(":loadbalancer/net/");

const putConnections = (put: Put, { tables, dataPlane }: Elbv2Context): void => {
  const counted = dataPlane.takeFlowCounts();
  const balanced = balancedGroups(tables, []);
  for (const { LoadBalancerArn: loadBalancerArn, Type } of tables.loadBalancers.values()) {
    if (Type !== "network") continue;
    const groups = balanced.filter((group) => group.loadBalancerArn === loadBalancerArn);
    const counts = counted.find((one) => one.loadBalancerArn === loadBalancerArn);
    putFlows(put, { loadBalancerArn, counts, groups });
  }
};

const putRequests = (put: Put, { tables, dataPlane }: Elbv2Context): void => {
  const counted = dataPlane.takeCounts();
  const groups = balancedGroups(tables, counted).filter(({ loadBalancerArn }) => !isNetwork(loadBalancerArn));
  for (const group of groups)
    putGroup(put, group, sum(counted.filter(({ targetGroupArn }) => targetGroupArn === group.targetGroupArn)));
  for (const arn of new Set([...groups, ...counted].map(({ loadBalancerArn }) => loadBalancerArn))) {
    const measured = sum(counted.filter(({ loadBalancerArn }) => loadBalancerArn === arn));
    const ofIt = groups.filter(({ loadBalancerArn }) => loadBalancerArn === arn);
    const LoadBalancer = { LoadBalancer: dimension(arn) };
    putTraffic(put, LoadBalancer, measured, Math.max(0, ...ofIt.map(({ registered }) => registered)));
    putCount(put, "HTTPCode_ELB_5XX_Count", LoadBalancer, measured.elb5xx, 0);
  }
};

/**
 * Runs `task` at the end of each whole minute of the clock, with that moment, until cancelled. A timer fires a little early or late, and the
 * next one is set from the minute and not from that.
 */
const everyMinute = (clock: Clock, task: (end: number) => void): Cancel => {
  let cancel: Cancel = () => {};
  const wait = (end: number) => {
    cancel = clock.after(end - clock.now(), () => {
      wait(end + minute);
      task(end);
    });
  };
  wait((Math.floor(clock.now() / minute) + 1) * minute);
  return () => cancel();
};

/**
 * Publishes the measurements of each minute of the clock, by AWS's "Reporting criteria": counts of requests and of the targets' errors, and
 * of hosts, "if there are registered targets" (recorded: zeros without traffic, nothing without targets); RequestCountPerTarget "always";
 * errors of the load balancer itself and response times if "there is a nonzero value". A measurement bears the time at which its minute
 * began, and is there a minute after its end: AWS "measures and sends its metrics in 60-second intervals", and promises no delay.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export const publishMetrics = (elbv2: Elbv2Context, metrics: Metrics): Cancel => {
  const { clock } = elbv2.surroundings;
  let ended: readonly (readonly [namespace: string, ...Parameters<Put>])[] = [];
  return everyMinute(clock, (end) => {
    // What ended a minute ago, and so began two ago.
    for (const [namespace, name, dimensions, value, unit] of ended)
      metrics.publish(namespace, name, dimensions, value, unit, end - 2 * minute);
    const measured: [namespace: string, ...Parameters<Put>][] = [];
    const into =
      (namespace: string): Put =>
      (...measurement) =>
        void measured.push([namespace, ...measurement]);
    putRequests(into("AWS/ApplicationELB"), elbv2);
    putConnections(into("AWS/NetworkELB"), elbv2);
    ended = measured;
  });
};
