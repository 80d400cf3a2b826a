import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { deletionProtection } from "../../../src/resources/deletion-protection.ts";
import { awsError, fakeClient, writes } from "./fake-client.ts";

const withAttributes = (answer: () => unknown) => {
  const { client, calls } = fakeClient<ElasticLoadBalancingV2Client>({
    DescribeLoadBalancerAttributes: answer,
    ModifyLoadBalancerAttributes: () => ({}),
  });
  return { kind: deletionProtection(client), calls };
};

describe("the deletion protection of a load balancer", () => {
  it.each([
    ["true", { enabled: true }],
    ["false", { enabled: false }],
  ])("is read from its attribute: %s", async (Value, state) => {
    const Attributes = [
      { Key: "idle_timeout.timeout_seconds", Value: "60" },
      { Key: "deletion_protection.enabled", Value },
    ];
    expect(await withAttributes(() => ({ Attributes })).kind.read("arn:web")).toEqual(state);
  });

  it("is none of a load balancer that is gone", async () => {
    const { kind } = withAttributes(() => {
      throw awsError("LoadBalancerNotFoundException");
    });
    expect(await kind.read("arn:web")).toBeNull();
  });

  it("is written alone, and nothing else of the load balancer", async () => {
    const { kind, calls } = withAttributes(() => ({ Attributes: [] }));
    await kind.write("arn:web", { enabled: false }, { enabled: true });
    await kind.write("arn:web", { enabled: true }, { enabled: false });
    const Key = "deletion_protection.enabled";
    expect(writes(calls).map(({ input }) => input)).toEqual([
      { LoadBalancerArn: "arn:web", Attributes: [{ Key, Value: "true" }] },
      { LoadBalancerArn: "arn:web", Attributes: [{ Key, Value: "false" }] },
    ]);
  });
});
