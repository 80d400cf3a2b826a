import { describe, expect, it } from "vitest";
import type { ExecutionEvents } from "../../console/environment-facts.ts";
import { isBeforeTheMoves, judgedIn } from "../../console/environment-snapshot.ts";
import { asRead, unread } from "../../console/panel.ts";
import type { Rail } from "../../console/rail.ts";
import type { Journal } from "../../src/changes/journal.ts";
import type { Approval } from "../../src/deployment/approval.ts";

const at = Date.parse("2026-11-30T14:01:10.000Z");
const minute = 60_000;

const journalWith = (kind: string) =>
  ({
    deployment: { id: "release-4" },
    owner: "release-4",
    entries: [{ at, status: "applied", change: { resource: { kind, id: "web:8080" } } }],
  }) as unknown as Journal;

const ended: ExecutionEvents = {
  deployment: "release-4",
  own: [{ id: 1, type: "ExecutionFailed", timestamp: new Date(at) }],
  rollback: [],
};

it.each([
  ["what was read before the traffic moved", asRead(null, at - minute), "listener", true],
  ["what was read since", asRead(null, at + minute), "listener", false],
  ["what was read before a change of something else", asRead(null, at - minute), "group-capacity", false],
  ["what was never read", unread, "listener", false],
  ["what ended, whatever the clocks say", asRead(ended, at - minute), "listener", false],
] as const)("tells of a course whether it is of before the moves: %s", (_of, course, kind, isBefore) => {
  expect(isBeforeTheMoves(course, journalWith(kind))).toBe(isBefore);
});

it("takes no course for old where nothing holds the environment", () => {
  expect(isBeforeTheMoves(asRead(null, at), undefined)).toBe(false);
});

describe("what people said of a deployment that waits for them", () => {
  const approval = {
    ...{ deployment: "release-4", epoch: 2, since: at, until: at + minute, approvers: 1, notByRequester: false },
    signatures: {},
  } as unknown as Approval;
  const signature = { by: "arn:aws:iam::123456789012:user/bob", at, reason: "seen" };
  const approved: Approval = { ...approval, signatures: { bob: signature } };
  const waiting = {
    phases: [{ stops: [{ state: "AwaitApproval", stands: "here" }] }],
  } as unknown as Rail;
  const passed = { phases: [{ stops: [{ state: "AwaitApproval", stands: "done" }] }] } as unknown as Rail;

  it.each([
    ["nobody said anything", approval, 2, waiting, null],
    ["enough agreed", approved, 2, waiting, "approved"],
    ["somebody rejected it", { ...approved, rejection: signature }, 2, waiting, "rejected"],
    ["it went on since", approved, 2, passed, null],
    ["it is of another deployment", approved, 3, waiting, null],
    ["nothing is asked", null, 2, waiting, null],
  ] as const)("is told until its next look has seen it: %s", (_of, asked, epoch, rail, judged) => {
    expect(judgedIn(asked, epoch, rail, at)).toBe(judged);
  });
});
