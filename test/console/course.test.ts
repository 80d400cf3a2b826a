import { expect, it } from "vitest";
import { driverIn } from "../../console/course.ts";
import type { Journal } from "../../src/changes/journal.ts";

const endedAt = "2026-11-30T14:20:00.000Z";

/** A release whose execution undid it, and failed with why. */
const journal: Journal = {
  environment: "web-live",
  deployment: { id: "release-4", action: "release", requestedBy: "alice", startedAt: 0 },
  ...{ epoch: 3, owner: "release-4", entries: [] },
};
const course = {
  deployment: "release-4",
  own: [{ id: 1, type: "ExecutionFailed" as const, timestamp: new Date(endedAt) }],
  rollback: [],
};

it("tells that an execution left its journal open only by one that was read after its end", () => {
  expect(driverIn(journal, course, "2026-11-30T14:19:58.000Z")).toBe("runs");
  expect(driverIn(journal, course, "2026-11-30T14:20:00.001Z")).toEqual({ endedAt, followed: true });
});
