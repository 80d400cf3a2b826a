import { describe, expect, it } from "vitest";
import { type FleetFacts, fleetRows, runsInWords, stagesOf } from "../../console/fleet.ts";
import type { Entry, EntryStatus, Journal } from "../../src/changes/journal.ts";
import { parseRegistration } from "../../src/deployment/environment.ts";
import type { Finding, Level } from "../../src/inventory/findings/schema.ts";
import type { SideRelease } from "../../src/inventory/queries/versions.ts";

const at = Date.UTC(2026, 0, 31, 12);
const registered = (service: string, stage: string, more: object = {}) =>
  parseRegistration(
    {
      ...{ name: `${service}-${stage}`, account: "123456789012", region: "eu-west-1", stage, group: service },
      ...{ loadBalancer: service, listeners: [{ port: 443, placeholders: { blue: 9080, green: 9081 } }] },
      repository: "https://github.com/example/web",
      ...more,
    },
    "test",
  );

const on = (
  environment: string,
  side: "blue" | "green" | null,
  version: string,
  more: Partial<SideRelease> = {},
): SideRelease => ({
  ...{ environment, side, version, commit: version.repeat(7), since: at, healthy: 4, total: 4, active: true },
  traffic: [{ arn: "web:443", percent: 100 }],
  ...more,
});
const idle = { active: false, traffic: [{ arn: "web:443", percent: 0 }] };

const finding = (environment: string, level: Level, openedAt = "2026-01-31T11:00:00.000Z") =>
  ({
    environment,
    level,
    rule: `rule-${level}`,
    found: `found ${level}`,
    openedAt,
    status: "open",
  }) as unknown as Finding;

const entry = (n: number, status: EntryStatus, step: string): Entry => ({
  ...{ n, status, step, at },
  change: { resource: { kind: "group-capacity", id: "web" }, before: { desired: n }, after: { desired: n + 1 } },
});
const journal = (environment: string, entries: readonly Entry[], more: Partial<Journal> = {}): Journal => ({
  environment,
  deployment: {
    ...{ id: "d-1", action: "release", requestedBy: "ci", startedAt: at },
    caller: "arn:aws:sts::123456789012:assumed-role/deployers/ann",
    release: { version: "5", commit: "5555555", imageId: "ami-5", userData: "secret" },
  },
  ...{ epoch: 1, owner: "d-1", entries },
  ...more,
});
const locked = (environment: string, entries: readonly Entry[], more: Partial<Journal> = {}) => ({
  environment,
  ...{ epoch: 1, journal: journal(environment, entries, more), holds: [] },
});

const facts = (more: Partial<FleetFacts>): FleetFacts => ({
  ...{ environments: [], releases: [], findings: [], locks: [], approvals: [] },
  ...more,
});

describe("the fleet", () => {
  it("has a row for each environment: what its users get, how that is, and since when", () => {
    const environments = [
      registered("web", "live"),
      registered("jobs", "live", { sides: 1, listeners: [], loadBalancer: undefined }),
    ];
    const releases = [
      on("web-live", "blue", "4", { healthy: 3 }),
      on("web-live", "green", "5", idle),
      on("jobs-live", null, "7", { active: false, traffic: [] }),
    ];
    const none = { runs: null, finding: null, compare: null };
    expect(fleetRows(facts({ environments, releases }))).toEqual([
      {
        ...{ environment: "web-live", service: "web", stage: "live", sides: 2, active: "blue", healthy: "3/4" },
        since: "2026-01-31T12:00:00.000Z",
        release: {
          version: "4",
          commit: "4444444",
          imageId: null,
          link: "https://github.com/example/web/commit/4444444",
        },
        ...none,
        trouble: 5,
      },
      {
        ...{ environment: "jobs-live", service: "jobs", stage: "live", sides: 1, active: null, healthy: "4/4" },
        since: "2026-01-31T12:00:00.000Z",
        release: {
          version: "7",
          commit: "7777777",
          imageId: null,
          link: "https://github.com/example/web/commit/7777777",
        },
        ...none,
        trouble: 0,
      },
    ]);
  });

  it("of traffic that is split tells the release that gets more, and no side", () => {
    const releases = [
      on("web-live", "blue", "4", { traffic: [{ arn: "web:443", percent: 10 }] }),
      on("web-live", "green", "5", { traffic: [{ arn: "web:443", percent: 90 }] }),
    ];
    const [row] = fleetRows(facts({ environments: [registered("web", "live")], releases }));
    expect(row).toMatchObject({ active: null, release: { version: "5" }, healthy: "8/8" });
  });

  it("comes with what wants somebody's eye first: the gravest finding, a conflict, split traffic, what runs", () => {
    const names = ["calm", "split", "runs", "stuck", "warned", "critical", "noted", "never-seen"];
    const environments = names.map((name) => registered(name, "live"));
    const rows = fleetRows(
      facts({
        environments,
        releases: names
          .filter((name) => name !== "never-seen")
          .flatMap((name) =>
            name === "split"
              ? [on("split-live", "blue", "1"), on("split-live", "green", "2")]
              : [on(`${name}-live`, "blue", "1")],
          ),
        findings: [
          finding("critical-live", "warning"),
          finding("critical-live", "critical", "2026-01-31T11:30:00.000Z"),
          finding("critical-live", "critical", "2026-01-31T10:30:00.000Z"),
          finding("warned-live", "warning"),
          finding("noted-live", "info"),
        ],
        locks: [
          locked("runs-live", [entry(0, "applied", "LaunchRelease")]),
          locked("stuck-live", [entry(0, "conflict", "LaunchRelease")], { owner: "rollback:d-1" }),
        ],
      }),
    );
    expect(rows.map(({ environment }) => environment)).toEqual(
      ["stuck", "critical", "split", "warned", "runs", "noted", "calm", "never-seen"].map((name) => `${name}-live`),
    );
    expect(rows[1]?.finding).toEqual({
      ...{ rule: "rule-critical", severity: "critical", says: "found critical" },
      since: "2026-01-31T10:30:00.000Z",
    });
    expect(rows.at(-1)).toMatchObject({ release: null, healthy: null, since: null, active: null, trouble: 0 });
  });

  it("compares the commit with that of the nearest earlier stage that has one", () => {
    const environments = ["live", "alpha", "gamma", "beta"].map((stage) => registered("web", stage));
    const releases = [
      on("web-alpha", "blue", "6"),
      on("web-beta", "blue", "5"),
      on("web-live", "blue", "5", { commit: "5555555aa" }),
    ];
    const rows = fleetRows(facts({ environments, releases }));
    expect(stagesOf(environments)).toEqual(["alpha", "beta", "gamma", "live"]);
    expect(Object.fromEntries(rows.map(({ stage, compare }) => [stage, compare]))).toEqual({
      alpha: null,
      beta: "https://github.com/example/web/compare/5555555...6666666",
      gamma: null,
      live: null,
    });
  });

  it.each<[says: string, entries: readonly Entry[], more: Partial<Journal>]>([
    ["has begun", [], {}],
    [
      "LaunchRelease: 1 changes so far",
      [entry(0, "applied", "LaunchRelease"), entry(1, "planned", "LaunchRelease")],
      {},
    ],
    [
      "is rolled back: 1 of 2 changes undone",
      [entry(0, "applied", "LaunchRelease"), entry(1, "undone", "MoveTraffic")],
      { owner: "rollback:d-1" },
    ],
    [
      "is rolled back: 1 of 2 changes undone, 1 in conflict",
      [entry(0, "conflict", "LaunchRelease"), entry(1, "undone", "MoveTraffic")],
      { owner: "rollback:d-1" },
    ],
  ])("says where a deployment stands: %s", (says, entries, more) => {
    expect(runsInWords(journal("web-live", entries, more))).toBe(`Release of 5 (5555555) by ann: ${says}`);
  });
});
