/** What the load balancer itself counted, which is held against what the load says. */
import { CloudWatchClient, GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeLoadBalancersCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { ServedFleet } from "./fleet.ts";
import { awaitThat } from "./patience.ts";

/** Requests that the load balancer took, and those that it answered with a status of 500 or more, by itself or for a target. */
export interface Counted {
  readonly requests: number;
  readonly errors: number;
}

const minute = 60_000;

/** Lets the world's minute end: what is counted is counted by the minute. */
export const minuteEnds = async (stage: ServedFleet): Promise<number> => {
  const next = Math.floor((await stage.now()) / minute + 1) * minute;
  await awaitThat("the minute ended", 90, async () => ((await stage.now()) >= next ? true : undefined));
  return next;
};

/** What load balancer `web` counted since the minute that began at `from`, once its measurements have come: they come a minute late. */
export const countedSince = async (stage: ServedFleet, from: number): Promise<Counted> => {
  const ended = await minuteEnds(stage);
  await awaitThat("the load balancer's measurements came", 90, async () =>
    (await stage.now()) >= ended + minute + 2_000 ? true : undefined,
  );
  const { LoadBalancers: [web] = [] } = await stage.loadBalancing.send(
    new DescribeLoadBalancersCommand({ Names: ["web"] }),
  );
  const client = new CloudWatchClient(stage.connection);
  const sum = async (MetricName: string): Promise<number> => {
    const { Datapoints = [] } = await client.send(
      new GetMetricStatisticsCommand({
        ...{ Namespace: "AWS/ApplicationELB", MetricName, Period: 60, Statistics: ["Sum"] },
        Dimensions: [{ Name: "LoadBalancer", Value: web?.LoadBalancerArn?.split(":loadbalancer/")[1] }],
        ...{ StartTime: new Date(from), EndTime: new Date(ended) },
      }),
    );
    return Datapoints.reduce((all, { Sum = 0 }) => all + Sum, 0);
  };
  try {
    const errors = (await sum("HTTPCode_Target_5XX_Count")) + (await sum("HTTPCode_ELB_5XX_Count"));
    return { requests: await sum("RequestCount"), errors };
  } finally {
    client.destroy();
  }
};
