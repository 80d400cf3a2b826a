import { describe, expect, it } from "vitest";
import { takenOver } from "../../console/rail-of-events.ts";
import type { VerdictLine } from "../../console/snapshot.ts";
import { type KnownStanding, verdictLine } from "../../console/verdict-line.ts";
import { heldAs, railAt, railFailed, shownWith, sidesWith, statusWith } from "./standing.ts";

const free: KnownStanding = {
  status: statusWith(0),
  sides: sidesWith(0),
  deployment: null,
  ...{ rail: null, approval: null, judged: null, alarms: [], trouble: null },
};

/** The release of 4 holds the environment. */
const held = (onGreen: number, changed: Parameters<typeof heldAs>[0] = {}): KnownStanding => ({
  ...free,
  status: statusWith(onGreen, { deployment: heldAs(changed) }),
  sides: sidesWith(onGreen),
  deployment: shownWith({ phase: changed.phase ?? "runs" }),
});

const ended = { endedAt: "2026-11-30T14:20:00.000Z" };
const until = "2026-11-30T14:06:34.000Z";
const blue = "Users get release 3 on blue.";
const green = "Users get release 4 on green.";

interface Row extends VerdictLine {
  readonly of: string;
  readonly standing: KnownStanding;
}

const nothingRuns: readonly Row[] = [
  {
    of: "what nobody has read yet",
    standing: { ...free, status: null, sides: null },
    ...{ tone: "waits", says: "Asking AWS how things stand …", until: null },
  },
  {
    of: "what AWS never let be read",
    standing: { ...free, status: null, sides: null, trouble: "AWS throttles DescribeListeners." },
    ...{ tone: "trouble", says: "How things stand is not known: AWS throttles DescribeListeners.", until: null },
  },
  {
    of: "what is old by now",
    standing: { ...free, trouble: "AWS throttles DescribeListeners." },
    ...{
      tone: "well",
      says: `${blue} Nothing was ever deployed here. Not anew: AWS throttles DescribeListeners.`,
      until: null,
    },
  },
  {
    of: "an environment before its upgrade",
    standing: {
      ...free,
      status: statusWith(0, {
        unseen: "'web' is not blue-green yet. Run 'sarcelle upgrade web-live' first.",
        sides: [],
        traffic: [],
        active: null,
      }),
      sides: [],
    },
    ...{ tone: "trouble", says: "'web' is not blue-green yet. Run 'sarcelle upgrade web-live' first.", until: null },
  },
  {
    of: "an idle one",
    standing: {
      ...free,
      status: statusWith(100),
      sides: sidesWith(100),
      deployment: shownWith({ ...ended, phase: "Succeeded", outcome: "Succeeded" }),
    },
    ...{ tone: "well", says: `${green} Nothing runs. Release of 4 succeeded at 2026-11-30T14:20:00Z.`, until: null },
  },
  {
    of: "one side",
    standing: {
      ...free,
      status: statusWith(0, { registeredSides: 1, active: null, needsPerson: false }),
      sides: sidesWith(0).slice(0, 1),
    },
    ...{ tone: "well", says: "Users get release 3. Nothing was ever deployed here.", until: null },
  },
  {
    of: "a side that is held",
    standing: {
      ...free,
      status: statusWith(100, {
        holds: [
          {
            group: "web-green",
            min: 4,
            returnTo: 2,
            since: 0,
            until: Date.parse(until),
            says: "web-green keeps its minimum at 4.",
          },
        ],
      }),
      sides: sidesWith(100),
      deployment: shownWith({ ...ended, phase: "Succeeded", outcome: "Succeeded" }),
    },
    ...{
      tone: "well",
      says: `${green} Nothing runs. Release of 4 succeeded at 2026-11-30T14:20:00Z. web-green keeps its minimum at 4.`,
      until,
    },
  },
  {
    of: "a split that nobody works on",
    standing: { ...free, status: statusWith(10), sides: sidesWith(10) },
    ...{
      tone: "trouble",
      says: "Users get release 3 on blue (90 %) and release 4 on green (10 %). Nothing was ever deployed here.",
      until: null,
    },
  },
  {
    of: "listeners that do not agree",
    standing: {
      ...free,
      status: statusWith(10, {
        traffic: [
          { port: 8080, where: "Listener 8080", weights: { blue: 1, green: 0 }, elsewhere: [] },
          { port: 8443, where: "Listener 8443", weights: { blue: 0, green: 1 }, elsewhere: [] },
        ],
      }),
      sides: sidesWith(10),
    },
    ...{
      tone: "trouble",
      says: "Production traffic is not on one side: Listener 8080: blue 100 %; Listener 8443: green 100 %. Nothing was ever deployed here.",
      until: null,
    },
  },
  {
    of: "what was rolled back",
    standing: {
      ...free,
      deployment: shownWith({
        ...ended,
        phase: "RolledBack",
        outcome: "RolledBack",
        reason: "SideUnhealthy: green is not healthy.",
      }),
    },
    ...{
      tone: "well",
      says: `${blue} Nothing runs. Release of 4 was rolled back at 2026-11-30T14:20:00Z: SideUnhealthy: green is not healthy.`,
      until: null,
    },
  },
  {
    of: "what was undone on demand",
    standing: {
      ...free,
      deployment: shownWith({ ...ended, action: "rollback", release: null, phase: "Undone", outcome: "RolledBack" }),
    },
    ...{ tone: "well", says: `${blue} Nothing runs. Rollback ended at 2026-11-30T14:20:00Z.`, until: null },
  },
  {
    of: "what was accepted as it was",
    standing: {
      ...free,
      deployment: shownWith({ ...ended, phase: "Accepted", outcome: "Accepted", reason: "alice: mended by hand" }),
    },
    ...{
      tone: "well",
      says: `${blue} Nothing runs. Release of 4 was left as it was at 2026-11-30T14:20:00Z: alice: mended by hand`,
      until: null,
    },
  },
  {
    of: "targets that fail their checks",
    standing: { ...free, sides: sidesWith(0, 1) },
    ...{
      tone: "trouble",
      says: `${blue} 1 of 2 targets of web-http are healthy. Nothing was ever deployed here.`,
      until: null,
    },
  },
  {
    of: "a side of which nothing answers",
    standing: { ...free, sides: sidesWith(0, 0) },
    ...{
      tone: "trouble",
      says: `${blue} No target of web-http is healthy! Nothing was ever deployed here.`,
      until: null,
    },
  },
  {
    of: "an alarm that went off",
    standing: {
      ...free,
      alarms: [
        { name: "web-5xx", state: "ALARM" },
        { name: "web-p99", state: "OK" },
      ],
    },
    ...{ tone: "trouble", says: `${blue} Alarm web-5xx went off. Nothing was ever deployed here.`, until: null },
  },
];

const something: readonly Row[] = [
  {
    of: "what waits for health",
    standing: {
      ...held(0, {
        waitsFor: { verdict: "not ready", reason: "green is not healthy yet: web-http-green 0/2.", until },
      }),
      rail: railAt("waits for health"),
    },
    ...{
      tone: "busy",
      says: `${blue} Release of 4 runs (waits for health): green is not healthy yet: web-http-green 0/2.`,
      until,
    },
  },
  {
    of: "what moves",
    standing: { ...held(10), rail: railAt("moves the traffic") },
    ...{
      tone: "busy",
      says: "Users get release 3 on blue (90 %) and release 4 on green (10 %). Release of 4 runs (moves the traffic).",
      until: null,
    },
  },
  {
    of: "what bakes",
    standing: {
      ...held(100, { waitsFor: { verdict: "not ready", reason: "baking green.", until } }),
      rail: railAt("bakes"),
    },
    ...{ tone: "busy", says: `${green} Release of 4 runs (bakes): baking green.`, until },
  },
  {
    of: "what began a moment ago",
    standing: held(0),
    ...{ tone: "busy", says: `${blue} Release of 4 runs.`, until: null },
  },
  {
    of: "what waits for people",
    standing: {
      ...held(0),
      approval: {
        ...{ deployment: "release-4", since: "2026-11-30T14:00:00.000Z", until, approvers: 2, cost: null },
        signatures: [{ by: "arn:aws:iam::123456789012:user/bob", at: "2026-11-30T14:01:00.000Z", reason: "seen" }],
      },
    },
    ...{
      tone: "waits",
      says: `${blue} Release of 4 waits for the approval of a person; if nobody gives it in time, it is rolled back.`,
      until,
    },
  },
  {
    of: "what all people have approved",
    standing: {
      ...held(0),
      approval: {
        ...{ deployment: "release-4", since: "2026-11-30T14:00:00.000Z", until, approvers: 1, cost: null },
        signatures: [{ by: "arn:aws:iam::123456789012:user/bob", at: "2026-11-30T14:01:00.000Z", reason: "seen" }],
      },
    },
    ...{ tone: "busy", says: `${blue} Release of 4 was approved, and goes on.`, until: null },
  },
  {
    of: "a rollback that runs",
    standing: {
      ...held(0, { phase: "is being rolled back", rollingBack: true }),
      rail: railFailed("SideUnhealthy: green is not healthy"),
    },
    ...{
      tone: "trouble",
      says: `${blue} Release of 4 is being rolled back: SideUnhealthy: green is not healthy.`,
      until: null,
    },
  },
  {
    of: "what people have agreed to, before that is seen",
    standing: {
      ...held(0),
      rail: railAt("people agree", "waits for a person", until, "2026-11-30T14:03:30.000Z"),
      judged: "approved",
    },
    ...{
      tone: "busy",
      says: `${blue} Release of 4 is approved: it goes on at its next look.`,
      until: "2026-11-30T14:03:30.000Z",
    },
  },
  {
    of: "what somebody rejected, before that is seen",
    standing: { ...held(0), rail: railAt("people agree", "waits for a person", until), judged: "rejected" },
    ...{
      tone: "busy",
      says: `${blue} Release of 4 is rejected: it is undone at its next look.`,
      until: null,
    },
  },
  {
    of: "a rollback that a person asked for in the midst of a bake: neither the lock that was lost to it nor the end of the bake is told",
    standing: {
      ...held(0, { phase: "is being rolled back", rollingBack: true }),
      rail: { ...railAt("fit under traffic", takenOver, until), rollback: railFailed("").rollback },
    },
    ...{ tone: "trouble", says: `${blue} Release of 4 is being rolled back.`, until: null },
  },
  {
    of: "a rollback whose cause is a sentence of its own",
    standing: {
      ...held(0, { phase: "is being rolled back", rollingBack: true }),
      rail: railFailed("SideUnhealthy: green is not healthy."),
    },
    ...{
      tone: "trouble",
      says: `${blue} Release of 4 is being rolled back: SideUnhealthy: green is not healthy.`,
      until: null,
    },
  },
  {
    of: "a rollback that failed",
    standing: held(100, { phase: "stands still", rollingBack: true }),
    ...{
      tone: "trouble",
      says: `${green} Release of 4: its rollback FAILED. Nothing runs, and 'web-live' stays locked until a person goes on.`,
      until: null,
    },
  },
  {
    of: "what ended without a rollback, which comes",
    standing: held(0, { phase: "ended" }),
    ...{
      tone: "trouble",
      says: `${blue} Release of 4: its execution ended without a rollback, which begins by itself within a quarter of an hour.`,
      until: null,
    },
  },
  {
    of: "what ended without a rollback, and none comes",
    standing: held(0, { phase: "stands still" }),
    ...{
      tone: "trouble",
      says: `${blue} Release of 4: its execution ended. Nothing runs, and 'web-live' stays locked until a person goes on.`,
      until: null,
    },
  },
];

describe("the verdict's sentence of", () => {
  it.each([...nothingRuns, ...something])("$of", ({ standing, tone, says, until: end }) => {
    expect(verdictLine(standing)).toEqual({ tone, says, until: end });
  });
});
