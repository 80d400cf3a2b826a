import type { RequestCounts } from "./data-plane.ts";

type Counting = Omit<{ -readonly [Key in keyof RequestCounts]: RequestCounts[Key] }, "targetSeconds"> & {
  readonly targetSeconds: Map<number, number>;
};

/** Counts answers by load balancer and target group until they are taken. */
export const countRequests = () => {
  let counts = new Map<string, Counting>();
  const countOf = (loadBalancerArn: string, targetGroupArn: string | undefined): Counting => {
    const key = targetGroupArn ?? loadBalancerArn;
    const known = counts.get(key);
    if (known !== undefined) return known;
    const made = { loadBalancerArn, targetGroupArn, requests: 0, target5xx: 0, elb5xx: 0, targetSeconds: new Map() };
    counts.set(key, made);
    return made;
  };
  return {
    /** `milliseconds` is how long a target took to begin its answer, in world time. */
    add(
      loadBalancerArn: string,
      targetGroupArn: string | undefined,
      status: number,
      by: "target" | "elb",
      milliseconds = 0,
    ): void {
      const count = countOf(loadBalancerArn, targetGroupArn);
      // AWS: RequestCount is "only incremented for requests where the load balancer node was able to choose a target".
      if (by === "target" || status !== 503) count.requests += 1;
      if (status >= 500 && by === "target") count.target5xx += 1;
      if (status >= 500 && by === "elb") count.elb5xx += 1;
      if (by === "target" && milliseconds > 0) {
        // To the millisecond, as access logs have it.
        const seconds = Math.ceil(milliseconds) / 1000;
        count.targetSeconds.set(seconds, (count.targetSeconds.get(seconds) ?? 0) + 1);
      }
    },
    take(): readonly RequestCounts[] {
      const taken = [...counts.values()];
      counts = new Map();
      return taken;
    },
  };
};
