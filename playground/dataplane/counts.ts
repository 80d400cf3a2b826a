import type { RequestCounts } from "./data-plane.ts";

type Counting = { -readonly [Key in keyof RequestCounts]: RequestCounts[Key] };

/** Counts answers by load balancer and target group until they are taken. */
export const countRequests = () => {
  let counts = new Map<string, Counting>();
  return {
    add(loadBalancerArn: string, targetGroupArn: string | undefined, status: number, by: "target" | "elb"): void {
      const key = targetGroupArn === undefined ? loadBalancerArn : targetGroupArn;
      let count = counts.get(key);
      if (count === undefined) {
        count = { loadBalancerArn, targetGroupArn, requests: 0, target5xx: 0, elb5xx: 0 };
        counts.set(key, count);
      }
      // AWS: RequestCount is "only incremented for requests where the load balancer node was able to choose a target".
      if (by === "target" || status !== 503) count.requests += 1;
      if (status >= 500 && by === "target") count.target5xx += 1;
      if (status >= 500 && by === "elb") count.elb5xx += 1;
    },
    take(): readonly RequestCounts[] {
      const taken = [...counts.values()];
      counts = new Map();
      return taken;
    },
  };
};
