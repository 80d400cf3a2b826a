import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { ec2Tagging } from "../../../src/resources/ec2-tagging.ts";
import { groupTagging, loadBalancingTagging, tags } from "../../../src/resources/tags.ts";
import { fakeClient, writes } from "./fake-client.ts";

const arn = "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/1";

const world = () => {
  const described = [{ Key: "team", Value: "shop" }];
  const done = () => ({});
  const autoScaling = fakeClient<AutoScalingClient>({
    DescribeAutoScalingGroups: () => ({ AutoScalingGroups: [{ Tags: described }] }),
    CreateOrUpdateTags: done,
    DeleteTags: done,
  });
  const loadBalancing = fakeClient<ElasticLoadBalancingV2Client>({
    DescribeTags: () => ({ TagDescriptions: [{ Tags: described }] }),
    AddTags: done,
    RemoveTags: done,
  });
  const ec2 = fakeClient<EC2Client>({ DescribeTags: () => ({ Tags: described }), CreateTags: done, DeleteTags: done });
  return {
    kind: tags({
      autoScaling: groupTagging(autoScaling.client),
      loadBalancing: loadBalancingTagging(loadBalancing.client),
      ec2: ec2Tagging(ec2.client),
    }),
    written: () => [autoScaling, loadBalancing, ec2].flatMap(({ calls }) => writes(calls)),
  };
};

const group = { ResourceId: "web", ResourceType: "auto-scaling-group" };

describe("tags", () => {
  it.each([
    [
      "autoscaling:web",
      [
        {
          operation: "CreateOrUpdateTags",
          input: { Tags: [{ ...group, Key: "a", Value: "1", PropagateAtLaunch: false }] },
        },
        { operation: "DeleteTags", input: { Tags: [{ ...group, Key: "b" }] } },
      ],
    ],
    [
      arn,
      [
        { operation: "AddTags", input: { ResourceArns: [arn], Tags: [{ Key: "a", Value: "1" }] } },
        { operation: "RemoveTags", input: { ResourceArns: [arn], TagKeys: ["b"] } },
      ],
    ],
    [
      "lt-1",
      [
        { operation: "CreateTags", input: { Resources: ["lt-1"], Tags: [{ Key: "a", Value: "1" }] } },
        { operation: "DeleteTags", input: { Resources: ["lt-1"], Tags: [{ Key: "b" }] } },
      ],
    ],
  ])("of %s are read, put and removed with its service's own calls", async (id, calls) => {
    const { kind, written } = world();
    expect(await kind.read(id)).toEqual({ team: "shop" });
    await kind.write(id, null, { a: "1", b: null });
    expect(written()).toEqual(calls);
  });

  it("that are to be absent are as they should be when they are not there", () => {
    const { stillOurs } = world().kind;
    expect(stillOurs?.({ a: null, team: "shop" }, { team: "shop" })).toBe(true);
    expect(stillOurs?.({ a: null }, { a: "1" })).toBe(false);
  });

  it("may be written on when a write died between putting and removing", () => {
    const { halfWay } = world().kind;
    const [before, after] = [
      { a: null, b: "1" },
      { a: "1", b: null },
    ];
    expect(halfWay?.(before, after, { a: "1", b: "1" })).toBe(true);
    expect(halfWay?.(before, after, { a: "2", b: "1" })).toBe(false);
  });
});
