import { describe, expect, it } from "vitest";
import { brokenPromises, type Report, reportText, requestsOf } from "../../../proof/story/report.ts";

const deployed = (action: string, status: string, release?: string) => ({
  action,
  status,
  seconds: 40.4,
  transitions: 12,
  ...(release === undefined ? {} : { release }),
});
const undone = (release: string, cause: string) => ({
  release,
  status: "RolledBack",
  cause: `${cause}: it was unwell. All 4 changes were undone.`,
  restored: true,
  differences: [],
});

const noon = Date.UTC(2026, 0, 1, 12);
const runs = { account: "123456789012", region: "eu-west-1", environment: "web-live", commit: null, since: noon };
const inventory: Report["inventory"] = {
  versions: [
    { ...runs, side: "blue", version: null, healthy: 0, total: 0, active: false, traffic: [] },
    {
      ...runs,
      side: "green",
      version: "2",
      commit: "2222222",
      healthy: 3,
      total: 4,
      active: true,
      traffic: [{ arn: "arn", percent: 100 }],
    },
  ],
  history: [
    {
      time: noon,
      side: "green",
      what: "release",
      resource: "web-green",
      version: "2",
      commit: "2222222",
      cause: { by: "sweep" },
    },
    {
      time: noon + 60_000,
      side: "green",
      what: "traffic",
      resource: "web:8080",
      version: "2",
      commit: "2222222",
      cause: { by: "event", event: "ModifyListener", actor: "arn:aws:sts::123456789012:assumed-role/shifting/shift" },
    },
  ],
  disagreements: [],
};

const report: Report = {
  requests: { total: 5_364, failed: 0, byVersion: { 1: 1_114, 2: 3_911, 4: 339 }, failures: [] },
  deployments: [
    deployed("upgrade", "SUCCEEDED"),
    deployed("deploy", "SUCCEEDED", "2"),
    { ...deployed("switch", "SUCCEEDED"), listenerSkewMs: 550 },
    deployed("scaledown", "SUCCEEDED"),
    deployed("deploy", "FAILED", "3"),
    deployed("release", "FAILED", "4"),
  ],
  rollbacks: [undone("3", "SideUnhealthy"), undone("4", "BakeFailed")],
  versions: { active: "2", idle: null },
  inventory,
  locked: null,
  seconds: 56.3,
};

describe("the promises of the story", () => {
  it("all held when both bad releases were undone and no request failed", () => {
    expect(brokenPromises(report)).toEqual([]);
  });

  const { requests, deployments, rollbacks } = report;
  const [third, fourth] = rollbacks;
  const cases: readonly (readonly [string, Partial<Report>, readonly string[]])[] = [
    ["a request failed", { requests: { ...requests, failed: 2 } }, ["2 of 5364 requests failed; expected none."]],
    [
      "a good release failed, and the story ended there",
      { deployments: [deployed("upgrade", "SUCCEEDED"), deployed("deploy", "FAILED", "2")] },
      [
        "deploy release 2 ended as FAILED; expected SUCCEEDED.",
        "The story ended before: Switch: all traffic, HTTP and HTTPS, to release 2.",
      ],
    ],
    [
      "a bad release succeeded",
      { deployments: [...deployments.slice(0, 5), deployed("release", "SUCCEEDED", "4")] },
      ["release 4 ended as SUCCEEDED; expected FAILED."],
    ],
    [
      "something was not restored",
      {
        rollbacks: [
          { ...undone("3", "SideUnhealthy"), restored: false, differences: ["autoscaling.groups.web.MaxSize: 8 → 4"] },
          ...(fourth === undefined ? [] : [fourth]),
        ],
      },
      ["Not everything was restored after release 3: 1 difference, listed above."],
    ],
    [
      "a rollback failed",
      {
        rollbacks: [
          ...(third === undefined ? [] : [third]),
          { ...undone("4", "BakeFailed"), status: "RollbackFailed" },
        ],
      },
      ["The rollback of release 4 ended as RollbackFailed; expected RolledBack."],
    ],
    [
      "users saw what they should not, or did not see what they should",
      { requests: { ...requests, byVersion: { 1: 10, 2: 10, 3: 10 } } },
      ["No user ever got release 4.", "Users got release 3, which never was healthy."],
    ],
    [
      "the traffic stayed elsewhere",
      { versions: { active: "4", idle: "2" } },
      ["Users get release 4 at the end; expected release 2."],
    ],
    [
      "the inventory disagrees with AWS",
      { inventory: { ...inventory, disagreements: ["The inventory says one thing. AWS says another."] } },
      ["The inventory says one thing. AWS says another."],
    ],
    ["the environment is still locked", { locked: "6-release-4" }, ["The environment is still held by 6-release-4."]],
  ];
  it.each(cases)("are broken when %s", (_, changed, expected) => {
    expect(brokenPromises({ ...report, ...changed })).toEqual(expected);
  });
});

describe("the report", () => {
  it("shows every deployment, every request and every rollback in aligned tables", () => {
    expect(reportText(report)).toBe(`\
deployment        ended        world time  transitions  listener skew
────────────────  ───────────  ──────────  ───────────  ─────────────
upgrade           succeeded        40 s        12
deploy release 2  succeeded        40 s        12
switch            succeeded        40 s        12          550 ms
scaledown         succeeded        40 s        12
deploy release 3  rolled back      40 s        12
release 4         rolled back      40 s        12

requests   count
─────────  ───────
total        5,364
release 1    1,114
release 2    3,911
release 4      339
failed           0

bad release  why it failed  everything restored
───────────  ─────────────  ───────────────────
release 3    SideUnhealthy  yes
release 4    BakeFailed     yes

What the inventory says, from the events of all this (sarcelle versions; sarcelle history --environment):

environment  side   active  version  commit   since                 healthy
───────────  ─────  ──────  ───────  ───────  ────────────────────  ───────
web-live     blue   no      -        -        2026-01-01T12:00:00Z  0/0
web-live     green  yes     2        2222222  2026-01-01T12:00:00Z  3/4

time                  side   what           version  commit   by
────────────────────  ─────  ─────────────  ───────  ───────  ────────────────
2026-01-01T12:00:00Z  green  launches       2        2222222  found by a sweep
2026-01-01T12:01:00Z  green  gets web:8080  2        2222222  shift

Users get release 2; the idle side is empty.`);
  });

  it("takes the counts from the ledger of the traffic", () => {
    const ledger = {
      total: 3,
      failed: 1,
      byVersion: { 1: { total: 2, failed: 0 }, none: { total: 1, failed: 1 } },
      failures: [],
    };
    expect(requestsOf(ledger)).toEqual({ total: 3, failed: 1, byVersion: { 1: 2, none: 1 }, failures: [] });
  });
});
