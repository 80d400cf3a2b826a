import { describe, expect, it } from "vitest";
import { deploymentsText } from "../../../command/formats/deployments-text.ts";
import { statusText } from "../../../command/formats/status-text.ts";
import { statusOf } from "../../../command/questions/status.ts";
import { type EntryStatus, type Journal, toUndo } from "../../../src/changes/journal.ts";
import { parseRegistration } from "../../../src/deployment/environment.ts";
import { undoneText } from "../../../src/deployment/undo.ts";
import { resize } from "../../src/changes/fakes.ts";
import { healthyTargets, registeredOnPort80, side, view } from "../../src/deployment/world.ts";

const environment = registeredOnPort80();
const startedAt = Date.UTC(2026, 0, 1, 12);
const journal: Journal = {
  environment: "web-live",
  deployment: { id: "d-1", action: "deploy", requestedBy: "ci", startedAt },
  epoch: 3,
  owner: "d-1",
  entries: [
    { n: 0, step: "EmptyIdleSide", change: resize("web-green", 2, 0), status: "applied", at: startedAt },
    { n: 1, step: "LaunchRelease", change: resize("web-green", 0, 4), status: "applying", at: startedAt },
  ],
};
const world = view("blue", side("blue", healthyTargets(4)), side("green", ["healthy", "unhealthy"], { desired: 2 }));
const releases = { blue: "1", green: null };

describe("the status", () => {
  it("shows both sides, where the traffic is and what is healthy", () => {
    expect(statusText(statusOf(environment, { view: world, releases }, undefined)).split("\n")).toEqual([
      "web-live (live): traffic on blue",
      "  80 → blue",
      "  443 (rule of priority 5) → blue",
      "",
      "side   traffic  release  group      running  desired  template  healthy",
      "─────  ───────  ───────  ─────────  ───────  ───────  ────────  ───────────────────────────",
      "blue   yes      1        web-blue   4        4        1         http-blue 4, https-blue 4",
      "green  no       -        web-green  2        2        1         http-green 1, https-green 1",
      "",
      "No deployment runs.",
    ]);
  });

  it("shows why the deployment that holds it was let through a freeze window", () => {
    const deployment = { ...journal.deployment, override: { reason: "the site is down" } };
    const status = statusOf(environment, { view: world, releases }, { ...journal, deployment });
    expect(status.deployment?.override).toBe("the site is down");
    expect(statusText(status).split("\n")).toContain("Overrides freeze windows: the site is down");
    const plain = statusOf(environment, { view: world, releases }, journal);
    expect([plain.deployment?.override, statusText(plain)]).toEqual([null, expect.not.stringContaining("freeze")]);
  });

  it("shows why the deployment that holds it was asked for", () => {
    const deployment = { ...journal.deployment, reason: "green has the fix" };
    const status = statusOf(environment, { view: world, releases }, { ...journal, deployment });
    expect(status.deployment?.reason).toBe("green has the fix");
    expect(statusText(status).split("\n")).toContain("Why: green has the fix");
    expect(statusOf(environment, { view: world, releases }, journal).deployment?.reason).toBe(null);
  });

  it("shows the one side of an environment that has no other, and what AWS does with its instances", () => {
    const { name, account, region, stage, group } = environment;
    const one = parseRegistration({ name, account, region, stage, group, sides: 1 }, "jobs.yml");
    const going = { id: "r-1", status: "InProgress", reason: "", percent: 50, left: 1 };
    const fleet = { ...side("blue", healthyTargets(4)), refreshes: [going], doors: [] };
    const status = statusOf(one, { fleet, release: "1" }, undefined);
    expect(status.needsPerson).toBe(false);
    expect(statusText(status).split("\n")).toEqual([
      "web-live (live): one side",
      "",
      "side  traffic  release  group     running  desired  template  healthy",
      "────  ───────  ───────  ────────  ───────  ───────  ────────  ─────────────────────────",
      "blue  -        1        web-blue  4        4        1         http-blue 4, https-blue 4",
      "",
      "AWS replaces instances: InProgress, 50 %",
      "No deployment runs.",
    ]);
  });

  it("shows what a side that is to be empty still has, until it is", () => {
    const instances = [{ id: "i-1", lifecycleState: "Terminating:Wait", healthStatus: "Healthy" }];
    const emptied = (more: object) =>
      view("blue", side("blue", healthyTargets(4)), side("green", [], { desired: 0, ...more }));
    const slow = statusOf(environment, { view: emptied({ instances }), releases }, undefined);
    expect(slow.sides.map(({ left }) => left)).toEqual([undefined, ["green: 1 instance at a termination hook"]]);
    expect(statusText(slow)).toContain("Still to be emptied: green: 1 instance at a termination hook");
    expect(statusText(statusOf(environment, { view: emptied({ instances: [] }), releases }, undefined))).not.toContain(
      "Still",
    );
  });

  it("says which side is held, and until when", () => {
    const hold = { group: "web-green", min: 4, returnTo: 2, since: startedAt, until: startedAt + 3_600_000 };
    const status = statusOf(environment, { view: world, releases }, undefined, [], "runs", [hold]);
    expect(status.holds).toMatchObject([hold]);
    expect(statusText(status).split("\n").slice(-2)).toEqual([
      "web-green keeps its minimum at 4 (2 by itself) until its alarms have measured it under traffic, at most until 2026-01-01T13:00:00.000Z.",
      "No deployment runs.",
    ]);
  });

  it("says what a deployment waits for, until when, and whose credentials asked for it", () => {
    const waits = { verdict: "not ready", reason: "baking green.", until: "2026-01-01T13:00:00.000Z" };
    const caller = "arn:aws:sts::123456789012:assumed-role/deployers/ann";
    const asked = { ...journal, deployment: { ...journal.deployment, caller } };
    const status = statusOf(environment, { view: world, releases }, asked, [], { waits });
    expect(status.deployment).toMatchObject({ waitsFor: waits, caller, phase: "runs" });
    expect(statusText(status).split("\n").slice(-5, -3)).toEqual([
      `Deployment 'd-1' (${journal.deployment.action}, requested by ci (${caller}), since 2026-01-01T12:00:00Z) runs.`,
      "Waits: baking green. Until 2026-01-01T13:00:00Z.",
    ]);
    expect(
      statusOf(environment, { view: world, releases }, journal, [], { waits: undefined }).deployment,
    ).toMatchObject({
      waitsFor: null,
      caller: null,
      phase: "runs",
    });
  });

  it("shows a split as what it is: each side's share, and what each listener sends where", () => {
    const actions = [
      {
        Type: "forward",
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: "arn:tg/http-blue", Weight: 90 },
            { TargetGroupArn: "arn:tg/http-green", Weight: 10 },
          ],
        },
      },
    ];
    const split = { ...world, listeners: world.listeners.slice(0, 1).map((listener) => ({ ...listener, actions })) };
    const status = statusOf(environment, { view: split, releases }, undefined);
    expect(status.active).toBeNull();
    expect(status.traffic).toEqual([
      { port: 80, where: "Listener 80", weights: { blue: 90, green: 10 }, elsewhere: [] },
    ]);
    expect(status.needsPerson).toBe(true);
    const pointing = (to: string) =>
      `    To point it to ${to} of web-live: aws elbv2 modify-listener --listener-arn arn:listener/http --default-actions '[{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"arn:tg/http-${to}","Weight":1}]}}]'`;
    expect(statusText(status).split("\n").slice(0, 8)).toEqual([
      "web-live (live): traffic is split",
      "! 80 → blue 90 %, green 10 %: both sides",
      pointing("blue"),
      pointing("green"),
      "",
      "side   traffic  release  group      running  desired  template  healthy",
      "─────  ───────  ───────  ─────────  ───────  ───────  ────────  ───────────────────────────",
      "blue   90 %     1        web-blue   4        4        1         http-blue 4, https-blue 4",
    ]);
    // While a deployment runs, that is its own business.
    const moving = statusOf(environment, { view: split, releases }, journal);
    expect(moving.needsPerson).toBe(false);
    expect(statusText(moving)).not.toContain("To point it");
    expect(statusText(moving)).toContain("  80 → blue 90 %, green 10 %: both sides");
    expect(statusText(moving)).not.toContain("! 80");
  });

  it("says of a listener that reaches neither side what it does, and how to point it back to where the others are", () => {
    const actions = [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "503" } }];
    const [http, https] = world.listeners;
    if (http === undefined || https === undefined) throw new Error("two listeners were registered");
    const stray = { ...world, listeners: [http, { ...https, actions }] };
    const status = statusOf(environment, { view: stray, releases }, undefined);
    expect([status.active, status.needsPerson]).toEqual([null, true]);
    expect(statusText(status).split("\n").slice(0, 4)).toEqual([
      "web-live (live): ! not all production listeners reach a side",
      "  80 → blue",
      "! 443 (rule of priority 5) → fixed response 503: neither side",
      `    To point it to blue of web-live: aws elbv2 modify-rule --rule-arn ${https.arn} --actions '[{"Type":"forward","ForwardConfig":{"TargetGroups":[{"TargetGroupArn":"arn:tg/https-blue","Weight":1}]}}]'`,
    ]);
  });

  it("shows the lock, and what is left, of an environment whose sides cannot be shown", () => {
    const upgrade = { ...journal, deployment: { ...journal.deployment, action: "upgrade" } };
    const unseen = "it is not blue-green yet. Run 'sarcelle upgrade web-live' first.";
    const status = statusOf(environment, { unseen }, upgrade, [], { endedAt: null, followed: true });
    expect([status.sides, status.needsPerson]).toEqual([[], false]);
    expect(statusText(status).split("\n")).toEqual([
      "web-live (live): locked by deployment 'd-1', and its two sides cannot be shown",
      "",
      "Deployment 'd-1' (upgrade, requested by ci, since 2026-01-01T12:00:00Z) ran, and its execution ended. A rollback begins by itself within a quarter of an hour.",
      "  applied   group-capacity web-green",
      "  applying  group-capacity web-green",
      "",
      "No change is left to undo.",
      "Then go on with 'sarcelle rollback web-live --resume', or keep things as they are with 'sarcelle rollback web-live --accept REASON'.",
    ]);
    // Of any other it is a reason to look.
    expect(statusText(statusOf(environment, { unseen }, journal))).toContain(unseen);
  });

  it.each([
    [
      "rollback:d-1",
      true,
      "was being rolled back, and that ended at 2026-01-01T13:00:00Z. A rollback begins by itself within a quarter of an hour.",
    ],
    [
      "rollback:d-1",
      false,
      "was rolled back, and its rollback FAILED: it ended at 2026-01-01T13:00:00Z. Nothing runs; ! 'web-live' stays locked until a person goes on.",
    ],
    [
      "d-1",
      false,
      "ran, and its execution ended at 2026-01-01T13:00:00Z. Nothing runs; ! 'web-live' stays locked until a person goes on.",
    ],
  ])(
    "says that nothing runs any more, and whether a person is waited for: %s, followed: %s",
    (owner, followed, words) => {
      const driver = { endedAt: "2026-01-01T13:00:00.000Z", followed };
      const status = statusOf(environment, { view: world, releases }, { ...journal, owner }, [], driver);
      expect(status.needsPerson).toBe(!followed);
      expect(statusText(status)).toContain(`since 2026-01-01T12:00:00Z) ${words}\n`);
      expect(status.deployment?.runbook).not.toBeNull();
    },
  );

  it("shows the deployment that runs, and how far each of its changes is", () => {
    expect(
      statusText(statusOf(environment, { view: world, releases }, journal))
        .split("\n")
        .slice(-4),
    ).toEqual([
      "Deployment 'd-1' (deploy, requested by ci, since 2026-01-01T12:00:00Z) runs.",
      "  applied   group-capacity web-green",
      "  applying  group-capacity web-green",
      "Follow it: sarcelle watch web-live",
    ]);
  });

  it("shows that a deployment is being rolled back, and what could not be undone", () => {
    const [first, second] = journal.entries;
    if (first === undefined || second === undefined) throw new Error("two entries were written");
    const stuck: Journal = {
      ...journal,
      owner: "rollback:d-1",
      entries: [first, { ...second, status: "conflict", note: "found 7" }],
    };
    const left = toUndo(stuck).map((entry) => ({ entry, now: { found: { desired: 7 } } }));
    const status = statusOf(environment, { view: world, releases }, stuck, left);
    const restore = "aws autoscaling update-auto-scaling-group --auto-scaling-group-name web-green --desired-capacity";
    expect(statusText(status).split("\n").slice(9)).toEqual([
      "Deployment 'd-1' (deploy, requested by ci, since 2026-01-01T12:00:00Z) is being rolled back.",
      "  applied   group-capacity web-green",
      "  conflict  group-capacity web-green",
      "",
      "What is left, in the order in which to restore it:",
      "- group-capacity web-green: found 7",
      `  To restore it: ${restore} 0`,
      '  It was: {"desired":0}; it is: {"desired":7}.',
      "- group-capacity web-green is not undone yet.",
      `  To restore it: ${restore} 2`,
      '  It was: {"desired":2}; it is: {"desired":7}.',
      "Then go on with 'sarcelle rollback web-live --resume', or keep things as they are with 'sarcelle rollback web-live --accept REASON'.",
      "Follow it: sarcelle watch web-live",
    ]);
    expect(status.deployment?.changes[1]).toEqual({
      resource: "group-capacity web-green",
      status: "conflict",
      note: "found 7",
      was: { desired: 0 },
      now: { is: { desired: 7 } },
      restore: [`${restore} 0`],
    });
  });
});

it("the history shows each deployment in a line, with as many changes as its rollback said, and how it ended", () => {
  const change = resize("web-green", 0, 1);
  const entry = (n: number, status: EntryStatus, step: string) => ({ n, step, change, status, at: startedAt });
  const entries = [
    entry(0, "undone", "EmptyIdleSide"),
    entry(1, "undone", "LaunchRelease"),
    entry(2, "planned", "LaunchRelease"),
    entry(3, "undone", "UndoChanges"),
  ];
  const closed = { ...journal, entries, outcome: "RolledBack", closedAt: startedAt } as const;
  expect(deploymentsText("web-live", [closed]).split("\n")).toEqual([
    "started               deployment  action  release  outcome     undid  ended                 changes  who",
    "────────────────────  ──────────  ──────  ───────  ──────────  ─────  ────────────────────  ───────  ───",
    "2026-01-01T12:00:00Z  d-1         deploy  -        RolledBack  -      2026-01-01T12:00:00Z  2        ci",
  ]);
  const caller = "arn:aws:sts::123456789012:assumed-role/deployers/ann";
  const release = { version: "2", commit: "2222222", imageId: "ami-2" };
  const deployed = { ...closed, deployment: { ...closed.deployment, release, caller }, outcome: "Succeeded" } as const;
  const undo = { ...closed.deployment, id: "r-1", action: "rollback", undoes: "d-1", requestedBy: "bob" };
  const lines = deploymentsText("web-live", [{ ...closed, deployment: undo, entries: [] }, deployed]).split("\n");
  expect(lines.slice(2).map((line) => line.split(/ {2,}/).slice(1))).toEqual([
    ["r-1", "rollback", "-", "Undone", "d-1", "2026-01-01T12:00:00Z", "0", "bob"],
    ["d-1", "deploy", "2", "Succeeded, undone since", "-", "2026-01-01T12:00:00Z", "2", "ci (ann)"],
  ]);
  expect(deploymentsText("web-live", [])).toBe(
    "No deployment of 'web-live' has ended yet. Next: sarcelle status web-live",
  );
  expect(undoneText("web-live", "d-1", entries)).toBe(
    "All 2 changes of deployment 'd-1' were undone; 'web-live' is as it was before and free.",
  );
});
