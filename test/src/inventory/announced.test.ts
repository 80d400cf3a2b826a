import { describe, expect, it } from "vitest";
import { type Kind, kinds } from "../../../src/changes/change.ts";
import { changeDetail, ownSource, resourcesChanged, touchedArns } from "../../../src/inventory/events/announced.ts";
import { hear } from "../../../src/inventory/events/hear.ts";

const here = { account: "123456789012", region: "eu-west-1" };
const elb = (rest: string) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:${rest}`;
const ec2 = (rest: string) => `arn:aws:ec2:eu-west-1:123456789012:${rest}`;
const group = "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:*:autoScalingGroupName/web-green";
const listener = elb("listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2");
const rule = elb("listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee");
const loadBalancer = elb("loadbalancer/app/web/50dc6c495c0c9188");
const targetGroup = elb("targetgroup/web-http/73e2d6bc24d8a067");

const of = (kind: Kind, id: string) => touchedArns([{ resource: { kind, id } }], here);

describe("what a deployment announces", () => {
  it.each<[Kind, string, readonly string[]]>([
    ["launch-template", "web-green", []],
    ["launch-template-version", "lt-0123456789abcdef0/sarcelle d-1", [ec2("launch-template/lt-0123456789abcdef0")]],
    ["target-group", "web-http-green", []],
    ["placeholder-listener", `${loadBalancer}:9080`, [loadBalancer]],
    ["listener", listener, [listener]],
    ["listener-rule", rule, [rule]],
    ["preview-rule", `${listener}:9 sarcelle:environment=web-live`, [listener]],
    ["auto-scaling-group", "web-green", [group]],
    ["group-capacity", "web-green", [group]],
    ["group-launch-template", "web-green", [group]],
    ["instance-refresh", "web-green", [group]],
    ["group-processes", "web-green", [group]],
    ["group-metrics", "web-green", []],
    ["scale-in-protection", "web-green", []],
    ["scaling-policy", "web-green/cpu", []],
    ["predictive-mode", "web-green/tomorrow", []],
    ["deletion-protection", loadBalancer, [loadBalancer]],
    ["scaling-alarm", "cpu-high", []],
    ["scheduled-action", "web-green/night", []],
    ["lifecycle-hook", "web-green/hook", []],
    ["notification", "web-green/arn:aws:sns:eu-west-1:123456789012:topic", []],
    ["warm-pool", "web-green", []],
    ["tags", "autoscaling:web-green", [group]],
    ["tags", targetGroup, [targetGroup]],
    ["tags", "lt-0123456789abcdef0", [ec2("launch-template/lt-0123456789abcdef0")]],
    ["tags", "i-0123456789abcdef0", [ec2("instance/i-0123456789abcdef0")]],
    ["tags", "sg-0123456789abcdef0", []],
  ])("of a change of %s %s is %j", (kind, id, arns) => {
    expect(of(kind, id)).toEqual(arns);
  });

  it("names each resource once, and every kind is thought of", () => {
    const changes = (["group-capacity", "listener", "group-processes"] as const).map((kind) => ({
      resource: { kind, id: kind === "listener" ? listener : "web-green" },
    }));
    expect(touchedArns(changes, here)).toEqual([group, listener]);
    for (const kind of kinds) expect(of(kind, kind === "preview-rule" ? "x/y:1 c=d" : "x/y:1")).toBeInstanceOf(Array);
  });

  it("is heard by the collector as what to look at, on account of the deployment", () => {
    const occurredAt = Date.UTC(2026, 3, 1, 12, 0, 5);
    const heard = hear({
      version: "0",
      id: "11111111-2222-4333-8444-555555555555",
      "detail-type": resourcesChanged,
      source: ownSource,
      ...here,
      time: "2026-04-01T12:00:05Z",
      resources: [],
      detail: changeDetail({ environment: "web-live", deployment: "d-1" }, [listener, group]),
    });
    const told = {
      occurredAt,
      eventId: "11111111-2222-4333-8444-555555555555",
      event: "Sarcelle Resources Changed",
      actor: "sarcelle d-1",
    };
    expect(heard).toEqual({
      kind: "hints",
      hints: [
        { ref: { type: "listener", arn: listener }, ...told },
        { ref: { type: "auto-scaling-group", arn: group }, ...told },
      ],
    });
  });
});
