import { beforeEach, describe, expect, it } from "vitest";
import { createTrail, type TrailedCall } from "../../gateway/trail.ts";
import { type VirtualClock, virtualClock } from "../../world/clock.ts";
import { seeded } from "../../world/random.ts";
import type { ServiceEvent } from "../../world/service.ts";

const account = "123456789012";
const region = "eu-west-1";
const start = Date.UTC(2026, 3, 1, 12, 0, 0) + 456;
let clock: VirtualClock;
let events: ServiceEvent[];
let trail: (call: TrailedCall) => void;

beforeEach(() => {
  clock = virtualClock(start);
  events = [];
  trail = createTrail({ clock, random: seeded(1), account, region, emit: (event) => events.push(event) });
});

const told = async (call: Partial<TrailedCall>) => {
  trail({
    service: "elasticloadbalancing",
    operation: "ModifyListener",
    principal: `arn:aws:sts::${account}:assumed-role/shift/session`,
    requestId: "request-1",
    input: {},
    at: start,
    ...call,
  });
  await clock.advance(10_000);
  return events.at(-1)?.detail;
};

describe("a call that changes something", () => {
  it("is told seconds later, as of the second in which it was made, with no resources", async () => {
    trail({
      service: "elasticloadbalancing",
      operation: "DeleteListener",
      principal: `arn:aws:sts::${account}:assumed-role/undo/session-1`,
      requestId: "request-1",
      input: { ListenerArn: "arn:listener", Nothing: undefined },
      output: {},
      at: start,
    });
    await clock.advance(999);
    expect(events).toEqual([]);
    await clock.advance(10_000);
    const issuer = { type: "Role", arn: `arn:aws:iam::${account}:role/undo`, accountId: account, userName: "undo" };
    expect(events).toEqual([
      {
        source: "aws.elasticloadbalancing",
        detailType: "AWS API Call via CloudTrail",
        resources: [],
        time: start - 456,
        detail: {
          eventVersion: "1.11",
          userIdentity: {
            type: "AssumedRole",
            principalId: "undo:session-1",
            arn: `arn:aws:sts::${account}:assumed-role/undo/session-1`,
            accountId: account,
            sessionContext: { sessionIssuer: issuer },
          },
          eventTime: "2026-04-01T12:00:00Z",
          eventSource: "elasticloadbalancing.amazonaws.com",
          eventName: "DeleteListener",
          awsRegion: region,
          sourceIPAddress: "127.0.0.1",
          userAgent: "playground",
          requestParameters: { listenerArn: "arn:listener" },
          responseElements: null,
          requestID: "request-1",
          eventID: expect.stringMatching(/^[0-9a-f-]{36}$/),
          readOnly: false,
          eventType: "AwsApiCall",
          apiVersion: "2015-12-01",
          managementEvent: true,
          recipientAccountId: account,
          eventCategory: "Management",
        },
      },
    ]);
  });

  it("of Auto Scaling has no answer, and its parameters begin with a small letter", async () => {
    const input = { AutoScalingGroupName: "web", VPCZoneIdentifier: "subnet-1", Tags: [{ Key: "a" }] };
    expect(
      await told({ service: "autoscaling", operation: "CreateAutoScalingGroup", input, output: { A: 1 } }),
    ).toMatchObject({
      requestParameters: { autoScalingGroupName: "web", vPCZoneIdentifier: "subnet-1", tags: [{ key: "a" }] },
      responseElements: null,
    });
  });

  it("of EC2 is told in sets if it is an old one, and nested if it is a newer one", async () => {
    const old = { service: "ec2", operation: "TerminateInstances", input: { InstanceIds: ["i-1"] } };
    expect(await told({ ...old, output: { TerminatingInstances: [{ InstanceId: "i-1" }] } })).toMatchObject({
      requestParameters: { instancesSet: { items: [{ instanceId: "i-1" }] } },
      responseElements: { instancesSet: { items: [{ instanceId: "i-1" }] } },
    });
    const input = { LaunchTemplateName: "web" };
    const output = { LaunchTemplate: { LaunchTemplateId: "lt-1" } };
    expect(await told({ service: "ec2", operation: "CreateLaunchTemplate", input, output })).toMatchObject({
      requestParameters: { CreateLaunchTemplateRequest: input },
      responseElements: { CreateLaunchTemplateResponse: { launchTemplate: { launchTemplateId: "lt-1" } } },
    });
  });

  it("is told with its error if it failed", async () => {
    expect(await told({ error: "ListenerNotFound", input: { ListenerArn: "arn:gone" } })).toMatchObject({
      errorCode: "ListenerNotFound",
      requestParameters: { listenerArn: "arn:gone" },
      responseElements: null,
    });
  });
});

it("calls of services that the world does not follow are not told", async () => {
  expect(await told({ service: "states", operation: "StartExecution" })).toBeUndefined();
});
