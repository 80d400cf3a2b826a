import { describe, expect, it } from "vitest";
import { offersOf } from "../../console/offers.ts";
import type { ClosedJournal } from "../../src/aws/journal-format.ts";
import { heldAs, statusWith } from "./standing.ts";

const succeeded: ClosedJournal = {
  environment: "web-live",
  deployment: { id: "release-3", action: "release", requestedBy: "alice", startedAt: 0 },
  epoch: 1,
  owner: "release-3",
  entries: [
    {
      ...{ n: 0, step: "LaunchRelease", status: "applied", at: 0 },
      change: { resource: { kind: "group-capacity", id: "web" }, before: { min: 0 }, after: { min: 2 } },
    },
  ],
  outcome: "Succeeded",
  closedAt: 1,
};

/** Each action with whether it is offered: `true`, or why not. */
const offered = (...given: Parameters<typeof offersOf>) =>
  Object.fromEntries(offersOf(...given).map(({ action, whyNot }) => [action, whyNot ?? true]));

const every = (says: unknown) => ({ deploy: says, switch: says, release: says, scaledown: says });

describe("what is offered", () => {
  it("is everything while nothing runs, and to roll back what succeeded last", () => {
    const status = statusWith(100);
    expect(offered({ status, waitsForApproval: false, history: [succeeded] })).toEqual({
      ...every(true),
      rollback: true,
    });
  });

  it("is nothing to roll back where nothing succeeded", () => {
    const rolledBack = { ...succeeded, outcome: "RolledBack" } as const;
    expect(offered({ status: statusWith(0), waitsForApproval: false, history: [rolledBack] })).toEqual({
      ...every(true),
      rollback: "'web-live' has no successful deployment left to undo.",
    });
  });

  it("is only to roll back while a deployment runs, and to sign where it waits for that", () => {
    const status = statusWith(0, { deployment: heldAs() });
    const busy = every("release 'release-4' of alice runs, since 2026-11-30T13:54:00.000Z.");
    expect(offered({ status, waitsForApproval: false, history: [] })).toEqual({ ...busy, rollback: true });
    expect(offered({ status, waitsForApproval: true, history: [] })).toEqual({
      ...busy,
      ...{ rollback: true, approve: true, reject: true },
    });
  });

  it("is nothing while it is being rolled back", () => {
    const status = statusWith(0, { deployment: heldAs({ phase: "is being rolled back", rollingBack: true }) });
    expect(offered({ status, waitsForApproval: false, history: [succeeded] })).toEqual({
      ...every("release 'release-4' of alice is being rolled back."),
      rollback: "It is being rolled back already.",
    });
  });

  it("is to go on with a rollback that failed, or to accept what it left", () => {
    const status = statusWith(100, { deployment: heldAs({ phase: "stands still", rollingBack: true }) });
    expect(offered({ status, waitsForApproval: false, history: [] })).toEqual({
      ...every(
        "release 'release-4' of alice stands still: 'web-live' stays locked until a person goes on with its rollback, or accepts it as it is.",
      ),
      rollback: "Its rollback failed: go on with that.",
      ...{ resume: true, accept: true },
    });
  });

  it("is to roll back what ended without a rollback", () => {
    for (const phase of ["ended", "stands still"] as const) {
      const status = statusWith(0, { deployment: heldAs({ phase }) });
      const { rollback, resume } = offered({ status, waitsForApproval: false, history: [] });
      expect([rollback, resume]).toEqual([true, undefined]);
    }
  });

  it.each([
    {
      of: "a split",
      status: statusWith(10),
      why: "Production traffic is not on one side: Listener 8080: blue 90 %, green 10 %.",
    },
    {
      of: "an environment with one side",
      status: statusWith(0, { registeredSides: 1, active: null }),
      why: "'web-live' is registered with one side: 'sarcelle rolling-update web-live --release FILE' replaces its instances where they stand.",
    },
    {
      of: "one that is not upgraded",
      status: statusWith(0, { unseen: "Run 'sarcelle upgrade web-live' first." }),
      why: "Run 'sarcelle upgrade web-live' first.",
    },
  ])("is nothing that moves anything of $of, with the reason why", ({ status, why }) => {
    expect(offered({ status, waitsForApproval: false, history: [succeeded] })).toEqual({
      ...every(why),
      rollback: true,
    });
  });
});
