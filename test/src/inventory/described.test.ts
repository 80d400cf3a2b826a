import { describe, expect, it } from "vitest";
import { groupFacts } from "../../../src/inventory/described/group.ts";
import { instanceFacts } from "../../../src/inventory/described/instance.ts";
import { listenerFacts, targetGroupFacts } from "../../../src/inventory/described/load-balancing.ts";
import { ownersOf } from "../../../src/inventory/ownership.ts";
import { registeredOnPort80 } from "../deployment/world.ts";

const registered = registeredOnPort80();
const arn = (rest: string) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:${rest}`;
const targetGroup = arn("targetgroup/web-http/1");
const groups = [{ name: "web", tags: {}, targetGroups: [targetGroup], launchTemplate: "lt-1" }];
const owners = ownersOf([registered], groups);

describe("an instance", () => {
  it("is described with what there is, even without a state and a launch time", () => {
    expect(instanceFacts({ InstanceId: "i-1", LaunchTime: null as unknown as Date }, {})).toEqual({
      name: "i-1",
      tags: {},
      details: { state: "unknown" },
    });
  });

  it("is whose its tags say, or else its group's, and runs the release that its tags tell of", () => {
    const Tags = [
      { Key: "sarcelle:version", Value: "2" },
      { Key: "sarcelle:commit", Value: "2222222" },
    ];
    const described = { InstanceId: "i-1", State: { Name: "running" as const }, Tags };
    const own = [...Tags, { Key: "sarcelle:environment", Value: "other" }, { Key: "sarcelle:side", Value: "green" }];
    expect(instanceFacts(described, { environment: "web-live", side: "blue" })).toMatchObject({
      environment: "web-live",
      side: "blue",
      version: "2",
      commit: "2222222",
    });
    expect(instanceFacts({ ...described, Tags: own }, { environment: "web-live", side: "blue" })).toMatchObject({
      environment: "other",
      side: "green",
    });
  });

  it("has an IPv6 address: the one that stays if there is one, in whatever place EC2 names it", () => {
    const Ipv6Addresses = [{ Ipv6Address: "2001:db8::1" }, { Ipv6Address: "2001:db8::2", IsPrimaryIpv6: true }];
    expect(instanceFacts({ NetworkInterfaces: [{ Ipv6Addresses }] }, {})?.details.ipv6).toBe("2001:db8::2");
    expect(instanceFacts({ Ipv6Address: "2001:db8::3" }, {})?.details.ipv6).toBe("2001:db8::3");
    expect(instanceFacts({ NetworkInterfaces: [{ Ipv6Addresses: [] }] }, {})?.details).toEqual({ state: "unknown" });
  });

  it("is not there any more once it is terminated, and keeps a state that nobody has heard of", () => {
    expect(instanceFacts({ State: { Name: "terminated" } }, {})).toBeNull();
    expect(instanceFacts({ State: { Name: "quarantined" as "running" } }, {})?.details.state).toBe("quarantined");
  });
});

describe("what was never upgraded", () => {
  it("is whose the registration says", () => {
    expect([
      owners.group("web", {}),
      owners.group("web-green", {}),
      owners.group("else", {}),
      owners.targetGroup(targetGroup, {}),
      owners.launchTemplate("lt-1", {}),
      owners.loadBalancer("web", {}),
      owners.listener("web", 80, undefined, {}),
      owners.listener("web", 9081, undefined, {}),
      owners.listener("web", 80, "5", {}),
    ]).toEqual([
      { environment: "web-live", side: "blue" },
      { environment: "web-live", side: "green" },
      {},
      { environment: "web-live", side: "blue" },
      { environment: "web-live", side: "blue" },
      { environment: "web-live" },
      { environment: "web-live" },
      { environment: "web-live", side: "green" },
      {},
    ]);
  });

  it("is nobody's where several environments share it", () => {
    const shared = ownersOf([registered, { ...registered, name: "api-live", listeners: [] }], []);
    expect(shared.loadBalancer("web", {})).toEqual({});
  });
});

describe("a group, a listener and a target group", () => {
  it("are equal rows for equal settings, in whatever order AWS names them", () => {
    const group = (...zones: string[]) =>
      groupFacts({ AutoScalingGroupName: "web", AvailabilityZones: zones } as never, owners);
    expect(group("b", "a")).toEqual(group("a", "b"));
    const forward = (...arns: string[]) =>
      listenerFacts(
        {
          ListenerArn: arn("listener/app/web/1/2"),
          Port: 80,
          DefaultActions: [
            {
              Type: "forward",
              ForwardConfig: { TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 })) },
            },
          ],
        },
        [],
        {},
        owners,
      );
    expect(forward("a", "b")).toEqual(forward("b", "a"));
    const targets = (...ids: string[]) =>
      targetGroupFacts(
        { TargetGroupArn: targetGroup },
        ids.map((Id) => ({ Target: { Id, Port: 80 }, TargetHealth: { State: "healthy" } })),
        {},
        owners,
      );
    expect(targets("i-2", "i-1")).toEqual(targets("i-1", "i-2"));
    expect(targets("i-1").details.targets).toEqual({ healthy: ["i-1:80"] });
  });
});
