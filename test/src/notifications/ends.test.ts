import { expect, it } from "vitest";
import { acceptedNews, endNews } from "../../../src/notifications/ends.ts";
import { journalOf, secret } from "./journals.ts";

const ended = (status: string, error?: string, cause?: string, output?: string) => ({
  ...{ name: "web-live-5", status, error, cause, output, endedAt: 9_000 },
});
const own = { journal: journalOf(), isOpen: true, environment: "web-live" };
const none = { ...own, journal: undefined, isOpen: false };
const closed = { ...own, isOpen: false };
const taken = { ...own, journal: journalOf({}, { owner: "rollback:undo-web-live-5" }) };

it.each([
  [ended("SUCCEEDED", undefined, undefined, '{"changes":1}'), closed, "succeeded info", "It succeeded, with 1 change."],
  [ended("SUCCEEDED"), closed, "succeeded info", "It succeeded."],
  [ended("FAILED", "RolledBack", "BakeFailed: errors"), closed, "rolled-back warning", "BakeFailed: errors"],
  [ended("FAILED", "RollbackFailed", "Left.\n- it was"), own, "rollback-failed critical", "Left."],
  [ended("FAILED", "EnvironmentBusy", "busy"), none, "refused warning", "EnvironmentBusy: busy"],
  [ended("FAILED", "LockLost", "lost"), closed, "stopped info", /since another one has its journal: lost$/],
  [ended("FAILED", "States.Runtime", "died"), own, "stopped warning", /ended as FAILED: States.Runtime: died$/],
  [ended("ABORTED"), own, "stopped warning", "Its execution ended as ABORTED."],
  [ended("TIMED_OUT"), none, "stopped warning", "Its execution ended as TIMED_OUT."],
])("%j is told as %s", (end, had, state, what) => {
  const news = endNews(end, had);
  expect(`${news.state} ${news.level}`).toBe(state);
  expect(news.what).toMatch(what);
  expect(news).toMatchObject({ id: "web-live-5#ended", at: 9_000, execution: "web-live-5" });
});

it.each([
  [own, "A rollback starts by itself, and undoes what it did."],
  [taken, "The rollback 'undo-web-live-5' has begun, and undoes what it did."],
  [closed, "'sarcelle history web-live web-live-5' says what became of it."],
  [none, "Nothing was changed, and nothing is locked."],
])("what was stopped says what comes of it (%#)", (had, next) => {
  expect(endNews(ended("ABORTED"), had).next).toBe(next);
});

it("what was left is told with its time", () => {
  const output = JSON.stringify({ left: [{ what: "i-1 is Terminating:Wait.", until: "2026-01-01T01:00:00Z" }] });
  expect(endNews(ended("SUCCEEDED", undefined, undefined, output), closed).left).toEqual([
    "i-1 is Terminating:Wait. Until 2026-01-01T01:00:00Z.",
  ]);
});

it("of a cause neither what was found of resources is told, nor more than a person reads", () => {
  const cause = `Conflict: changed. Before: {"UserData":"${secret}"}; found: {"Tags":["${secret}"]}. ${"x".repeat(3_000)}`;
  const { what } = endNews(ended("FAILED", "RolledBack", cause), closed);
  expect(what).toMatch(/^Conflict: changed\. Before: \{…\}; found: \{…\}\. x+…$/);
  expect(what.length).toBeLessThan(1_100);
  expect(what).not.toContain(secret);
});

it("what a person accepted is told with his reason", () => {
  expect(acceptedNews({ deployment: journalOf().deployment, closedAt: 9_000, reason: "meant so" })).toMatchObject({
    ...{ id: "web-live-5#accepted", state: "accepted", at: 9_000 },
    what: "A person keeps things as the rollback left them: meant so",
  });
});
