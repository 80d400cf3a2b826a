import { describe, expect, it } from "vitest";
import { defaults } from "../../../src/deployment/defaults.ts";
import { parseEnvironment, parseRegistration } from "../../../src/deployment/environment.ts";

const web = {
  name: "web-live",
  account: "123456789012",
  region: "eu-west-1",
  stage: "live",
  loadBalancer: "web",
  group: "web",
  listeners: [{ port: 80, placeholders: { blue: 9080, green: 9081 } }],
};

describe("an environment's registration", () => {
  const completed = {
    ...web,
    checks: [],
    strategy: { type: "all-at-once" },
    copy: { notifications: [] },
    instanceProfiles: [],
    freeze: [],
    timeouts: {
      empty: defaults.emptyTimeoutSeconds,
      healthy: defaults.healthyTimeoutSeconds,
      rollback: defaults.rollbackTimeoutSeconds,
      hold: defaults.holdTimeoutSeconds,
    },
    bake: { seconds: defaults.bakeSeconds, alarms: [], alarmsMustBeOk: false },
    keepIdle: { hours: defaults.keepIdleHours, hourlyPrices: {} },
    sides: 2,
    rolling: {
      minHealthy: defaults.rollingMinHealthyPercent,
      maxHealthy: defaults.rollingMaxHealthyPercent,
      skipMatching: false,
      replaceProtected: false,
      checkpoints: { percentages: [], seconds: defaults.checkpointSeconds },
      seconds: defaults.rollingSeconds,
    },
  };

  it.each([
    [{}, {}],
    [{ timeouts: {}, bake: {} }, {}],
    [{ timeouts: { healthy: 60 } }, { timeouts: { ...completed.timeouts, healthy: 60 } }],
    [{ timeouts: { unhealthy: 90 } }, { timeouts: { ...completed.timeouts, unhealthy: 90 } }],
    [{ bake: { alarms: ["errors"] } }, { bake: { ...completed.bake, alarms: ["errors"] } }],
    [
      { checks: [{ path: "/" }] },
      { checks: [{ path: "/", status: defaults.checkStatus, inARow: defaults.checksInARow }] },
    ],
  ])("that says %j of what has defaults is completed with these", (said, different) => {
    expect(parseEnvironment({ ...web, ...said }, "web.yml")).toEqual({ ...completed, ...different });
  });

  it("is taken whole when it says everything", () => {
    const everything = {
      ...web,
      listeners: [
        { port: 80, placeholders: { blue: 9080, green: 9081 } },
        { port: 443, priority: 10, placeholders: { blue: 9443, green: 9444 } },
        { port: 443, priority: 20 },
      ],
      checks: [
        {
          path: "/version",
          port: 443,
          host: "www.example.com",
          headers: { Accept: "application/json" },
          status: "200-299,404",
          contains: "release",
          matches: "release [0-9]+",
          answerHeaders: { "X-Release": "2" },
          latencyMilliseconds: 500,
          inARow: 5,
        },
      ],
      service: "shop-web",
      repository: "https://github.com/example/shop-web",
      hook: { function: "sarcelle-hook-web", timeout: 600, heartbeat: 60 },
      copy: { notifications: ["arn:aws:sns:eu-west-1:123456789012:pages"] },
      strategy: { type: "canary", percent: 10, wait: 300 },
      instanceProfiles: ["web-next"],
      freeze: [{ cron: "0 18 * * 5", timeZone: "Europe/London", duration: 223_200, reason: "weekend" }],
      timeouts: { empty: 60, healthy: 120, rollback: 180, hold: 240 },
      bake: { seconds: 86_400, alarms: ["web-errors"], alarmsMustBeOk: true },
      keepIdle: { hours: 0.5, hourlyPrices: { "t4g.small": 0.0184 } },
      sides: 2,
      rolling: {
        minHealthy: 50,
        maxHealthy: 150,
        warmup: 60,
        skipMatching: true,
        replaceProtected: true,
        checkpoints: { percentages: [10, 50], seconds: 300 },
        seconds: 3_600,
      },
    };
    expect(parseEnvironment(everything, "web.yml")).toEqual(everything);
  });

  it.each<[change: object, message: string]>([
    [{ name: "Web Live" }, "name: expected lower-case letters, digits and hyphens, at most 63"],
    [{ account: 123456789012 }, "account: Invalid input: expected string, received number; put it in quotes"],
    [{ account: "12345" }, "account: expected an AWS account id, 12 digits in quotes"],
    [{ region: "Ireland" }, "region: expected an AWS region such as eu-west-1"],
    [{ stage: undefined }, "stage: Invalid input: expected string, received undefined"],
    [{ service: "Shop Web" }, "service: expected lower-case letters, digits and hyphens, at most 63"],
    [{ repository: "git@github.com:shop" }, "repository: expected the https address of the repository's page"],
    [{ repository: "https://me:secret@github.com/shop" }, "repository: expected no name and password in it"],
    [{ loadBalancer: "arn:aws:…" }, "loadBalancer: expected the name of a load balancer"],
    ...["0 18 * *", "0 18 * * 5 *", "@daily", "? 18 * * 5", "2026-12-24T00:00:00Z", ""].map(
      (cron): [object, string] => [
        { freeze: [{ cron, timeZone: "UTC", duration: 3_600 }] },
        "freeze.0.cron: expected five fields of cron (minute, hour, day of the month, month, day of the week), such as 0 18 * * 5",
      ],
    ),
    [
      { freeze: [{ cron: "0 18 * * 5", timeZone: "UTC", duration: 59 }] },
      "freeze.0.duration: Too small: expected number to be >=60",
    ],
    [
      { freeze: [{ cron: "0 18 * * 5", timezone: "UTC", duration: 3_600 }] },
      "freeze.0.timeZone: Invalid input: expected string, received undefined; freeze.0: unknown field timezone; expected only cron, timeZone, duration, reason",
    ],
    [
      { instanceProfiles: ["arn:aws:iam::123456789012:instance-profile/web"] },
      "instanceProfiles.0: expected the name of an instance profile",
    ],
    [{ copy: { notifications: ["pages"] } }, "copy.notifications.0: expected an ARN"],
    [
      {
        copy: {
          notifications: [
            "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:1:autoScalingGroupName/worker:policyName/in",
          ],
        },
      },
      "copy.notifications.0: a scaling policy is no target of notifications: it scales a group",
    ],
    [{ keepIdle: { hours: 0 } }, "keepIdle.hours: Too small: expected number to be >0"],
    [{ group: "" }, "group: Too small: expected string to have >=1 characters"],
    [{ listeners: [] }, "listeners: Too small: expected array to have >=1 items"],
    [
      { listeners: [{ port: 80 }, { port: 443 }] },
      "listeners: no placeholders; expected one pair of ports for each target group, at one of the listeners or rules that forward to it",
    ],
    [
      { listeners: [{ port: 70_000, placeholders: { blue: 9080, green: 9081 } }] },
      "listeners.0.port: Too big: expected number to be <=65535",
    ],
    [{ listeners: [{ port: 80, placeholders: { blue: 9080, green: 9080 } }] }, "listeners: port 9080 is used twice"],
    [{ listeners: [{ port: 80, placeholders: { blue: 80, green: 9080 } }] }, "listeners: port 80 is used twice"],
    [
      { listeners: [{ port: 80, placeholders: { blue: 9080, grün: 9081 } }] },
      "listeners.0.placeholders.green: Invalid input: expected number, received undefined; listeners.0.placeholders: unknown field grün; expected only blue, green",
    ],
    ...["https://www.example.com", "www.example.com:443", "10.0.0.1", "a b", "a\r\nb", "-a.com", ""].map(
      (host): [object, string] => [
        { checks: [{ path: "/", host }] },
        "checks.0.host: expected a host name, without a port",
      ],
    ),
    ...(
      [
        [{ Host: "x" }, "Host: not a header here: say 'host' beside 'headers'"],
        [{ "Content-Length": "5" }, "Content-Length: is the request's own"],
        [{ "a b": "5" }, "a b: expected the name of a header"],
        [{ a: "1\r\nb: 2" }, "a: expected visible ASCII characters and spaces"],
        [{ a: "1", A: "2" }, "a: is named twice; checks.0.headers.A: is named twice"],
      ] as const
    ).map(([headers, message]): [object, string] => [
      { checks: [{ path: "/", headers }] },
      `checks.0.headers.${message}`,
    ]),
    ...["0", "200-", "200,,201", "2xx", "600", 99].map((status): [object, string] => [
      { checks: [{ path: "/", status }] },
      "checks.0.status: expected a status from 100 to 599, or several as in '200-299,404'",
    ]),
    [
      { compare: {} },
      "compare: expected one of errorPoints, latencyP95Percent, requestsPercent: else nothing is compared",
    ],
    [
      { compare: { errorPoints: 1 }, bake: { seconds: 179 } },
      "bake.seconds: found 179; with 'compare' expected 180 or more: metrics come a minute late, and a shorter bake may have no whole minute",
    ],
    [
      { compare: { errorPoints: 1 }, strategy: { type: "canary", percent: 10, wait: 60 } },
      "strategy: found 60; with 'compare' expected 180 or more: metrics come a minute late, and a shorter wait may have no whole minute",
    ],
    [{ checks: [{ path: "/", matches: "(" }] }, "checks.0.matches: expected a regular expression of JavaScript"],
    [
      { checks: [{ path: "/", latencyMilliseconds: 10_001 }] },
      "checks.0.latencyMilliseconds: Too big: expected number to be <=10000",
    ],
    [{ checks: [{ path: "/", inARow: 0 }] }, "checks.0.inARow: Too small: expected number to be >=1"],
    [{ checks: [{ path: "version" }] }, 'checks.0.path: Invalid string: must start with "/"'],
    [{ checks: [{ path: "/", port: 81 }] }, "checks.0.port: no listener has port 81"],
    [{ bake: { seconds: -1 } }, "bake.seconds: Too small: expected number to be >=0"],
    [{ timeouts: { healthy: 0 } }, "timeouts.healthy: Too small: expected number to be >=1"],
    [
      { alarms: ["web-errors"] },
      "(the whole): unknown field alarms; expected only name, account, region, stage, service, repository, group, checks, instanceProfiles, timeouts, bake, rolling, freeze, sides, loadBalancer, listeners, hook, deletionProtection, follows, preview, strategy, approval, copy, compare, keepIdle",
    ],
  ])("%j is refused: %s", (change, message) => {
    expect(() => parseEnvironment({ ...web, ...change }, "web.yml")).toThrow(
      expect.objectContaining({ name: "InvalidInput", message: `web.yml is not a valid environment: ${message}.` }),
    );
  });
});

describe("the registration of an environment with one side", () => {
  const { loadBalancer: _none, listeners: _nothing, ...jobs } = { ...web, name: "jobs-live", sides: 1 };

  it("needs its group alone, and nothing that two sides need", () => {
    expect(parseRegistration(jobs, "jobs.yml")).toMatchObject({ sides: 1, group: "web", listeners: [], checks: [] });
  });

  it("is refused by whoever needs two sides, with what there is instead", () => {
    expect(() => parseEnvironment(jobs, "jobs.yml")).toThrow(
      "Environment 'jobs-live' is registered with one side (sides: 1), and this takes two. 'sarcelle rolling-update jobs-live --release FILE' replaces its instances where they stand",
    );
  });

  it.each<[object, string]>([
    [
      { loadBalancer: "web", listeners: [{ port: 80, placeholders: { blue: 9080, green: 9081 } }] },
      "listeners.0: unknown field placeholders; expected only port, priority",
    ],
    [{ listeners: [{ port: 80 }] }, "loadBalancer: expected the one whose listeners these are"],
    [{ checks: [{ path: "/" }] }, "checks.0.port: no listener is registered that could be asked"],
    [{ strategy: { type: "all-at-once" } }, "(the whole): unknown field strategy"],
    [{ sides: 3 }, "sides: expected 1 or 2"],
  ])("%j is refused: %s", (said, message) => {
    expect(() => parseRegistration({ ...jobs, ...said }, "jobs.yml")).toThrow(message);
  });
});
