import { describe, expect, it } from "vitest";
import { milliseconds } from "../../../src/clock.ts";
import type { Approval } from "../../../src/deployment/approval.ts";
import { approvalNews, stalledNews } from "../../../src/notifications/attention.ts";
import { registered } from "../deployment/world.ts";
import { journalOf, move } from "./journals.ts";

const { minute, hour, day } = milliseconds;

const approval: Approval = {
  ...{ deployment: "web-live-5", action: "release", epoch: 1, requestedBy: "CI", approvers: 1, notByRequester: false },
  ...{ since: 0, until: hour, signatures: {}, version: 0 },
};

describe("an approval", () => {
  it.each([
    [0, "web-live-5#awaiting-approval", "info"],
    [29 * minute, "web-live-5#awaiting-approval", "info"],
    [30 * minute, "web-live-5#awaiting-approval#1", "warning"],
    [54 * minute, "web-live-5#awaiting-approval#2", "warning"],
  ])("is asked for, and people are reminded: at %i ms", (now, id, level) => {
    expect(approvalNews("web-live", approval, now)).toEqual([
      {
        ...{ id, level, state: "awaiting-approval", at: level === "info" ? 0 : now, until: hour },
        what: expect.stringMatching(/waits for the approval of a person\.$/),
        next: "'sarcelle approve web-live web-live-5 --reason TEXT', or 'sarcelle reject'. If nobody approves in time, it is undone.",
      },
    ]);
  });

  it.each([
    [undefined, 0],
    [{ ...approval, outcome: "approved" as const }, 0],
    [{ ...approval, rejection: { by: "arn:aws:iam::1:user/a", at: 1, reason: "no" } }, 0],
    [approval, hour],
  ])("that is decided, or was not asked for, is not waited for (%#)", (given, now) => {
    expect(approvalNews("web-live", given, now)).toEqual([]);
  });
});

describe("a deployment that does not go on", () => {
  const environment = registered({ timeouts: { empty: 600, healthy: 1_200, rollback: 1_800 }, bake: { seconds: 60 } });
  const journal = journalOf({ startedAt: 0 }, { entries: [move(0, 0, 10, 5 * minute)] });
  const told = (runs: boolean, now: number, of = environment) => stalledNews(journal, of, { runs, now });

  it("is told of once, later than any of its waits may last", () => {
    expect(told(true, 49 * minute)).toEqual([]);
    expect(told(true, 51 * minute)).toMatchObject([
      { id: "web-live-5#stalled#300000", state: "stalled", level: "warning", at: 51 * minute },
    ]);
    expect(told(true, 10 * hour)[0]?.id).toBe("web-live-5#stalled#300000");
  });

  it("may wait for people and for a hook as long as is registered", () => {
    const patient = registered({ approval: { deadline: 7_200 } });
    expect(told(true, 2 * hour, patient)).toEqual([]);
    expect(told(true, 3 * hour, registered({ hook: { function: "sarcelle-hook-a", timeout: 14_400 } }))).toEqual([]);
  });

  it("and that nobody works on locks the environment: told after an hour, and each day", () => {
    expect(told(false, hour)).toEqual([]);
    expect(told(false, 2 * hour)).toMatchObject([
      { id: "web-live-5#locked#300000#0", level: "critical", what: expect.stringContaining("no deployment can start") },
    ]);
    expect(told(false, day + 2 * hour)[0]?.id).toBe("web-live-5#locked#300000#1");
  });
});
