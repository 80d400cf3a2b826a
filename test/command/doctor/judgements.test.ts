import { describe, expect, it } from "vitest";
import {
  clockFound,
  credentialsFound,
  deadLettersFound,
  followingFound,
  openFindings,
  partsFound,
  subscriptionsFound,
  trailFound,
  versionFound,
} from "../../../command/doctor/judgements.ts";
import type { Audience } from "../../../src/aws/deployed-parts.ts";

const now = Date.UTC(2026, 0, 1, 12);
const minutes = 60_000;
const marks = (found: readonly { readonly mark: string }[]) => found.map(({ mark }) => mark);

describe("what is said of credentials", () => {
  const caller = "arn:aws:iam::123456789012:user/ann";
  it.each([
    { says: "an access key", expires: undefined, isSession: false, mark: "ok" },
    { says: "a session that does not tell its end", expires: undefined, isSession: true, mark: "unknown" },
    { says: "a session of three hours", expires: now + 180 * minutes, isSession: true, mark: "ok" },
    { says: "a session of half an hour", expires: now + 30 * minutes, isSession: true, mark: "warning" },
    { says: "a session that is over", expires: now, isSession: true, mark: "wrong" },
  ])("$says is $mark", ({ expires, isSession, mark }) => {
    const found = credentialsFound({ caller, expires, isSession }, now);
    expect(found.mark).toBe(mark);
    expect(found.says).toContain(caller);
  });

  it("says until when, and for how long", () => {
    expect(credentialsFound({ caller, expires: now + 30 * minutes, isSession: true }, now)).toEqual({
      mark: "warning",
      says: `${caller}, for 30 min more, until 2026-01-01T12:30:00.000Z: a deployment that is followed may take longer. It goes on without them.`,
      todo: "Sign in again before you follow one with --wait.",
    });
  });
});

describe("what is said of the clock", () => {
  const host = "sts.eu-west-1.amazonaws.com";
  it.each([
    { aws: now, ours: now + 2_000, mark: "ok" },
    { aws: now, ours: now - 40_000, mark: "warning" },
    { aws: now, ours: now + 300_000, mark: "wrong" },
    { aws: undefined, ours: now, mark: "unknown" },
    { aws: Number.NaN, ours: now, mark: "unknown" },
  ])("AWS's $aws beside $ours is $mark", ({ aws, ours, mark }) => {
    expect(clockFound(host, aws, ours).mark).toBe(mark);
  });

  it("a world that is not AWS may have a time of its own", () => {
    expect(clockFound("127.0.0.1", now, now - 3_600_000)).toEqual({
      mark: "ok",
      says: "127.0.0.1 answers, which is not AWS and has a time of its own: 2026-01-01T12:00:00.000Z.",
    });
  });

  it("tells which way it is off", () => {
    expect(clockFound(host, now, now - 40_000).says).toMatch(/^This machine's clock is 40 s behind AWS's/);
    expect(clockFound(host, now, now + 400_000).says).toMatch(/^This machine's clock is 400 s ahead of AWS's/);
  });
});

describe("what is said of followed AMIs", () => {
  const follows = { tags: { service: "web" }, action: "deploy", versionTag: "version", commitTag: "commit" } as const;
  const [following, other] = [{ name: "web-alpha", follows }, { name: "web-live" }];
  const rules = (...states: readonly (string | undefined)[]) =>
    new Map<string, string | undefined>([
      ["findings", undefined],
      ...states.map((why, n) => [`followImages-rule-${n + 1}`, why] as const),
    ]);

  it("is nothing where no environment follows any, and that they are heard of where all rules work", () => {
    expect(followingFound([other], rules("is disabled", "is disabled"))).toEqual([]);
    expect(followingFound([other, following], rules(undefined, undefined))).toEqual([
      { mark: "ok", says: "web-alpha: new AMIs are heard of." },
    ]);
  });

  it.each([
    { there: rules("is disabled", undefined), says: "1 of the 2 rules that hear of AMIs are disabled" },
    { there: rules(), says: "no rule hears of AMIs" },
  ])("is that none starts a deployment, with what to deploy, where $says", ({ there, says }) => {
    expect(followingFound([other, following], there)).toEqual([
      {
        mark: "warning",
        says: `web-alpha is registered to follow AMIs ('follows'), and ${says}: no AMI starts a deployment.`,
        todo: "Deploy Sarcelle with --param followImages=true, or take 'follows' out of the registration.",
      },
    ]);
  });
});

describe("what is said of the parts", () => {
  const there = (...names: readonly string[]) => new Map(names.map((name) => [name, undefined]));

  it("all of them, some with an end that AWS makes up, are well", () => {
    const rules = { kind: "rules", expected: ["findings", "EndHoldsEventsRuleSchedule1-"] };
    expect(
      partsFound([{ ...rules, there: there("findings", "EndHoldsEventsRuleSchedule1-0EC567", "another") }]),
    ).toEqual([{ mark: "ok", says: "All is there: 2 rules." }]);
  });

  it("what is missing and what does not work is named", () => {
    const found = partsFound([
      { kind: "functions", expected: ["bake", "complete"], there: there("complete") },
      { kind: "tables", expected: ["t"], there: new Map([["t", "is DELETING"]]) },
    ]);
    expect(found.map(({ mark, says }) => [mark, says])).toEqual([
      ["wrong", "Some of it is missing. functions: bake."],
      ["wrong", "Some of it does not work. tables: t is DELETING."],
    ]);
  });

  it("what is only there for whoever asks for it need not work", () => {
    const there = new Map([
      ["findings", undefined],
      ["followImages-rule-1", "is disabled"],
    ] as const);
    expect(marks(partsFound([{ kind: "rules", expected: ["findings"], there }]))).toEqual(["ok"]);
  });

  it("another version is doubtful, and so is one that is not said", () => {
    expect(
      marks([versionFound("1.0.0", "1.0.0"), versionFound("0.9.0", "1.0.0"), versionFound(undefined, "1.0.0")]),
    ).toEqual(["ok", "warning", "warning"]);
  });
});

describe("what is said of queues and topics", () => {
  it("dead letters are counted", () => {
    expect(marks(deadLettersFound(new Map([["a", 0]])))).toEqual(["ok"]);
    expect(
      deadLettersFound(
        new Map([
          ["a", 0],
          ["b", 3],
        ]),
      ),
    ).toMatchObject([{ mark: "warning", says: expect.stringMatching(/^3 messages in b/) }]);
    expect(marks(deadLettersFound(new Map()))).toEqual(["unknown"]);
  });

  it("who has not confirmed hears nothing, and nobody is not enough", () => {
    const subscription = { arn: "arn:aws:sns:…:1", protocol: "sqs", endpoint: "q" };
    const pending = { arn: "PendingConfirmation", protocol: "email", endpoint: "ann@example.com" };
    expect(
      subscriptionsFound([
        { topic: "a", subscriptions: [] },
        { topic: "b", subscriptions: [subscription] },
        { topic: "c", subscriptions: [subscription, pending] },
      ]),
    ).toMatchObject([
      { mark: "warning", says: "Nobody hears what is told at a." },
      { mark: "ok" },
      { mark: "warning", says: "ann@example.com (email) has not confirmed the subscription of c, and hears nothing." },
    ]);
  });

  it("topics that nobody hears are one warning, which begins with that of people; once that is heard, the others are a choice", () => {
    const silent = (name: string): Audience => ({ topic: `arn:aws:sns:…:stack-${name}`, subscriptions: [] });
    const [findings, people, chat] = [silent("findings"), silent("notifications"), silent("chat")];
    expect(subscriptionsFound([findings, people, chat])).toEqual([
      {
        mark: "warning",
        says: "Nobody hears what is told at stack-findings, stack-notifications, stack-chat.",
        todo: "aws sns subscribe --topic-arn arn:aws:sns:…:stack-notifications --protocol email --notification-endpoint YOU",
      },
    ]);
    const heard = { ...people, subscriptions: [{ arn: "arn:aws:sns:…:1", protocol: "email", endpoint: "ann" }] };
    expect(marks(subscriptionsFound([findings, heard, chat]))).toEqual(["ok", "ok"]);
  });
});

describe("what is said of findings", () => {
  const finding = (rule: string, more: object = {}) => ({
    finding: {
      ...{ environment: "web-live", status: "open" as const, level: "warning" as const, rule, found: "so it is" },
      resource: { type: "load-balancer", arn: "arn:web", name: "web" },
      ...more,
    },
  });

  it("those of the environment that are open are told, and where to read on", () => {
    const others = [finding("other", { environment: "web-beta" }), finding("mended", { status: "closed" })];
    expect(openFindings("web-live", others)).toEqual([{ mark: "ok", says: "None is open." }]);
    expect(openFindings("web-live", [...others, finding("not-one-side")])).toEqual([
      {
        mark: "warning",
        says: "warning: not-one-side: load-balancer web: so it is.",
        todo: "sarcelle findings --environment web-live",
      },
    ]);
  });

  it("of many the first are told, and how many more there are", () => {
    const found = openFindings(
      "web-live",
      ["a", "b", "c", "d", "e", "f", "g"].map((rule) => finding(rule)),
    );
    expect(found).toHaveLength(6);
    expect(found.at(-1)?.says).toBe("And 2 others.");
  });
});

describe("what is said of trails", () => {
  const trail = { name: "all", isLogging: true, hasWrites: true };
  it.each([
    { trails: [trail], mark: "ok" },
    { trails: [{ ...trail, isLogging: false }, trail], mark: "ok" },
    { trails: [], mark: "warning" },
    { trails: [{ ...trail, isLogging: false }], mark: "warning" },
    { trails: [{ ...trail, hasWrites: false }], mark: "warning" },
  ])("$trails is $mark", ({ trails, mark }) => {
    expect(trailFound(trails).mark).toBe(mark);
  });
});
