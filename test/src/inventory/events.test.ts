import { describe, expect, it } from "vitest";
import { hear, hearText, largestEvent } from "../../../src/inventory/events/hear.ts";
import type { Heard } from "../../../src/inventory/events/heard.ts";
import { lookAgainEvent } from "../../../src/inventory/events/own.ts";
import type { Hint } from "../../../src/inventory/hint.ts";

const account = "123456789012";
const region = "eu-west-1";
const at = Date.UTC(2026, 3, 1, 12, 0, 5);
const time = "2026-04-01T12:00:05Z";
const instanceArn = (id: string) => `arn:aws:ec2:${region}:${account}:instance/${id}`;
const groupArn = (name: string) =>
  `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:*:autoScalingGroupName/${name}`;
const realGroupArn = (name: string) => groupArn(name).replace("*", "0a1b2c3d-0000-4000-8000-000000000001");
const elb = (rest: string) => `arn:aws:elasticloadbalancing:${region}:${account}:${rest}`;

const event = (source: string, type: string, detail: object, resources: readonly unknown[] = []) => ({
  version: "0",
  id: "11111111-2222-4333-8444-555555555555",
  "detail-type": type,
  source,
  account,
  region,
  time,
  resources,
  detail,
});
const call = (service: string, eventName: string, requestParameters: unknown, more: object = {}) => ({
  eventVersion: "1.11",
  userIdentity: { type: "AssumedRole", arn: `arn:aws:sts::${account}:assumed-role/ops/kim`, accountId: account },
  eventTime: time,
  eventSource: `${service}.amazonaws.com`,
  eventName,
  awsRegion: region,
  requestParameters,
  responseElements: null,
  eventID: "99999999-2222-4333-8444-555555555555",
  readOnly: false,
  recipientAccountId: account,
  ...more,
});
const trailed = (service: string, ...rest: [string, unknown, object?]) =>
  event(`aws.${service}`, "AWS API Call via CloudTrail", call(service, ...rest));

const hintsOf = (heard: Heard): readonly Hint[] => {
  expect(heard.kind).toBe("hints");
  return heard.kind === "hints" ? heard.hints : [];
};
const arns = (heard: Heard) => hintsOf(heard).map(({ ref }) => ref.arn);
const removed = (heard: Heard) =>
  hintsOf(heard)
    .filter((hint) => hint.removed === true)
    .map(({ ref }) => ref.arn);

describe("an instance's state change", () => {
  const change = (detail: object) =>
    event("aws.ec2", "EC2 Instance State-change Notification", detail, [instanceArn("i-0123456789abcdef0")]);

  it("names the instance, and when it was so", () => {
    expect(hear(change({ "instance-id": "i-0123456789abcdef0", state: "pending" }))).toEqual({
      kind: "hints",
      hints: [
        {
          ref: { type: "instance", arn: instanceArn("i-0123456789abcdef0") },
          occurredAt: at,
          eventId: "11111111-2222-4333-8444-555555555555",
          event: "EC2 Instance State-change Notification",
        },
      ],
    });
  });

  it("is understood with a space before the id, as the documentation has it", () => {
    expect(arns(hear(change({ "instance-id": " i-0123456789abcdef0", state: "running" })))).toEqual([
      instanceArn("i-0123456789abcdef0"),
    ]);
  });

  it("says that the instance is gone if it is terminated, and only then", () => {
    const states = ["shutting-down", "stopped", "hibernating-somehow", "terminated"];
    expect(
      states.map((state) => removed(hear(change({ "instance-id": "i-0123456789abcdef0", state }))).length),
    ).toEqual([0, 0, 0, 1]);
  });
});

describe("a call that changes an instance, or how many a group runs", () => {
  it.each<[service: string, name: string, parameters: object, arn: string]>([
    [
      "ec2",
      "ModifyInstanceMetadataOptions",
      { ModifyInstanceMetadataOptionsRequest: { InstanceId: "i-0123456789abcdef0", HttpTokens: "required" } },
      instanceArn("i-0123456789abcdef0"),
    ],
    [
      "ec2",
      "AssociateAddress",
      { instanceId: "i-0123456789abcdef0", allocationId: "eipalloc-0123456789abcdef0" },
      instanceArn("i-0123456789abcdef0"),
    ],
    ["autoscaling", "ExecutePolicy", { autoScalingGroupName: "web", policyName: "out" }, groupArn("web")],
  ])("of %s, %s, names it", (service, name, parameters, arn) => {
    expect(arns(hear(trailed(service, name, parameters)))).toEqual([arn]);
  });
});

describe("an event of Auto Scaling", () => {
  const failed = {
    StatusCode: "Failed",
    AutoScalingGroupName: "web",
    EC2InstanceId: "",
    // The end is cut to whole seconds, the start is not.
    StartTime: "2026-04-01T12:00:05.112Z",
    EndTime: "2026-04-01T12:00:05.000Z",
    Details: { "Availability Zone": "eu-west-1a" },
  };

  it("names the group alone when a launch failed, though it ended before it began", () => {
    const heard = hear(event("aws.autoscaling", "EC2 Instance Launch Unsuccessful", failed, [realGroupArn("web")]));
    expect(arns(heard)).toEqual([groupArn("web")]);
  });

  it("names group and instance, with Details as an object or as JSON in a string", () => {
    const heard = [{ "Subnet ID": "subnet-1" }, '{"Subnet ID":"subnet-1"}'].map((Details) =>
      arns(
        hear(
          event(
            "aws.autoscaling",
            "EC2 Instance Launch Successful",
            { ...failed, StatusCode: "InProgress", EC2InstanceId: "i-0a", Details },
            [realGroupArn("web"), instanceArn("i-0a")],
          ),
        ),
      ),
    );
    expect(heard).toEqual([
      [groupArn("web"), instanceArn("i-0a")],
      [groupArn("web"), instanceArn("i-0a")],
    ]);
  });

  it("is not a death when an instance goes back into the warm pool", () => {
    const action = {
      AutoScalingGroupName: "web",
      EC2InstanceId: "i-0a",
      LifecycleTransition: "autoscaling:EC2_INSTANCE_TERMINATING",
      Origin: "AutoScalingGroup",
      Destination: "WarmPool",
    };
    const heard = hear(
      event("aws.autoscaling", "EC2 Instance-terminate Lifecycle Action", action, [realGroupArn("web")]),
    );
    expect([arns(heard), removed(heard)]).toEqual([[groupArn("web"), instanceArn("i-0a")], []]);
  });

  it("names the group when an instance refresh goes on, with numbers in strings", () => {
    const detail = { InstanceRefreshId: "c6", AutoScalingGroupName: "web", CheckpointPercentage: "50" };
    const heard = hear(
      event("aws.autoscaling", "EC2 Auto Scaling Instance Refresh Checkpoint Reached", detail, [realGroupArn("web")]),
    );
    expect(arns(heard)).toEqual([groupArn("web")]);
  });
});

describe("a change of tags", () => {
  const tagged = (detail: object) =>
    hintsOf(hear(event("aws.tag", "Tag Change on Resource", detail, [instanceArn("i-0a")])))[0]?.tagged;

  it("has a version, however that is written, and all the tags that are left", () => {
    const detail = { "changed-tag-keys": ["gone", "role"], tags: { role: "web" }, service: "ec2" };
    expect([3, 4.0, "59", undefined, "new"].map((version) => tagged({ ...detail, version }))).toEqual([
      { version: 3, tags: { role: "web" } },
      { version: 4, tags: { role: "web" } },
      { version: 59, tags: { role: "web" } },
      undefined,
      undefined,
    ]);
  });

  it("is ignored for what the inventory does not hold", () => {
    const volume = `arn:aws:ec2:${region}:${account}:volume/vol-1`;
    expect(hear(event("aws.tag", "Tag Change on Resource", { version: 1 }, [volume])).kind).toBe("ignored");
  });
});

describe("a call that CloudTrail tells of", () => {
  const loadBalancer = elb("loadbalancer/app/web/50dc6c495c0c9188");
  const listener = elb("listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2");
  const rule = elb("listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee");
  const targetGroup = elb("targetgroup/web-http/73e2d6bc24d8a067");

  it("names what is in its parameters, since its resources are empty, and who made it", () => {
    const [hint] = hintsOf(
      hear(
        trailed("elasticloadbalancing", "AddTags", { tags: [{ key: "a", value: "b" }], resourceArns: [loadBalancer] }),
      ),
    );
    expect(hint).toEqual({
      ref: { type: "load-balancer", arn: loadBalancer },
      occurredAt: at,
      eventId: "99999999-2222-4333-8444-555555555555",
      event: "AddTags",
      actor: `arn:aws:sts::${account}:assumed-role/ops/kim`,
    });
  });

  it("names what is in its answer, and the load balancer of a listener that was made or deleted", () => {
    const made = trailed(
      "elasticloadbalancing",
      "CreateListener",
      { loadBalancerArn: loadBalancer, defaultActions: [{ type: "forward", targetGroupArn: targetGroup }] },
      { responseElements: { listeners: [{ listenerArn: listener }] } },
    );
    const gone = trailed("elasticloadbalancing", "DeleteListener", { listenerArn: listener });
    expect([arns(hear(made)).toSorted(), arns(hear(gone)), removed(hear(gone))]).toEqual([
      [listener, loadBalancer, targetGroup].toSorted(),
      [listener, loadBalancer],
      [listener],
    ]);
  });

  it("names the rules whose priorities change", () => {
    const change = { rulePriorities: [{ ruleArn: rule, priority: 3 }] };
    expect(arns(hear(trailed("elasticloadbalancing", "SetRulePriorities", change)))).toEqual([rule]);
  });

  it("names an Auto Scaling group by its name only", () => {
    const created = trailed("autoscaling", "CreateAutoScalingGroup", {
      minSize: 0,
      vPCZoneIdentifier: "subnet-1,subnet-2",
      tags: [{ key: "Name", value: "web", resourceId: "web", resourceType: "auto-scaling-group" }],
      autoScalingGroupName: "web",
    });
    const tagged = trailed("autoscaling", "CreateOrUpdateTags", { tags: [{ resourceId: "web-green", key: "a" }] });
    const ended = trailed("autoscaling", "DeleteAutoScalingGroup", { autoScalingGroupName: "web" });
    expect([arns(hear(created)), arns(hear(tagged)), removed(hear(ended))]).toEqual([
      [groupArn("web")],
      [groupArn("web-green")],
      [groupArn("web")],
    ]);
  });

  it("finds ids in the sets of EC2's older calls, with times in milliseconds among them", () => {
    const record = call(
      "ec2",
      "RunInstances",
      { instancesSet: { items: [{ imageId: "ami-1", minCount: 1 }] } },
      {
        userIdentity: {
          type: "Root",
          arn: `arn:aws:iam::${account}:root`,
          accountId: account,
          invokedBy: "autoscaling.amazonaws.com",
        },
        responseElements: {
          instancesSet: {
            items: [{ instanceId: "i-784cdacd", launchTime: 1_463_847_074_000 }, { instanceId: "i-7b4cdace" }],
          },
        },
      },
    );
    expect(hintsOf(hear(record)).map(({ ref, actor }) => [ref.arn, actor])).toEqual([
      [instanceArn("i-784cdacd"), "autoscaling.amazonaws.com"],
      [instanceArn("i-7b4cdace"), "autoscaling.amazonaws.com"],
    ]);
  });

  it("finds ids in the nested requests of EC2's newer calls", () => {
    const template = `arn:aws:ec2:${region}:${account}:launch-template/lt-0abc`;
    const heard = hear(
      trailed(
        "ec2",
        "CreateLaunchTemplateVersion",
        { CreateLaunchTemplateVersionRequest: { LaunchTemplateId: { tag: 1, content: "lt-0abc" } } },
        { responseElements: { CreateLaunchTemplateVersionResponse: { launchTemplateVersion: { versionNumber: 7 } } } },
      ),
    );
    expect(arns(heard)).toEqual([template]);
  });

  it("knows Auto Scaling as its role, as it acts today", () => {
    const role = `arn:aws:sts::${account}:assumed-role/AWSServiceRoleForAutoScaling/AutoScaling`;
    const record = call(
      "ec2",
      "TerminateInstances",
      { instancesSet: { items: [{ instanceId: "i-784cdacd" }] } },
      {
        userIdentity: { type: "AssumedRole", arn: role, accountId: account },
      },
    );
    expect(hintsOf(hear(record)).map(({ actor, removed: gone }) => [actor, gone])).toEqual([[role, true]]);
  });

  it("is ignored if it failed, was a dry run, or only read", () => {
    const parameters = { instancesSet: { items: [{ instanceId: "i-784cdacd" }] } };
    const dry = {
      errorCode: "Client.DryRunOperation",
      errorMessage: "Request would have succeeded, but DryRun flag is set.",
    };
    const heard = [
      hear(call("ec2", "RunInstances", parameters, dry)),
      hear(
        call("autoscaling", "UpdateAutoScalingGroup", { autoScalingGroupName: "web" }, { errorCode: "AccessDenied" }),
      ),
      hear(call("ec2", "DescribeInstances", parameters, { readOnly: true })),
      hear(call("s3", "PutObject", { bucketName: "b" })),
    ];
    expect(heard.map(({ kind }) => kind)).toEqual(["ignored", "ignored", "ignored", "ignored"]);
  });

  it("may have anything in it, and nothing that matters", () => {
    const deep = Array.from({ length: 1_000 }).reduce<object>((inner) => ({ inner }), { instanceId: "i-784cdacd" });
    expect(
      [deep, null, "…", 7, { omitted: true }].map((parameters) => hear(call("ec2", "StopInstances", parameters)).kind),
    ).toEqual(["ignored", "ignored", "ignored", "ignored", "ignored"]);
  });
});

describe("an event that nobody has heard of", () => {
  it("is a reason to look at what it names, and never a delete", () => {
    const heard = hear(
      event("aws.ec2", "EC2 Instance Deleted For Good", { state: "terminated" }, [instanceArn("i-0a")]),
    );
    expect([arns(heard), removed(heard)]).toEqual([[instanceArn("i-0a")], []]);
  });

  it("is ignored, with its name, if it names nothing", () => {
    expect(hear(event("aws.health", "AWS Health Event", {}, ["arn:aws:s3:::bucket", 5]))).toEqual({
      kind: "ignored",
      why: "unknown event 'AWS Health Event' of 'aws.health'",
    });
  });
});

describe("what is no event", () => {
  it("is rejected in words", () => {
    const texts = ['{"source":"aws.ec2","detail-ty', "", "null", "[]", '"hello"', "{}", "x".repeat(largestEvent + 1)];
    expect(texts.map((text) => hearText(text).kind)).toEqual(texts.map(() => "rejected"));
  });

  it("is rejected if its time is none", () => {
    expect(hear({ ...event("aws.ec2", "x", {}), time: "yesterday" })).toEqual({
      kind: "rejected",
      why: "not an EventBridge event: time: 'yesterday' is not a time",
    });
    // Numbers are milliseconds, as far as there are dates.
    expect(hear({ ...event("aws.ec2", "x", {}), time: -1e300 })).toMatchObject({ kind: "rejected" });
  });
});

describe("Sarcelle's own events", () => {
  it("name what a deployment changed", () => {
    const detail = { environment: "web-live", deployment: "d-1", resources: [groupArn("web"), "arn:aws:s3:::bucket"] };
    const heard = hear(event("sarcelle", "Sarcelle Resources Changed", detail));
    expect(hintsOf(heard).map(({ ref, actor }) => [ref.arn, actor])).toEqual([[groupArn("web"), "sarcelle d-1"]]);
  });

  it("bring a hint back with all that it has", () => {
    const whole: Required<Hint> = {
      ref: { type: "instance", arn: "arn:aws:ec2:eu-west-1:123456789012:instance/i-0a" },
      occurredAt: at,
      eventId: "e-1",
      event: "TerminateInstances",
      actor: "ada",
      removed: true,
      tagged: { version: 3, tags: { role: "web" } },
      looks: 2,
    };
    expect(hearText(JSON.stringify(lookAgainEvent([whole], at)))).toEqual({ kind: "hints", hints: [whole] });
  });

  it("bring hints back whole", () => {
    const hints = hintsOf(hear(trailed("autoscaling", "DeleteAutoScalingGroup", { autoScalingGroupName: "web" })));
    expect(hearText(JSON.stringify(lookAgainEvent(hints, at)))).toEqual({ kind: "hints", hints });
  });
});
