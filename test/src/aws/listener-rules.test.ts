import type { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { describe, expect, it } from "vitest";
import { requirePreview } from "../../../src/aws/listener-rules.ts";
import type { Request } from "../../../src/deployment/request.ts";
import type { ListenerView } from "../../../src/deployment/view.ts";
import { registered, side, view } from "../deployment/world.ts";
import { fakeClient } from "../resources/fake-client.ts";

const environment = registered({ preview: { header: { name: "X-Preview", value: "yes" } } });
const listener = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/80";
const other = "arn:aws:elasticloadbalancing:eu-west-1:1:listener/app/web/1/8080";
const seen = view("blue", undefined, side("green", []));
const [first] = seen.listeners as [ListenerView];
const world = { ...seen, listeners: [{ ...first, arn: listener }] };
const release = {
  ...{ environment: environment.name, action: "release", requestedBy: "ci", strategy: { type: "all-at-once" } },
  release: { version: "2", commit: "2222222", imageId: "ami-2" },
} as unknown as Request;

/** A load balancer with another listener, of whose rules there are so many that it may have one more, or none. */
const loadBalancer = (rules: number, limit: number) => {
  const rulesOf = ({ ListenerArn }: { readonly ListenerArn: string }) =>
    ListenerArn === other
      ? Array.from({ length: rules }, (_, n) => ({ RuleArn: `${other}/${n}`, Priority: String(n + 1), Conditions: [] }))
      : [];
  return fakeClient<ElasticLoadBalancingV2Client>({
    DescribeListeners: () => ({ Listeners: [{ ListenerArn: listener }, { ListenerArn: other }] }),
    DescribeRules: (input) => ({ Rules: [...rulesOf(input), { IsDefault: true, Priority: "default" }] }),
    DescribeAccountLimits: () => ({
      Limits: [{ Name: "rules-per-application-load-balancer", Max: String(limit) }],
    }),
  }).client;
};

describe("the rule that a preview adds", () => {
  it("is let be where the load balancer may have one more, default rules not counted", async () => {
    expect(await requirePreview(loadBalancer(99, 100), release, environment, world)).toBe(true);
  });

  it("is refused before the first change where it may have none, whichever listener has the others", async () => {
    await expect(requirePreview(loadBalancer(100, 100), release, environment, world)).rejects.toThrow(
      expect.objectContaining({
        name: "BeyondLimit",
        message: `Load balancer '${environment.loadBalancer}' has 100 of at most 100 rules, and the preview makes 1 more. Have the quota raised, or delete what nobody needs. Nothing was changed.`,
      }),
    );
  });

  it("asks for nothing where no preview is registered", async () => {
    expect(await requirePreview(loadBalancer(100, 100), release, registered({}), world)).toBe(false);
  });
});
