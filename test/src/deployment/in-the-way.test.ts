import { describe, expect, it } from "vitest";
import { flowNotices, refuseBlocked, slowWaits } from "../../../src/deployment/in-the-way.ts";
import { parseRequest } from "../../../src/deployment/request.ts";
import type { GroupView } from "../../../src/deployment/view.ts";
import { SideBlocked } from "../../../src/errors.ts";
import { healthyTargets, registered, side, view } from "./world.ts";

const release = { version: "2", commit: "2222222", imageId: "ami-2" };
const requests = {
  deploy: { release },
  release: { release },
  scaledown: {},
  switch: {},
} as const;
type Action = keyof typeof requests;

const request = (action: Action, more: object = {}) =>
  parseRequest({ environment: "web-live", action, ...requests[action], ...more });

const seeing = (idle: Partial<GroupView>, active: Partial<GroupView> = {}) =>
  view("blue", side("blue", healthyTargets(4), active), side("green", healthyTargets(4), idle));

/** The actions that are refused, of all. */
const refused = (seen: ReturnType<typeof seeing>): readonly string[] =>
  (Object.keys(requests) as readonly Action[]).filter((action) => {
    try {
      refuseBlocked(request(action), seen);
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(SideBlocked);
      return true;
    }
  });

const one = (lifecycleState: string): Partial<GroupView> => ({
  instances: [{ id: "i-1", lifecycleState, healthStatus: "Healthy" }],
});

describe("connections behind a network load balancer", () => {
  const seen = seeing({});
  const arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/net/web/1";
  const network = { ...seen, loadBalancer: { ...seen.loadBalancer, arn } };

  it.each<[Action, number | undefined, readonly RegExp[]]>([
    [
      "switch",
      undefined,
      [/^Connections that are established stay on blue until they end, and after a rollback on green/],
    ],
    [
      "release",
      120,
      [/^Connections that are established stay on blue/, /^Emptying a side ends .* 120 s after it begins/],
    ],
    ["scaledown", 120, [/^Emptying a side ends the connections that are still established on it, 120 s/]],
  ])("are told of by %s", (action, drainSeconds, said) => {
    const notices = flowNotices(request(action), network, drainSeconds);
    expect(notices).toEqual(said.map((words) => expect.stringMatching(words)));
    expect(flowNotices(request(action), seen, drainSeconds)).toEqual([]);
  });
});

describe("what a person must end first", () => {
  it.each<[string, Partial<GroupView>, readonly string[]]>([
    ["nothing", {}, []],
    ["an instance in standby", one("Standby"), ["deploy", "release", "scaledown"]],
    ["a retained instance", one("Terminating:Retained"), ["deploy", "release", "scaledown"]],
    ["Terminate", { suspended: ["Terminate"] }, ["deploy", "release", "scaledown", "switch"]],
    ["Launch", { suspended: ["Launch"] }, ["deploy", "release", "switch"]],
    ["AddToLoadBalancer", { suspended: ["AddToLoadBalancer"] }, ["deploy", "release", "switch"]],
    ["HealthCheck", { suspended: ["HealthCheck"] }, ["deploy", "release", "switch"]],
    ["what stands in nobody's way", { suspended: ["AZRebalance", "AlarmNotification", "ScheduledActions"] }, []],
  ])("keeps from just the actions for which it matters: %s", (_, idle, actions) => {
    expect(refused(seeing(idle))).toEqual(actions);
  });

  it("is no reason on the side with the traffic", () => {
    expect(refused(seeing({}, { ...one("Standby"), suspended: ["Launch", "Terminate"] }))).toEqual([]);
  });

  it("keeps from no switch if it is suspended on both sides, or if the traffic is there already", () => {
    expect(refused(seeing({ suspended: ["Launch"] }, { suspended: ["Launch"] }))).toEqual(["deploy", "release"]);
    expect(() => refuseBlocked(request("switch", { to: "blue" }), seeing({ suspended: ["Launch"] }))).not.toThrow();
  });

  it("is, for a switch alone, that the side is empty", () => {
    expect(refused(seeing({ desired: 0 }))).toEqual(["switch"]);
    expect(() => refuseBlocked(request("switch"), seeing({ desired: 0 }))).toThrow(
      new SideBlocked("green cannot be switched to: it is empty; deploy a release to it first. Nothing was changed."),
    );
  });

  it("is named with what to type", () => {
    expect(() => refuseBlocked(request("deploy"), seeing({ ...one("Standby"), suspended: ["Launch"] }))).toThrow(
      new SideBlocked(
        "green cannot be deployed to: 1 instance of web-green in standby (aws autoscaling exit-standby --auto-scaling-group-name web-green --instance-ids i-1); Launch is suspended on web-green, so that nothing is launched (aws autoscaling resume-processes --auto-scaling-group-name web-green --scaling-processes Launch). Nothing was changed.",
      ),
    );
    expect(() => refuseBlocked(request("switch"), seeing({ suspended: ["Launch"] }))).toThrow(
      "green cannot be switched to: Launch is suspended on web-green, so that nothing is launched, unlike on blue (",
    );
    expect(() => refuseBlocked(request("scaledown"), seeing(one("Standby")))).toThrow("green cannot be emptied: ");
  });
});

describe("what may take longer than the registration has time for", () => {
  const hook = (name: string, heartbeatSeconds: number) => ({ name, heartbeatSeconds, globalSeconds: 172_800 });
  const idle = side("green", []);
  const within = (timeouts: object, waits: Partial<Parameters<typeof slowWaits>[2]>) =>
    slowWaits(registered({ timeouts }), idle.group, { drainSeconds: 300, hooks: [], launchHooks: [], ...waits });

  it("is nothing where it fits, by what AWS waits for usually", () => {
    expect(within({}, { hooks: [hook("drain", 1_499)], launchHooks: [hook("warm", 3_599)] })).toEqual([]);
  });

  it("is said with both numbers: going", () => {
    expect(within({ empty: 1_800 }, { hooks: [hook("drain", 1_500), hook("log", 60)] })).toEqual([
      "An instance of web-green may take 1800 s to go (300 s to drain, 1500 s for lifecycle hook 'drain', 'log'); timeouts.empty is 1800 s. What is not gone by then a scaledown leaves to AWS, and a deploy does not wait for.",
    ]);
    expect(within({ empty: 200 }, {})).toEqual([
      "An instance of web-green may take 300 s to go (300 s to drain); timeouts.empty is 200 s. What is not gone by then a scaledown leaves to AWS, and a deploy does not wait for.",
    ]);
  });

  it("is said with both numbers: coming", () => {
    expect(within({ rollback: 900 }, { launchHooks: [hook("warm", 900)] })).toEqual([
      "An instance of web-green may take 900 s to come into service (lifecycle hook 'warm'); timeouts.rollback is 900 s, after which a rollback that has to bring it back is given up.",
    ]);
  });
});
