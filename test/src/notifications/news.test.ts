import { expect, it } from "vitest";
import { newsOf } from "../../../src/notifications/news.ts";
import { registered } from "../deployment/world.ts";
import { journalOf, move } from "./journals.ts";

const environment = registered({ bake: { seconds: 300 } });
const now = 999_000;
const told = (...given: Parameters<typeof journalOf>) => newsOf(journalOf(...given), { environment, now });

it("a release is told of when it begins, with what it is about to do", () => {
  expect(told()).toEqual([
    {
      ...{ id: "web-live-5#started", state: "started", level: "info", at: 1_000 },
      what: "Release of 3 (3333333) began, requested by CI.",
      next: "It launches that on the idle side, checks it, moves the traffic (10 %, after 60 s 100 %), bakes for 300 s.",
    },
  ]);
});

it.each([
  [{ action: "upgrade", release: undefined }, "Upgrade began", /^It makes the second side/],
  [{ action: "switch", release: undefined }, "Switch began", /^It moves the traffic \(10 %/],
  [{ action: "deploy" }, "Deploy of 3 (3333333) began", /production traffic is not touched\.$/],
  [{ action: "rolling-update" }, "Rolling update of 3 (3333333) began", /^It replaces the instances/],
  [{ action: "scaledown", release: undefined }, "Scaledown began", /^It empties/],
  [{ scaledown: true }, "Release of 3 (3333333) began", /and empties the old side\.$/],
])("%j begins so: %s", (changes, what, next) => {
  const [first] = told(changes);
  expect(first?.what).toMatch(what);
  expect(first?.next).toMatch(next);
});

it.each([
  ["nothing before a whole move is made", [move(0, 0, 10, 2_000), move(1, 10, 100, 3_000, "applying")], [10]],
  ["each move by itself", [move(0, 0, 10, 2_000), move(1, 10, 100, 63_000)], [10, 100]],
  ["none that is undone", [move(0, 0, 10, 2_000, "undone")], []],
  ["none that was only planned", [move(0, 0, 10, 2_000, "planned")], []],
])("of the traffic it tells %s", (_, entries, percents) => {
  const moved = told({}, { entries }).filter(({ state }) => state === "moved");
  expect(moved.map(({ percent }) => percent)).toEqual(percents);
});

it("a move says what is next and when, and which side has got it", () => {
  const entries = [move(0, 0, 10, 2_000), move(1, 10, 100, 63_000)];
  expect(told({}, { entries }).slice(1)).toEqual([
    {
      ...{ id: "web-live-5#moved#10", state: "moved", level: "info", at: 2_000, percent: 10, side: "green" },
      ...{ what: "10 % of the production traffic is on green.", next: "100 % is next, if all stays well." },
      until: 62_000,
    },
    {
      ...{ id: "web-live-5#moved#100", state: "moved", level: "info", at: 63_000, percent: 100, side: "green" },
      what: "100 % of the production traffic is on green.",
      next: "It bakes while both sides are up and alarms are watched.",
      until: 363_000,
    },
  ]);
});

it("what was approved says by whom, without the path of his role", () => {
  const by = "arn:aws:sts::123456789012:assumed-role/people/ann";
  const approved = { until: 9_000, approvedBy: [{ by, at: 5_000, reason: "seen" }], outcome: "approved" } as const;
  const news = newsOf(journalOf(), { environment, approved, now });
  expect(news[1]).toMatchObject({ id: "web-live-5#approved", at: 5_000, what: "Approved by ann (seen)." });
  expect(newsOf(journalOf(), { environment, approved: { ...approved, outcome: "rejected" }, now })).toHaveLength(1);
});

it("a rollback is told of under its own execution; one of what succeeded begins with being one", () => {
  const owner = "rollback:undo-web-live-5";
  const [, back] = newsOf(journalOf({}, { owner }), { environment, why: "AlarmFired: errors", now });
  expect(back).toMatchObject({
    ...{ id: "undo-web-live-5#rolling-back", at: now, execution: "undo-web-live-5", level: "warning" },
    what: "What 'web-live-5' did is undone: AlarmFired: errors",
  });
  const only = told({ id: "back", action: "rollback", undoes: "web-live-5" }, { owner: "rollback:back" });
  expect(only.map(({ id, what }) => [id, what])).toEqual([
    ["back#rolling-back", "What 'web-live-5', which had succeeded, did is undone."],
  ]);
});
