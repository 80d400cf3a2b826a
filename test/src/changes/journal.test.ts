import { describe, expect, it } from "vitest";
import {
  deploymentChanges,
  type Entry,
  type EntryStatus,
  isTakenOver,
  type Journal,
  plannedBy,
  rollbackExecution,
  rollbackOwner,
  stillWriting,
  toFinish,
  toUndo,
  undoOf,
} from "../../../src/changes/journal.ts";
import { resize } from "./fakes.ts";

const entry = (n: number, status: EntryStatus, step = "ScaleDown"): Entry => ({
  n,
  step,
  change: resize("web", n, n + 1),
  status,
  at: 0,
});
const journal = (...entries: readonly Entry[]): Journal => ({
  environment: "web-live",
  deployment: { id: "d-1", action: "switch", requestedBy: "test", startedAt: 0 },
  epoch: 1,
  owner: "d-1",
  entries,
});

describe("a journal", () => {
  it("keeps each step's plan apart", () => {
    const [first, second] = [entry(0, "applied", "EmptyIdleSide"), entry(1, "planned")];
    expect(plannedBy(journal(first, second), "ScaleDown")).toEqual([second]);
    expect(plannedBy(journal(first, second), "MoveTraffic")).toEqual([]);
  });

  it("is undone newest first, without what reached nobody, is undone already, or outlasts the deployment", () => {
    const entries = [
      entry(0, "applied"),
      entry(1, "undone"),
      entry(2, "conflict"),
      entry(3, "applying"),
      entry(4, "planned"),
      entry(5, "applied", "UndoChanges"),
      entry(6, "applying", "UndoChanges"),
      entry(7, "applying", "EndHold"),
      entry(8, "conflict", "EndHold"),
      entry(9, "applied", "BeginHold"),
    ];
    expect(toUndo(journal(...entries)).map(({ n }) => n)).toEqual([3, 2, 0]);
    expect(toFinish(journal(...entries)).map(({ n }) => n)).toEqual([6, 7]);
    expect(undoOf(entry(2, "applied"))).toEqual(resize("web", 3, 2));
  });

  it("counts as the deployment's changes what reached AWS, whatever became of it, and not what the rollback did itself", () => {
    const statuses: readonly EntryStatus[] = ["planned", "applying", "applied", "undone", "conflict"];
    const entries = statuses.map((status, n) => entry(n, status));
    const rollbacks = statuses.map((status, n) => entry(n + 5, status, "UndoChanges"));
    expect(deploymentChanges([...entries, ...rollbacks]).map(({ n }) => n)).toEqual([1, 2, 3, 4]);
  });

  it("tells which change a function may be making now: one that was begun and whose time is not over", () => {
    const writing = (n: number, status: EntryStatus, writingUntil: number) => ({ ...entry(n, status), writingUntil });
    const entries = [
      entry(0, "applying"),
      writing(1, "applied", 9),
      writing(2, "applying", 5),
      writing(3, "applying", 9),
    ];
    expect([4, 5, 9].map((now) => stillWriting(entries, now)?.n)).toEqual([2, 3, undefined]);
  });

  it("is taken over once it has another owner than its deployment", () => {
    expect(isTakenOver(journal())).toBe(false);
    expect(isTakenOver({ ...journal(), owner: "rollback:d-1" })).toBe(true);
  });

  it("names the execution of the rollback that owns it, and no deployment's", () => {
    expect(["undo-d-1", "rollback:d-1", "d-1"].map(rollbackOwner).map(rollbackExecution)).toEqual([
      "undo-d-1",
      "rollback:d-1",
      "d-1",
    ]);
    expect(["d-1", "d-rollback:"].map(rollbackExecution)).toEqual([undefined, undefined]);
  });
});
