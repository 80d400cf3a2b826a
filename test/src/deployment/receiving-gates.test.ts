import { describe, expect, it } from "vitest";
import { type HealthyWait, healthyGate, switchGate } from "../../../src/deployment/receiving-gates.ts";
import type { ActivityView, SideView } from "../../../src/deployment/view.ts";
import { checkedEvery, failing, healthyTargets, side, targetGroup, uneven, wait } from "./world.ts";

/** What green launches, as `side` has it. */
const launched = { id: "lt-web-green", version: "1" };
const waitFor = (idle: SideView, needed: number, elapsed: number, more: Partial<HealthyWait> = {}) =>
  healthyGate(idle, { needed, launched, activities: [], ...more }, wait(elapsed));

const activity = (changes: Partial<ActivityView>): ActivityView => ({
  startedAt: 1_000_500,
  ended: true,
  status: "Successful",
  description: "Launching a new EC2 instance: i-0",
  cause:
    "At 2026-01-01T00:00:00Z an instance was started in response to a difference between desired and actual capacity",
  ...changes,
});
const died = activity({
  description: "Terminating EC2 instance: i-0",
  cause:
    "At 2026-01-01T00:00:00Z an instance was taken out of service in response to an ELB system health check failure.",
});
const failedLaunch = activity({
  status: "Failed",
  description: "Launching a new EC2 instance.  Status Reason: You have exceeded your vCPU limit.",
  message: "You have exceeded your vCPU limit.",
});

describe("waiting for a healthy side", () => {
  it.each([
    ["every target group has what is needed", side("green", healthyTargets(4)), 4, [], 5, "ready"],
    ["one target is missing", side("green", healthyTargets(3)), 4, [], 5, "not ready"],
    ["there is no target at all", side("green", []), 4, [], 5, "not ready"],
    ["nothing is needed: an empty list is no success", side("green", []), 0, [], 5, "not ready"],
    ["half of the fleet died", side("green", ["initial"]), 6, [died, died, died], 5, "not ready"],
    ["more than half of the fleet died", side("green", ["initial"]), 6, [died, died, died, died], 5, "failed"],
    ["two of a small fleet died", side("green", ["initial"]), 1, [died, died], 5, "not ready"],
    ["three of a small fleet died", side("green", ["initial"]), 1, [died, died, died], 5, "failed"],
    ["launches only fail, for a while", side("green", []), 4, Array(9).fill(failedLaunch), 149, "not ready"],
    ["launches only fail, for a quarter of the time", side("green", []), 4, Array(5).fill(failedLaunch), 150, "failed"],
    [
      "no more launches failed than there are to be instances",
      side("green", []),
      4,
      Array(4).fill(failedLaunch),
      599,
      "not ready",
    ],
    [
      "all are unhealthy, however short the grace period",
      side("green", ["unhealthy", "unhealthy"]),
      2,
      [],
      599,
      "not ready",
    ],
    ["the deadline is over", side("green", healthyTargets(3)), 4, [], 600, "failed"],
  ])("when %s", (_, idle, needed, activities, elapsed, expected) => {
    expect(waitFor(idle, needed, elapsed, { activities }).verdict).toBe(expected);
  });

  it("counts an instance only if it runs what was launched, and says what it runs instead", () => {
    const old = side("green", healthyTargets(2), {
      desired: 2,
      launchTemplate: { id: "lt-web-green", name: "web-green", version: "2" },
      instances: ["2", "1"].map((version, index) => ({
        id: `i-${index}`,
        lifecycleState: "InService",
        healthStatus: "Healthy",
        launchTemplate: { id: "lt-web-green", version },
      })),
    });
    expect(waitFor(old, 2, 300, { launched: { id: "lt-web-green", version: "2" } })).toEqual({
      verdict: "not ready",
      reason:
        "green is not healthy yet: http-green 1/2, https-green 1/2; 1 instance of another version (i-1 runs version 1 of lt-web-green, expected version 2 of lt-web-green).",
      lookAgainInSeconds: 10,
      until: wait(600).now,
    });
  });

  it("fails at once for a group that launches something else by now", () => {
    expect(waitFor(side("green", healthyTargets(4)), 4, 5, { launched: { id: "lt-web-green", version: "7" } })).toEqual(
      {
        verdict: "failed",
        reason:
          "green launches something else by now: group web-green names version 1 of lt-web-green, expected version 7 of lt-web-green. Somebody changed it meanwhile; deploy again",
      },
    );
  });

  it("counts in the units of the group's size where instances are weighted", () => {
    const instances = [0, 1].map((index) => ({
      id: `i-${index}`,
      lifecycleState: "InService",
      healthStatus: "Healthy",
      launchTemplate: launched,
      weight: 4,
    }));
    expect(waitFor(side("green", healthyTargets(2), { desired: 8, instances }), 8, 5)).toEqual({
      verdict: "ready",
      reason: "green is healthy: http-green 8/8, https-green 8/8",
    });
    // Two instances are a small fleet, whatever they weigh.
    const two = side("green", ["initial", "initial"], { desired: 8, instances });
    expect(waitFor(two, 8, 5, { activities: [died, died, died] }).verdict).toBe("failed");
  });

  it("says why launches fail while it waits for the others", () => {
    const activities = [failedLaunch, { ...failedLaunch, message: "No capacity in eu-west-1a." }];
    expect(waitFor(side("green", healthyTargets(3)), 4, 300, { activities })).toEqual({
      verdict: "not ready",
      reason:
        "green is not healthy yet: http-green 3/4, https-green 3/4; 2 launches failed, the last: You have exceeded your vCPU limit.",
      lookAgainInSeconds: 10,
      until: wait(600).now,
    });
  });

  it("says in the end why the launches failed", () => {
    expect(waitFor(side("green", []), 2, 200, { activities: Array(3).fill(failedLaunch) })).toEqual({
      verdict: "failed",
      reason:
        "green's instances cannot be launched: 3 launches failed in 200 s and none came through, the last: You have exceeded your vCPU limit.",
    });
  });

  it("says how far each target group is, and when the slowest of them can change", () => {
    const groups = [checkedEvery(60, targetGroup("http", healthyTargets(2))), targetGroup("https", healthyTargets(1))];
    expect(waitFor(uneven(side("green", []), ...groups), 2, 300)).toEqual({
      verdict: "not ready",
      reason: "green is not healthy yet: http 2/2, https 1/2.",
      lookAgainInSeconds: 60,
      until: wait(600).now,
    });
    expect(waitFor(uneven(side("green", []), ...groups), 1, 300)).toEqual({
      verdict: "ready",
      reason: "green is healthy: http 2/1, https 1/1",
    });
  });

  it("ends early for one target group of which all fail, only where the environment says after how long", () => {
    const [, broken] = failing({ description: "Health checks failed with these codes: [503]" }).targets;
    const groups = [
      targetGroup("http", healthyTargets(1)),
      { ...targetGroup("https", []), targets: broken ? [broken] : [] },
    ];
    const idle = uneven(side("green", []), ...groups);
    expect([waitFor(idle, 1, 89, { unhealthySeconds: 90 }), waitFor(idle, 1, 90, { unhealthySeconds: 90 })]).toEqual([
      {
        verdict: "not ready",
        reason:
          "green is not healthy yet: http 1/1, https 0/1; all targets of https fail their health checks (Health checks failed with these codes: [503]).",
        lookAgainInSeconds: 10,
        until: wait(600).now,
      },
      {
        verdict: "failed",
        reason:
          "No instance of green ever became healthy: all 1 targets of https fail their health checks 90 s after the launch (Health checks failed with these codes: [503]); timeouts.unhealthy is 90 s",
      },
    ]);
    const starting = uneven(side("green", []), targetGroup("https", ["unhealthy", "initial"]));
    expect(waitFor(starting, 1, 90, { unhealthySeconds: 90 }).verdict).toBe("not ready");
  });

  it("gives the reason of the last death in the words of AWS", () => {
    expect(waitFor(side("green", ["initial"]), 4, 5, { activities: [died, died, died] })).toEqual({
      verdict: "failed",
      reason:
        "green's instances keep dying: 3 lost since the launch, the last: an instance was taken out of service in response to an ELB system health check failure.",
    });
  });
});

describe("before a switch", () => {
  const gate = (idle: SideView, active: SideView) => switchGate(idle, active, idle.group.launchTemplate);

  it("requires as much to answer as the active side is to have now", () => {
    const active = side("blue", healthyTargets(5), { desired: 5 });
    expect(gate(side("green", healthyTargets(4)), active)).toEqual({
      verdict: "failed",
      reason: "green cannot take the traffic: http-green has 4 healthy, blue needs 5",
    });
    expect(gate(side("green", healthyTargets(5), { desired: 5 }), active).verdict).toBe("ready");
  });

  it("requires as much as answers in the active side's target groups, and names what is none of its instances", () => {
    const active = side("blue", healthyTargets(6), { desired: 2 });
    expect(gate(side("green", healthyTargets(2), { desired: 2 }), active)).toEqual({
      verdict: "failed",
      reason:
        "green cannot take the traffic: http-green has 2 healthy, blue needs 6; blue has targets that are no instance of web-blue: i-2, i-3, i-4, i-5",
    });
  });

  it("counts no instance of another version than the side launches", () => {
    const old = side("green", healthyTargets(4));
    const changed = {
      ...old,
      group: { ...old.group, launchTemplate: { id: "lt-web-green", name: "web-green", version: "2" } },
    };
    expect(gate(changed, side("blue", healthyTargets(4)))).toEqual({
      verdict: "failed",
      reason:
        "green cannot take the traffic: http-green has 0 healthy, blue needs 4; 4 instances of another version (i-0 runs version 1 of lt-web-green, expected version 2 of lt-web-green)",
    });
  });

  it("takes the number of a version that moves from whoever resolved it", () => {
    const latest = { id: "lt-web-green", name: "web-green", version: "$Latest" };
    const whole = side("green", healthyTargets(4));
    const moving = { ...whole, group: { ...whole.group, launchTemplate: latest } };
    const active = side("blue", healthyTargets(4));
    expect([
      switchGate(moving, active, { ...latest, version: "1" }).verdict,
      switchGate(moving, active, { ...latest, version: "2" }).verdict,
    ]).toEqual(["ready", "failed"]);
  });

  it("looks at every target group, and says what to do about an empty one", () => {
    const active = side("blue", healthyTargets(2), { desired: 2 });
    const one = uneven(
      side("green", []),
      targetGroup("http", healthyTargets(2)),
      targetGroup("https", healthyTargets(1)),
    );
    expect([gate(one, active), gate(side("green", []), active), gate(active, active)]).toEqual([
      { verdict: "failed", reason: "green cannot take the traffic: https has 1 healthy, blue needs 2" },
      {
        verdict: "failed",
        reason: "green cannot take the traffic: http-green has 0 healthy, blue needs 2; deploy a release to it first",
      },
      { verdict: "ready", reason: "blue has at least 2 healthy in every target group" },
    ]);
  });

  it("never lets an empty side take the traffic, even of an empty one", () => {
    const empty = side("blue", [], { desired: 0, min: 0 });
    expect(gate(side("green", [], { desired: 0 }), empty).verdict).toBe("failed");
  });
});
