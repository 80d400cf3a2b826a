/** Environments in all other states. */
import type { EnvironmentSnapshot, ShownChange } from "../../snapshot.ts";
import { ahead, base, change, changes, deployed, deployment, failedRail, minutes, offers, started } from "./baking.ts";
import { idle, rolledBack } from "./ends.ts";
import { ago, environment, phase, read, release, side, stop, target } from "./parts.ts";

export const launching: EnvironmentSnapshot = {
  ...base,
  verdict: {
    tone: "busy",
    says: "Users get release 4 on blue. Release 5 becomes healthy on green: 2 of 4.",
    until: ago(-420),
  },
  sides: read([
    side("blue", 100, "4"),
    side("green", 0, "5", {
      group: { name: "web-green", min: 4, desired: 4, max: 10, running: 4 },
      suspended: ["AlarmNotification", "ScheduledActions"],
      targetGroups: [
        {
          name: "web-http-green",
          healthy: 2,
          targets: [
            target(5),
            target(6),
            target(7, "initial", "Target registration is in progress"),
            target(8, "unhealthy", "Health checks failed with these codes: [503]"),
          ],
        },
        {
          name: "web-https-green",
          healthy: 3,
          targets: [target(5), target(6), target(7), target(8, "draining", "Target deregistration is in progress")],
        },
      ],
    }),
  ]),
  rail: read({
    phases: [
      started,
      phase(
        "deploy",
        "here",
        ...deployed.stops.slice(0, 2),
        stop("AwaitHealthy", "becomes healthy", "here", {
          since: ago(180),
          until: ago(-420),
          nextLook: ago(-5),
          looks: 8,
          retries: 2,
          reason: "2 of 4 targets of web-http-green are healthy (Health checks failed with these codes: [503]).",
        }),
        stop("RunChecks", "answers as the checks expect", "ahead"),
      ),
      ...ahead("switch", "bake", "confirm", "complete"),
    ],
    rollback: [],
    end: null,
  }),
};

export const rollingBack: EnvironmentSnapshot = {
  ...rolledBack,
  verdict: {
    tone: "trouble",
    says: "Release 5 is rolled back: SideUnhealthy. Users get release 4 on blue.",
    until: ago(-1_500),
  },
  deployment: read({
    ...deployment,
    phase: "is being rolled back",
    changes: changes.map((entry, n): ShownChange => ({ ...entry, status: n > 2 ? "undone" : "applied" })),
  }),
  rail: read({
    ...failedRail,
    rollback: [
      stop("BeginRollback", "takes the journal over", "done"),
      stop("UndoChanges", "undoes the changes, newest first", "here", {
        looks: 2,
        until: ago(-1_500),
        nextLook: ago(-10),
        reason: "4 instances of web-green are still draining.",
      }),
      stop("CloseRollback", "closes the journal", "ahead"),
    ],
    end: null,
  }),
  offers: offers("it is being rolled back"),
};

/** AWS throttles: what was read last stays. */
export const throttled: EnvironmentSnapshot = {
  ...base,
  sides: { ...base.sides, asOf: ago(140), trouble: "AWS throttles DescribeTargetHealth", stale: true },
  listeners: { ...base.listeners, asOf: ago(140), trouble: "AWS throttles DescribeListeners", stale: true },
  traffic: { value: null, asOf: null, trouble: "this caller may not call cloudwatch:GetMetricData", stale: false },
  alarms: { value: null, asOf: null, trouble: null, stale: false },
};

export const canary: EnvironmentSnapshot = {
  ...base,
  verdict: {
    tone: "busy",
    says: "10 % of the users get release 5 on green, all others release 4 on blue. Next move in",
    until: ago(-45),
  },
  sides: read([side("blue", 90, "4"), side("green", 10, "5")]),
};

export const split: EnvironmentSnapshot = {
  ...idle,
  verdict: {
    tone: "trouble",
    says: "The listeners do not agree: :8080 goes to blue, :8443 to green. Nothing runs.",
    until: null,
  },
  sides: read([side("blue", null, "4"), side("green", null, "5")]),
};

export const neverDeployed: EnvironmentSnapshot = {
  ...idle,
  environment: { ...environment, name: "search-beta", stage: "beta", service: "search", repository: null },
  verdict: {
    tone: "well",
    says: "Users get what was there before Sarcelle, on blue. Nothing was deployed yet.",
    until: null,
  },
  sides: read([side("blue", 100, "1", { release: null }), side("green", 0, null)]),
  traffic: read({ source: "CloudWatch", minutes: [], moves: [] }),
  alarms: read([]),
  findings: read([]),
  history: read([]),
  offers: offers("nothing was deployed yet", "deploy", "release"),
};

export const oneSided: EnvironmentSnapshot = {
  ...idle,
  environment: { ...environment, name: "match-live", sides: 1 },
  verdict: { tone: "well", says: "Users get release 5. Nothing runs.", until: null },
  sides: read([side("blue", 100, "5")]),
};

export const held: EnvironmentSnapshot = {
  ...idle,
  hold: read({
    says: "The minimum of web-green stays 4 until its own alarms have measured it under traffic.",
    until: ago(-600),
  }),
};

export const playground: EnvironmentSnapshot = {
  ...base,
  playground: { speed: 20 },
  traffic: read({ source: "ledger", minutes, moves: [{ at: ago(132), says: "green 100 %" }] }),
  broken: read({
    ledger: [
      { version: "4", total: 12_043, failed: 0 },
      { version: "5", total: 1_204, failed: 3 },
    ],
    faults: [{ id: "f-1", says: "elasticloadbalancing:*: throttle, fired 12 times" }],
  }),
};

/** What would break a page that takes words for markup. */
export const hostile: EnvironmentSnapshot = {
  ...base,
  deployment: read({
    ...deployment,
    release: { ...release("5"), version: "<script>alert(1)</script>" },
    reason: "</script><img src=x onerror=alert(1)>",
    requestedBy: `${"a".repeat(300)}`,
  }),
};

export const long: EnvironmentSnapshot = {
  ...base,
  deployment: read({
    ...deployment,
    changes: Array.from({ length: 500 }, (_, n) => change(n + 1, { resource: `web-${n}:8080`, at: ago(500 - n) })),
  }),
};
