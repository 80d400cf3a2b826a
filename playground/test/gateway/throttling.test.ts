import { describe, expect, it } from "vitest";
import { createThrottle } from "../../gateway/throttling/throttle.ts";
import { virtualClock } from "../../world/clock.ts";

const create = (pageSize = 2, leftByOthers?: number) => {
  const clock = virtualClock(0);
  const throttle = createThrottle(clock, pageSize, leftByOthers);
  /** How many of so many calls are taken at once; and how the first refused one is answered. */
  const burst = (service: string, operation: string, calls: number, input: object = {}) => {
    for (let made = 0; made < calls; made++) {
      try {
        throttle.take(service, operation, input);
      } catch (error) {
        return { taken: made, refused: String(error) };
      }
    }
    return { taken: calls, refused: undefined };
  };
  return { clock, throttle, burst };
};

describe("calls that come too fast", () => {
  it.each([
    ["elasticloadbalancing", "DescribeTargetHealth", 40, "ThrottlingException: Rate exceeded"],
    ["elasticloadbalancing", "ModifyListener", 20, "ThrottlingException: Rate exceeded"],
    ["elasticloadbalancing", "CreateLoadBalancer", 10, "ThrottlingException: Rate exceeded"],
    ["autoscaling", "DescribeAutoScalingGroups", 100, "Throttling: Rate exceeded"],
    ["ec2", "RunInstances", 5, "RequestLimitExceeded: Request limit exceeded."],
    ["ec2", "DescribeInstances", 50, "RequestLimitExceeded: Request limit exceeded."],
    ["states", "ListExecutions", 200, "ThrottlingException: Rate exceeded"],
    ["monitoring", "DescribeAlarms", 9, "Throttling: Rate exceeded"],
    ["lambda", "ListFunctions", 15, "TooManyRequestsException: Rate exceeded"],
    ["events", "PutRule", 50, "ThrottlingException: Rate exceeded"],
  ])("are refused as the service does it: %s:%s after %i", (service, operation, most, refused) => {
    expect(create().burst(service, operation, most + 1)).toEqual({ taken: most, refused });
  });

  it("are taken again as the world's time refills the bucket, up to what it holds", async () => {
    const { clock, burst } = create();
    burst("elasticloadbalancing", "DescribeListeners", 40);
    await clock.advance(1_000);
    expect(burst("elasticloadbalancing", "DescribeListeners", 100).taken).toBe(10);
    await clock.advance(3_600_000);
    expect(burst("elasticloadbalancing", "DescribeListeners", 100).taken).toBe(40);
  });

  it("of all kinds share the load balancer's bucket, of an instance's launch each has its own", () => {
    const { burst } = create();
    burst("elasticloadbalancing", "ModifyListener", 20);
    expect(burst("elasticloadbalancing", "DescribeListeners", 100).taken).toBe(20);
    burst("ec2", "RunInstances", 5);
    expect(burst("ec2", "DescribeSubnets", 200).taken).toBe(100);
  });

  it("take as many tokens as they launch instances, and none if they are refused", () => {
    const { burst } = create();
    expect(burst("ec2", "RunInstances", 1, { MaxCount: 900 }).taken).toBe(1);
    expect(burst("ec2", "RunInstances", 1, { MaxCount: 101 }).taken).toBe(0);
    expect(burst("ec2", "RunInstances", 1, { MaxCount: 100 }).taken).toBe(1);
  });

  it("are as many fewer as others in the account leave, and one at least", async () => {
    const { clock, burst } = create(2, 0.1);
    expect(burst("elasticloadbalancing", "DescribeListeners", 100).taken).toBe(4);
    await clock.advance(2_000);
    expect(burst("elasticloadbalancing", "DescribeListeners", 100).taken).toBe(2);
    expect(burst("ec2", "RunInstances", 5).taken).toBe(1);
  });

  it("with filters have a larger bucket of EC2's than those that read everything", () => {
    expect(create().burst("ec2", "DescribeInstances", 200, { InstanceIds: ["i-1"] }).taken).toBe(100);
  });

  it.each(["dynamodb", "sqs", "sns"])("are no matter to %s, which publishes no limit of calls", (service) => {
    expect(create().burst(service, "GetItem", 5_000).taken).toBe(5_000);
  });
});

describe("a small page", () => {
  const next = { Marker: "page-2" };
  it("costs its part of AWS's page, but the first, which costs a call", () => {
    const { throttle, burst } = create();
    const left = () => throttle.levels().find(({ bucket }) => bucket === "non-mutating")?.tokens;
    burst("elasticloadbalancing", "DescribeTargetGroups", 1);
    expect(left()).toBe(39);
    burst("elasticloadbalancing", "DescribeTargetGroups", 199, next);
    expect(left()).toBeCloseTo(39 - 199 / 200, 2);
  });

  it("of the size that was asked for costs a call", () => {
    const { burst } = create();
    expect(burst("elasticloadbalancing", "DescribeTargetGroups", 100, { ...next, PageSize: 2 }).taken).toBe(40);
  });

  it("costs a call in a world with AWS's pages", () => {
    expect(create(1_000).burst("elasticloadbalancing", "DescribeTargetGroups", 100, next).taken).toBe(40);
  });
});

it("the buckets in use are told as they stand", async () => {
  const { clock, throttle, burst } = create();
  burst("monitoring", "DescribeAlarms", 9);
  await clock.advance(500);
  expect(throttle.levels()).toEqual([
    { service: "monitoring", bucket: "DescribeAlarms", tokens: 4.5, capacity: 9, refill: 9 },
  ]);
});
