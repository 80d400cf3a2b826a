import { describe, expect, it } from "vitest";
import { defaults } from "../../../../src/deployment/defaults.ts";
import type { Existing } from "../../../../src/inventory/attributes.ts";
import { splitIn } from "../../../../src/inventory/findings/not-one-side.ts";
import { type Found, inWords, type Scene, thresholdsOf } from "../../../../src/inventory/findings/rule.ts";
import { rules } from "../../../../src/inventory/findings/rules.ts";
import {
  forward,
  group,
  here,
  instance,
  listener,
  loadBalancer,
  minute,
  noon,
  release,
  rule,
  targetGroup,
  webBeta,
  webLive,
} from "../estate.ts";

const live = { environment: "web-live" } as const;
const green = { ...live, side: "green" } as const;
const certificate = "arn:aws:acm:eu-west-1:123456789012:certificate/1";
const day = 1_440 * minute;

const find = (name: keyof typeof rules, resources: readonly Existing[], scene: Partial<Scene> = {}) =>
  rules[name]({
    resources,
    now: noon + 30 * minute,
    stages: new Map([
      ["web-live", "live"],
      ["web-beta", "beta"],
    ]),
    keepIdle: new Map(),
    here,
    certificateEnds: new Map(),
    moving: new Set<string>(),
    stack: "sarcelle-live",
    thresholds: thresholdsOf(defaults),
    trails: undefined,
    ...scene,
  }).map(({ resource, level, found, environment }: Found) => ({
    of: resource.facts.name,
    level,
    found,
    ...(environment === undefined ? {} : { environment }),
  }));

describe("two releases on one side", () => {
  const older = instance(
    "i-0e",
    { ...green, ...release(1) },
    { launchedAt: new Date(noon - 60 * minute).toISOString() },
  );

  it("are a finding once they are together for longer than a refresh takes", () => {
    const at = (now: number) => find("two-releases", [...webLive, older], { now });
    expect(at(noon + 60 * minute)).toEqual([]);
    expect(at(noon + 90 * minute)).toEqual([
      {
        of: "web-green",
        level: "warning",
        found: "for 90 minutes: release 1 (1111111) on 1, release 2 (2222222) on 2",
      },
    ]);
  });

  it("count from the launch of the second, however old the first is", () => {
    const thresholds = { ...thresholdsOf(defaults), refreshMilliseconds: 10 * minute };
    expect(find("two-releases", [...webLive, older], { thresholds }).length).toBe(1);
    expect(find("two-releases", [...webLive, older], { thresholds, now: noon + 5 * minute })).toEqual([]);
  });

  it("are none on two sides, nor where one of them is being terminated", () => {
    const blue = instance("i-0e", { ...live, side: "blue", ...release(1) });
    const dying = instance("i-0f", { ...green, ...release(3) }, { state: "shutting-down" });
    expect(find("two-releases", [...webLive, blue, dying], { now: noon + day })).toEqual([]);
  });

  it("name the instance where there is no group", () => {
    const ungrouped = [instance("i-0e", { ...green, ...release(1) }), instance("i-0f", green)];
    expect(find("two-releases", ungrouped, { now: noon + day }).map(({ of, found }) => [of, found])).toEqual([
      ["i-0e", "for 24 hours: release 1 (1111111) on 1, no release on 1"],
    ]);
  });
});

describe("a production listener that does not reach just one side", () => {
  const fixed = [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }];

  it("is a finding, critical where it is live: neither, both, or another's", () => {
    expect(find("not-one-side", webLive)).toEqual([]);
    const stray = [
      listener("web", 443, live, fixed),
      listener("web", 444, live, forward(["web-green", 9], ["web", 1])),
      listener("web", 445, live, forward(["beta", 1])),
    ];
    expect(find("not-one-side", [...webLive, ...webBeta, ...stray])).toEqual([
      {
        of: "web:443",
        level: "critical",
        environment: "web-live",
        found: "reaches neither side: it forwards to no target group",
      },
      { of: "web:444", level: "critical", environment: "web-live", found: "reaches both sides" },
      {
        of: "web:445",
        level: "critical",
        environment: "web-live",
        found: expect.stringMatching(/^reaches neither side: it forwards to arn:.*targetgroup\/beta\//),
      },
    ]);
  });

  it("is none while a deployment moves the traffic, and is one if nobody does, or another's", () => {
    const split = [...webLive, listener("web", 444, live, forward(["web-green", 9], ["web", 1]))];
    expect(splitIn({ resources: split })).toEqual(["web-live"]);
    expect(splitIn({ resources: webLive })).toEqual([]);
    expect(find("not-one-side", split, { moving: new Set(["web-live"]) })).toEqual([]);
    expect(find("not-one-side", split, { moving: new Set(["web-beta"]) })).toHaveLength(1);
    const stray = listener("web", 443, live, fixed);
    expect(find("not-one-side", [...webLive, stray], { moving: new Set(["web-live"]) })).toHaveLength(1);
  });

  it("is a warning elsewhere, and found on rules as well", () => {
    const [front] = webBeta.filter(({ ref }) => ref.type === "listener");
    if (front === undefined) throw new Error("web-beta has a listener");
    expect(find("not-one-side", [...webBeta, rule(front, "7", { environment: "web-beta" }, fixed)])).toEqual([
      {
        of: "beta:80/7",
        level: "warning",
        environment: "web-beta",
        found: expect.stringMatching(/^reaches neither side/),
      },
    ]);
  });

  it("is none of nobody's listener, of a placeholder, or of what was not seen", () => {
    const unseen = listener("web", 81, live, forward(["never-seen", 1]));
    const nobodys = listener("web", 82, {}, fixed);
    expect(find("not-one-side", [...webLive, unseen, nobodys])).toEqual([]);
  });
});

describe("a production listener without a healthy target", () => {
  const withTargets = (targets: { readonly [health: string]: readonly string[] }) => [
    ...webLive.filter(({ facts, ref }) => ref.type !== "target-group" || facts.name !== "web-green"),
    targetGroup("web-green", green, targets),
  ];

  it("is a finding, critical where it is live", () => {
    expect(find("no-healthy-target", webLive)).toEqual([]);
    expect(
      find("no-healthy-target", withTargets({ unhealthy: ["i-0b:80", "i-0d:80"], draining: ["i-0c:80"] })),
    ).toEqual([
      {
        of: "web:80",
        level: "critical",
        environment: "web-live",
        found: "forwards to web-green (2 unhealthy, 1 draining)",
      },
    ]);
    expect(find("no-healthy-target", withTargets({}))[0]?.found).toBe("forwards to web-green (no targets)");
  });

  it("is a warning elsewhere, and found on rules as well", () => {
    const [front] = webBeta.filter(({ ref }) => ref.type === "listener");
    const empty = targetGroup("empty", { environment: "web-beta" }, {});
    const resources = [...webBeta, empty, ...(front ? [rule(front, "7", {}, forward(["empty", 1]))] : [])];
    expect(find("no-healthy-target", resources)).toEqual([
      { of: "beta:80/7", level: "warning", environment: "web-beta", found: "forwards to empty (no targets)" },
    ]);
  });

  it("does not count target groups without traffic, placeholders, or those that were not seen", () => {
    const unseen = listener("web", 81, live, forward(["never-seen", 1]));
    const healthy = { healthy: ["i-0b:80"] };
    // Blue has no targets; it has weight 0 on port 80, and a placeholder listener.
    expect(find("no-healthy-target", [...withTargets(healthy), unseen])).toEqual([]);
  });

  it("takes the worst port of a target", () => {
    expect(find("no-healthy-target", withTargets({ healthy: ["i-0b:80"], unhealthy: ["i-0b:81"] })).length).toBe(1);
  });
});

describe("a load balancer without deletion protection", () => {
  const open = { deletionProtection: false };

  it("is a finding where it is a live environment's", () => {
    expect(find("no-deletion-protection", webBeta)).toEqual([]);
    expect(find("no-deletion-protection", webLive)).toEqual([]);
    const found = {
      level: "warning",
      environment: "web-live",
      found:
        "deletion_protection.enabled is false; with 'deletionProtection: true' in the environment's file an upgrade switches it on",
    };
    expect(find("no-deletion-protection", [loadBalancer("web", live, open)])).toEqual([{ of: "web", ...found }]);
    // One that is shared is nobody's by itself.
    const shared = [...webLive.filter(({ ref }) => ref.type !== "load-balancer"), loadBalancer("web", {}, open)];
    expect(find("no-deletion-protection", shared)).toEqual([{ of: "web", ...found }]);
  });

  it("is none where the attribute was not seen", () => {
    expect(find("no-deletion-protection", [loadBalancer("web", live, { deletionProtection: null })])).toEqual([]);
  });
});

describe("a group in one availability zone", () => {
  it.each([
    ["live", live, ["eu-west-1a"], [{ of: "g", level: "warning", found: "all in eu-west-1a" }]],
    ["not live", { environment: "web-beta" }, ["eu-west-1a"], [{ of: "g", level: "info", found: "all in eu-west-1a" }]],
    ["in two zones", live, ["eu-west-1a", "eu-west-1b"], []],
    ["of unknown zones", live, [], []],
  ] as const)("that is %s", (_, owner, availabilityZones, expected) => {
    expect(find("one-zone", [group("g", owner, { availabilityZones })])).toEqual(expected);
  });
});

describe("instance metadata version 1", () => {
  const open = (id: string, more: { readonly [name: string]: string } = {}) =>
    instance(id, green, { httpTokens: "optional", ...more });

  it("is said once of a group, whose template is to blame", () => {
    const some = ["i-10", "i-11", "i-12", "i-13", "i-14", "i-15", "i-16"].map((id) => open(id, { group: "web-green" }));
    expect(find("metadata-v1", [...webLive, ...some])).toEqual([
      { of: "web-green", level: "warning", found: "HttpTokens is optional on i-10, i-11, i-12, i-13, i-14 and 2 more" },
    ]);
  });

  it("is said of an instance in no group, and of none where it is not known or not allowed", () => {
    expect(
      find("metadata-v1", [
        ...webLive,
        open("i-10"),
        open("i-11", { state: "shutting-down" }),
        instance("i-12", green, { httpTokens: null }),
      ]),
    ).toEqual([{ of: "i-10", level: "warning", found: "HttpTokens is optional on i-10" }]);
  });
});

describe("a certificate near its end", () => {
  const front = listener("web", 443, live, [], { certificates: [certificate, "unknown"] });
  const at = (left: number) =>
    find("certificate-ending", [front], { now: noon, certificateEnds: new Map([[certificate, noon + left]]) });

  it.each([
    [31 * day, []],
    [30 * day, [{ of: "web:443", level: "warning", found: `${certificate} ends in 30 days` }]],
    [6 * day, [{ of: "web:443", level: "critical", found: `${certificate} ends in 6 days` }]],
    [-day, [{ of: "web:443", level: "critical", found: `${certificate} has ended` }]],
  ])("with %d ms left", (left, expected) => {
    expect(at(left)).toEqual(expected);
  });

  it("is not said of placeholder listeners, which have the same one, nor of certificates of which nothing is known", () => {
    const placeholder = listener("web", 9443, green, [], { certificates: [certificate] });
    expect(find("certificate-ending", [placeholder], { certificateEnds: new Map([[certificate, noon]]) })).toEqual([]);
    expect(find("certificate-ending", [front])).toEqual([]);
  });
});

describe("an instance of nobody", () => {
  it("is a finding once it has had the time to get an owner", () => {
    const stray = instance("i-0f", { name: "jump host" }, { group: "strays" });
    const at = (now: number) => find("nobodys-instance", [...webLive, stray], { now });
    expect(at(noon + 10 * minute)).toEqual([]);
    expect(at(noon + 11 * minute)).toEqual([
      { of: "jump host", level: "info", found: "nobody's: jump host, t4g.small, in group strays" },
    ]);
  });
});

describe("a side without traffic", () => {
  const hour = 60 * minute;
  const kept = (hourlyPrices: Readonly<Record<string, number>> = {}) =>
    new Map([["web-live", { milliseconds: 24 * hour, hourlyPrices }]]);
  const blue = { ...live, side: "blue" } as const;
  const idle = [
    instance("i-1a", blue, { group: "web" }),
    instance("i-1b", blue, { group: "web", instanceType: "m7g.large", state: "pending" }),
    instance("i-1c", blue, { group: "web", state: "stopped" }),
  ];
  const at = (now: number, resources: readonly Existing[] = [...webLive, ...idle], keepIdle = kept()) =>
    find("kept-idle", resources, { now, keepIdle });

  it("is a finding once it has run for longer than the environment keeps it, with what that is a day", () => {
    expect(at(noon + 24 * hour)).toEqual([]);
    expect(at(noon + 30 * hour)).toEqual([
      {
        of: "web",
        level: "info",
        found: "runs without traffic for 30 hours: 1 × m7g.large, 1 × t4g.small: 48 instance hours a day",
      },
    ]);
  });

  it("has a price if types have one, and says what is not in it", () => {
    const found = (prices: Readonly<Record<string, number>>) =>
      at(noon + 30 * hour, undefined, kept(prices)).map((each) => each.found.replace(/^.* a day, /, ""));
    expect(found({ "t4g.small": 0.0184, "m7g.large": 0.0911 })).toEqual(["2.63 a day at the registered prices"]);
    expect(found({ "t4g.small": 0.0184 })).toEqual([
      "0.44 a day at the registered prices, without m7g.large, which has none",
    ]);
  });

  it("is counted from the last change of a production listener, and from the launch if that is later", () => {
    const pointed = webLive.map((each) =>
      each.facts.name === "web:80" ? { ...each, trueFrom: noon + 20 * hour } : each,
    );
    expect(at(noon + 40 * hour, [...pointed, ...idle])).toEqual([]);
    expect(at(noon + 45 * hour, [...pointed, ...idle])[0]?.found).toContain("for 25 hours");
    const launched = instance("i-1d", blue, { launchedAt: new Date(noon + 20 * hour).toISOString() });
    expect(at(noon + 40 * hour, [...webLive, launched])).toEqual([]);
    expect(at(noon + 45 * hour, [...webLive, launched])[0]?.found).toContain("for 25 hours");
  });

  it("is none if it is empty, has traffic, or where no side is known to have any, nor of what is not registered", () => {
    expect(at(noon + 90 * hour, webLive)).toEqual([]);
    const production = webLive.filter(({ facts }) => facts.name === "web:80");
    const others = webLive.filter(({ facts }) => facts.name !== "web:80");
    const pointedTo = (...forwards: readonly (readonly [string, number])[]) =>
      production.map((each) => ({
        ...each,
        facts: { ...each.facts, details: { ...each.facts.details, actions: forward(...forwards) } },
      }));
    const split = pointedTo(["web-green", 1], ["web", 1]);
    expect(at(noon + 90 * hour, [...others, ...split, ...idle])).toEqual([]);
    expect(at(noon + 90 * hour, [...others, ...pointedTo(["of-nobody", 1]), ...idle])).toEqual([]);
    expect(at(noon + 90 * hour, undefined, new Map())).toEqual([]);
  });
});

describe("a change by others", () => {
  const operator = "arn:aws:iam::123456789012:user/operator";
  const role = "arn:aws:sts::123456789012:assumed-role";
  const changed = (name: string, event: string, actor: string | undefined, number = 2) =>
    webLive
      .filter(({ facts }) => facts.name === name)
      .map((each) => ({
        ...each,
        number,
        trueFrom: noon,
        cause: { by: "event" as const, event, ...(actor === undefined ? {} : { actor }) },
      }));
  const at = (resources: readonly Existing[], now = noon + minute) => find("changed-outside", resources, { now });

  it.each([
    ["web:80", "ModifyListener", operator],
    ["web-green", "UpdateAutoScalingGroup", `${role}/deployer/terraform`],
    ["web:80", "ModifyListener", `${role}/deployer/stack through CloudFormation`],
  ])("of %s by %s is a finding that names %s, for a day", (name, event, actor) => {
    const resources = changed(name, event, actor);
    expect(at(resources)).toEqual([
      { of: name, level: "warning", found: `${event} by ${actor} at ${new Date(noon).toISOString()}` },
    ]);
    expect(at(resources, noon + day + minute)).toEqual([]);
  });

  it.each([
    ["a deployment's own", "web:80", "Sarcelle Resources Changed", "sarcelle web-live-release-3"],
    [
      "one of the stack's functions",
      "web:80",
      "ModifyListener",
      `${role}/sarcelle-live-moveTraffic-role/sarcelle-live-moveTraffic`,
    ],
    ["AWS's scaling", "web-green", "UpdateAutoScalingGroup", "autoscaling.amazonaws.com"],
    ["a desired size", "web-green", "SetDesiredCapacity", operator],
    ["somebody's tag", "web:80", "AddTags", operator],
    ["of what nobody knows who did it", "web:80", "ModifyListener", undefined],
  ])("is none if it is %s", (_, name, event, actor) => {
    expect(at(changed(name, event, actor))).toEqual([]);
  });

  it("is none where the resource is seen for the first time, or its environment is not registered", () => {
    expect(at(changed("web:80", "ModifyListener", operator, 1))).toEqual([]);
    const resources = changed("web:80", "ModifyListener", operator);
    expect(find("changed-outside", resources, { now: noon, stages: new Map() })).toEqual([]);
  });
});

describe("durations in words", () => {
  it.each([
    [0, "0 seconds"],
    [1_000, "1 second"],
    [119_000, "119 seconds"],
    [90 * minute, "90 minutes"],
    [120 * minute, "2 hours"],
    [47 * 60 * minute, "47 hours"],
    [30 * day, "30 days"],
  ])("%d ms is %s", (milliseconds, words) => {
    expect(inWords(milliseconds)).toBe(words);
  });
});
