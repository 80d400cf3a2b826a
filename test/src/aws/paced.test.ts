import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { expect, it } from "vitest";
import { answering } from "../../../proof/bench/inventory/answering.ts";
import { loadBalancersByArn } from "../../../src/aws/inventory/describe-load-balancing.ts";
import { paced } from "../../../src/aws/paced.ts";

it("makes some calls at once after a rest, and then one whenever its turn is", async () => {
  let now = 0;
  const made: number[] = [];
  const clock = {
    now: () => now,
    sleep: async (duration: number) => {
      now += duration;
    },
  };
  const client = paced(
    new ElasticLoadBalancingV2Client({ region: "eu-west-1" }),
    { callsPerSecond: 2.5, atOnce: 3 },
    clock,
  );
  answering(client, async () => {
    made.push(now);
    return { LoadBalancers: [] };
  });
  const call = () => loadBalancersByArn(client, ["arn"]);
  now = 10_000;
  for (let n = 0; n < 5; n++) await call();
  now += 60_000;
  for (let n = 0; n < 4; n++) await call();
  expect(made).toEqual([10_000, 10_000, 10_000, 10_400, 10_800, 70_800, 70_800, 70_800, 71_200]);
});
