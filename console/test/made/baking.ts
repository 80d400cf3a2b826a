/** A release that bakes: what all other made snapshots are made of. */
import type { Phase, Rail } from "../../rail.ts";
import type { EnvironmentSnapshot, Offer, ShownChange, ShownDeployment } from "../../snapshot.ts";
import { ago, each, environment, phase, read, release, side, stop } from "./parts.ts";

export const started = phase(
  "start",
  "done",
  stop("Preflight", "everything that can be known is right", "done"),
  stop("AcquireLock", "has the environment to itself", "done"),
);

export const deployed = phase(
  "deploy",
  "done",
  stop("AwaitEmpty", "the idle side becomes empty", "done", { looks: 6, since: ago(540), endedAt: ago(463) }),
  stop("LaunchRelease", "launches the release", "done", { since: ago(463), endedAt: ago(460) }),
  stop("AwaitHealthy", "becomes healthy", "done", { looks: 8, since: ago(460), endedAt: ago(280), retries: 2 }),
  stop("RunChecks", "answers as the checks expect", "done", { looks: 2, since: ago(280), endedAt: ago(270) }),
);

export const switched = phase(
  "switch",
  "done",
  stop("MatchCapacity", "can carry what the traffic needs", "done", { looks: 2, since: ago(270), endedAt: ago(144) }),
  stop("MoveTraffic", "gets the traffic", "done", { since: ago(144), endedAt: ago(132) }),
);

export const ahead = (...names: readonly string[]): readonly Phase[] =>
  names.map((name) => phase(name, "ahead", stop(name, name, "ahead")));

export const baking: Rail = {
  phases: [
    started,
    deployed,
    switched,
    phase(
      "bake",
      "here",
      stop("Bake", "carries the traffic, with every alarm quiet", "here", {
        since: ago(108),
        until: ago(-192),
        nextLook: ago(-12),
        looks: 4,
        reason: "baking green.",
      }),
    ),
    ...ahead("confirm", "scale down", "complete"),
  ],
  rollback: [],
  end: null,
};

/** The wait for health failed, and all was undone. */
export const failedRail: Rail = {
  phases: [
    started,
    phase(
      "deploy",
      "failed",
      stop("AwaitEmpty", "the idle side becomes empty", "done", { looks: 6 }),
      stop("LaunchRelease", "launches the release", "done"),
      stop("AwaitHealthy", "becomes healthy", "failed", {
        looks: 21,
        since: ago(900),
        endedAt: ago(300),
        reason:
          "SideUnhealthy: 0 of 4 targets of web-http-green are healthy (Health checks failed with these codes: [503]) after 600 s; the deadline is 600 s.",
      }),
      stop("RunChecks", "answers as the checks expect", "not reached"),
    ),
    ...["switch", "bake", "complete"].map((name) => phase(name, "not reached", stop(name, name, "not reached"))),
  ],
  rollback: [
    stop("BeginRollback", "takes the journal over", "done"),
    stop("UndoChanges", "undoes the changes, newest first", "done", { looks: 3 }),
    stop("CloseRollback", "closes the journal", "done"),
  ],
  end: "RolledBack",
};

export const change = (n: number, more: Partial<ShownChange> = {}): ShownChange => ({
  n,
  sign: "~",
  kind: "listener",
  resource: `web:${8079 + n}`,
  step: "MoveTraffic",
  at: ago(140),
  status: "applied",
  attributes: [{ name: "forward", before: "web-http 100 %", after: "web-http-green 100 %" }],
  note: null,
  command: null,
  ...more,
});

export const changes: readonly ShownChange[] = [
  change(1, {
    kind: "launch-template-version",
    resource: "web-green:5",
    sign: "+",
    step: "RegisterRelease",
    at: ago(465),
    attributes: [
      { name: "imageId", before: "—", after: "ami-00000000000000005" },
      { name: "userData", before: "—", after: "sha256 9f86d081884c…, 312 bytes" },
    ],
  }),
  change(2, {
    kind: "group-capacity",
    resource: "web-green",
    step: "LaunchRelease",
    at: ago(461),
    attributes: [
      { name: "min", before: "0", after: "4" },
      { name: "desired", before: "0", after: "4" },
    ],
  }),
  change(3, { resource: "web:8080" }),
  change(4, { resource: "web:8443", at: ago(139) }),
  change(5, {
    kind: "group-processes",
    resource: "web-green",
    step: "Bake",
    at: ago(3),
    status: "applying",
    attributes: [{ name: "suspended", before: "ReplaceUnhealthy", after: "nothing" }],
  }),
];

export const deployment: ShownDeployment = {
  id: "web-live-1234-1",
  action: "release",
  release: release("5"),
  requestedBy: "ci build 1234",
  caller: "arn:aws:sts::123456789012:assumed-role/deployers/alice",
  startedAt: ago(560),
  endedAt: null,
  phase: "runs",
  outcome: null,
  reason: null,
  why: "fix login",
  override: null,
  changes,
  runbook: null,
  links: {
    execution: "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/x",
    logs: "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups",
  },
};

export const everyAction = [
  "rollback",
  "switch",
  "release",
  "deploy",
  "scaledown",
  "resume",
  "accept",
  "approve",
  "reject",
] as const;

/** What can be done now; everything else for that reason not. */
export const offers = (whyNot: string, ...now: readonly Offer["action"][]): readonly Offer[] =>
  everyAction.map((action) => ({ action, whyNot: now.includes(action) ? null : whyNot }));

export const runs = "a release runs, asked for by ci build 1234 9 min ago";

export const minutes = Array.from({ length: 30 }, (_, n) => {
  const isMoved = n >= 28;
  const requests = 100_000 + Math.round(4_000 * Math.sin(n));
  return {
    at: ago((30 - n) * 60),
    requests: { blue: isMoved ? 0 : requests, green: isMoved ? requests : 0 },
    errors: { blue: n === 12 ? 3 : 0, green: 0 },
  };
});

export const history: EnvironmentSnapshot["history"] = read([
  {
    id: "web-live-1233-1",
    action: "release",
    version: "4",
    outcome: "Succeeded",
    reason: null,
    by: "ci build 1233",
    startedAt: ago(7_200),
    endedAt: ago(6_500),
  },
  {
    id: "web-live-1232-1",
    action: "release",
    version: "3",
    outcome: "RolledBack",
    reason: "SideUnhealthy: 0 of 4 targets of web-http-green are healthy after 600 s; the deadline is 600 s.",
    by: "bob",
    startedAt: ago(96_000),
    endedAt: ago(95_000),
  },
]);

/** A release that bakes: what all others are made of. */
export const base: EnvironmentSnapshot = {
  ...each,
  page: "environment",
  environment,
  verdict: {
    tone: "busy",
    says: "Users get release 5 on green since 14:01:10. Baking, with 2 alarms quiet.",
    until: ago(-192),
  },
  sides: read([side("blue", 0, "4"), side("green", 100, "5")]),
  listeners: read([":8080 → green since 14:01:10", ":8443 → green since 14:01:11"]),
  hold: read(null),
  traffic: read({ source: "CloudWatch", minutes, moves: [{ at: ago(132), says: "green 100 %" }] }),
  deployment: read(deployment),
  rail: read(baking),
  alarms: read([
    { name: "web-5xx", state: "OK", since: ago(86_400) },
    { name: "web-p99", state: "OK", since: ago(3_600) },
  ]),
  approval: read(null),
  findings: read([
    {
      rule: "no-deletion-protection",
      severity: "warning",
      says: "The load balancer web can be deleted by one call.",
      since: ago(400_000),
    },
  ]),
  freshness: read("Fresh: swept 12 min ago, 0 missed."),
  history,
  offers: offers(runs, "rollback"),
  broken: null,
};
