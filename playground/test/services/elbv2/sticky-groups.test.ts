import { describe, expect, it } from "vitest";
import { createWorld } from "./world.ts";

const setUp = async () => {
  const world = createWorld();
  const loadBalancer = await world.loadBalancer();
  const [blue, green] = [await world.targetGroup("blue"), await world.targetGroup("green")];
  const listener = await world.listener(loadBalancer, blue);
  const stick = (TargetGroupArn: string) =>
    world.api("ModifyTargetGroupAttributes", {
      TargetGroupArn,
      Attributes: [{ Key: "stickiness.enabled", Value: "true" }],
    });
  const share = (weights: readonly [number, number], TargetGroupStickinessConfig: object) =>
    world.api("ModifyListener", {
      ListenerArn: listener,
      DefaultActions: [
        {
          Type: "forward",
          ForwardConfig: {
            TargetGroups: [
              { TargetGroupArn: blue, Weight: weights[0] },
              { TargetGroupArn: green, Weight: weights[1] },
            ],
            TargetGroupStickinessConfig,
          },
        },
      ],
    });
  return { blue, stick, share };
};
const sticky = { Enabled: true, DurationSeconds: 60 };

describe("traffic shared among sticky target groups", () => {
  it.each([
    [50, 50],
    [100, 0],
  ] as const)("with weights %i and %i is refused unless it keeps clients with their group", async (...weights) => {
    const { blue, stick, share } = await setUp();
    await stick(blue);
    await expect(share(weights, { Enabled: false })).rejects.toMatchObject({
      name: "InvalidLoadBalancerActionException",
      message:
        "You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups",
    });
    await share(weights, sticky);
  });

  it("keeps its target groups from becoming sticky unless it keeps clients with their group", async () => {
    const { blue, stick, share } = await setUp();
    await share([50, 50], {});
    await expect(stick(blue)).rejects.toMatchObject({
      name: "InvalidConfigurationRequestException",
      message: `This target group appears behind a rule with group stickiness disabled (${blue}). You must enable group stickiness before enabling target stickiness`,
    });
    await share([50, 50], sticky);
    await stick(blue);
  });
});
