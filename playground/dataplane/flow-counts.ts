import type { FlowCounts } from "./data-plane.ts";

type Event = "newFlows" | "clientResets" | "targetResets" | "elbResets" | "bytes";
type Counting = { -readonly [Key in keyof Omit<FlowCounts, "loadBalancerArn">]: FlowCounts[Key] };

/** Counts connections by load balancer; those that are active go on, all else until it is taken. */
export const countFlows = () => {
  const counts = new Map<string, Counting>();
  const none = { newFlows: 0, bytes: 0, clientResets: 0, targetResets: 0, elbResets: 0 };
  const countOf = (loadBalancerArn: string): Counting => {
    const known = counts.get(loadBalancerArn) ?? { ...none, activeFlows: 0 };
    counts.set(loadBalancerArn, known);
    return known;
  };
  return {
    add(loadBalancerArn: string, event: Event, count = 1): void {
      countOf(loadBalancerArn)[event] += count;
    },
    /** One connection more, or one less. */
    active(loadBalancerArn: string, change: 1 | -1): void {
      countOf(loadBalancerArn).activeFlows += change;
    },
    take(): readonly FlowCounts[] {
      const taken = [...counts].map(([loadBalancerArn, count]) => ({ loadBalancerArn, ...count }));
      for (const count of counts.values()) Object.assign(count, none);
      return taken;
    },
  };
};
