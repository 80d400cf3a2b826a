import { describe, expect, it } from "vitest";
import { sidesOf, withoutNumbers, withoutWhereabouts } from "../../../proof/chaos/dump.ts";

describe("a dump", () => {
  it("is told without the numbers of launch template versions, which no two worlds share", () => {
    const dump = (number: number) => ({
      ec2: { "launch-template": { "lt-1": { id: "lt-1", versions: [{ number: 1 }, { number }] } } },
      autoscaling: { groups: { web: { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: String(number) } } } },
    });
    expect(withoutNumbers(dump(2))).toEqual(withoutNumbers(dump(5)));
    const first = {
      ...dump(5),
      autoscaling: { groups: { web: { LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "1" } } } },
    };
    expect(withoutNumbers(first)).not.toEqual(withoutNumbers(dump(5)));
  });

  it("is told without where its world is, and since when, but with everything that is in it", () => {
    const dump = (endpoint: string, DNSName: string, notBefore: number, name = "web") => ({
      acm: { certificates: { c: { arn: "c", notBefore, notAfter: notBefore + 1 } } },
      elasticloadbalancing: { loadBalancers: { lb: { LoadBalancerName: name, DNSName } } },
      lambda: { functions: { collect: { environment: { QUEUE_URL: `${endpoint}/123/queue`, TABLE: "table" } } } },
    });
    const real = withoutWhereabouts(dump("http://127.0.0.1:4566", "127.1.2.3", 7));
    expect(withoutWhereabouts(dump("http://simulation", "load-balancer-1", 5))).toEqual(real);
    expect(withoutWhereabouts(dump("http://simulation", "load-balancer-1", 5, "other"))).not.toEqual(real);
    expect(real).toMatchObject({ lambda: { functions: { collect: { environment: { QUEUE_URL: "/123/queue" } } } } });
  });

  it("says which side has the traffic", () => {
    const group = { MinSize: 0, MaxSize: 0, DesiredCapacity: 0, Instances: [], SuspendedProcesses: [], Tags: [] };
    const dump = {
      autoscaling: {
        groups: { web: { ...group, TargetGroupARNs: ["blue"] }, "web-green": { ...group, TargetGroupARNs: ["green"] } },
        scheduledActions: {},
        lifecycleHooks: {},
      },
      elasticloadbalancing: {
        listeners: {
          l: {
            ListenerArn: "l",
            LoadBalancerArn: "",
            Port: 8080,
            Protocol: "HTTP",
            DefaultActions: [{ Type: "forward", TargetGroupArn: "green" }],
            tags: {},
          },
        },
        rules: {},
        targetGroups: {},
        targets: {},
      },
    };
    expect(sidesOf(dump, 8080)).toEqual({ active: "web-green", idle: "web" });
  });
});
