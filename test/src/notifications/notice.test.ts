import { describe, expect, it } from "vitest";
import { findingSchema } from "../../../src/inventory/findings/schema.ts";
import { chatOf, customNotificationSchema } from "../../../src/notifications/chat.ts";
import { deploymentEvent, type Subject } from "../../../src/notifications/event.ts";
import { mailOf, subjectOf } from "../../../src/notifications/mail.ts";
import { newsOf } from "../../../src/notifications/news.ts";
import { deploymentNotice, findingNotice, isForPeople } from "../../../src/notifications/notice.ts";
import { deploymentEventSchema } from "../../../src/notifications/schema.ts";
import { registered } from "../deployment/world.ts";
import { journalOf, move, secret } from "./journals.ts";

const environment = registered({ repository: "https://gitlab.com/example/web" });
const eventOf = (requestedBy = "CI", more: Partial<Subject> = {}) => {
  const journal = journalOf({ requestedBy }, { entries: [move(0, 0, 10, 2_000)] });
  const [, moved] = newsOf(journal, { environment, now: 0 });
  if (moved === undefined) throw new Error("nothing moved");
  return deploymentEvent(moved, {
    ...{ registered: environment, environment: environment.name, deployment: journal.deployment },
    ...{ account: "123456789012", region: "eu-west-1", stack: "sarcelle-live" },
    executionArn: "arn:aws:states:eu-west-1:123456789012:execution:sarcelle-live-blue-green:web-live-5",
    ...more,
  });
};

const finding = findingSchema.parse({
  ...{ schemaVersion: 1, id: "one-zone#arn:lb", status: "open", rule: "one-zone", level: "critical" },
  ...{ environment: "web-live", side: "green", project: "web", stage: "live" },
  resource: { type: "load-balancer", arn: "arn:lb", name: "web" },
  ...{ threshold: "a load balancer has several zones", found: "web is in one zone" },
  ...{ openedAt: "2026-01-01T00:00:00.000Z", seenAt: "2026-01-01T00:05:00.000Z", closedAt: null },
  links: { logs: "https://logs", resource: "https://resource" },
});

describe("the event of a deployment", () => {
  it("is of its schema, and holds nothing of the release but its name", () => {
    const event = deploymentEventSchema.parse(eventOf());
    expect(event).toMatchObject({
      ...{ id: "web-live-5#moved#10", thread: "web-live-5", percent: 10, side: "green" },
      release: { version: "3", commit: "3333333", imageId: "ami-3" },
      links: { commit: "https://gitlab.com/example/web/-/commit/3333333" },
    });
    expect(JSON.stringify(event)).not.toContain(secret);
  });

  it("has what people wrote in one line", () => {
    expect(eventOf("CI\u001b[31m\nof \u202eevil").requestedBy).toBe("CI [31m of  evil");
  });

  it("of an environment that nobody registered says so", () => {
    const event = deploymentEventSchema.parse(eventOf("CI", { registered: undefined, environment: null }));
    expect(event).toMatchObject({ environment: null, service: null, stage: null, links: { commit: null } });
    expect(deploymentNotice(event).headline).toBe("no environment: moved");
  });
});

describe("a mail", () => {
  it("says what happened, what is next and until when, and where to look", () => {
    const mail = mailOf(deploymentNotice(eventOf()));
    expect(mail.split("\n")).toEqual([
      expect.stringMatching(/^\S+ \(.*\): moved$/),
      "",
      "10 % of the production traffic is on green.",
      "100 % is next, if all stays well. Until 1970-01-01T00:01:02Z.",
      "",
      "Deployment    web-live-5: release of 3 (3333333)",
      "Requested by  CI",
      "Began         1970-01-01T00:00:01Z",
      "At            1970-01-01T00:00:02Z in eu-west-1, account 123456789012",
      expect.stringMatching(/^Execution {5}https:\/\/eu-west-1\.console\.aws\.amazon\.com\/states\//),
      expect.stringMatching(/^Logs {10}https:\/\/eu-west-1\.console\.aws\.amazon\.com\/cloudwatch\//),
      "Commit        https://gitlab.com/example/web/-/commit/3333333",
      "",
    ]);
  });

  it("has a subject that SNS takes: ASCII, in one line, less than 100 characters", () => {
    const notice = { ...deploymentNotice(eventOf()), level: "critical", headline: `wéb ${"x".repeat(200)}` } as const;
    expect(subjectOf(notice)).toMatch(/^\[critical\] w\?b x{80,}\.\.\.$/);
    expect(subjectOf(notice)).toHaveLength(99);
  });

  it("about a finding names the resource, the threshold and the level", () => {
    const notice = findingNotice(finding);
    expect(subjectOf(notice)).toBe("[critical] web-live (web, live): one zone");
    expect(mailOf(notice)).toMatch(
      /A finding, since a load balancer has several zones\n\nResource {2}load-balancer web, green: arn:lb\nLevel {5}critical/,
    );
    const over = findingNotice({ ...finding, status: "closed", closedAt: "2026-01-01T01:00:00.000Z" });
    expect([over.headline, over.next, over.thread]).toEqual([
      "web-live (web, live): one zone, over",
      ["It is so no more."],
      notice.thread,
    ]);
  });
});

describe("a chat", () => {
  it("gets a custom notification with a thread for each deployment, and for each finding", () => {
    const [chat, other] = [chatOf(deploymentNotice(eventOf())), chatOf(findingNotice(finding))];
    expect(customNotificationSchema.parse(chat).metadata).toMatchObject({
      threadId: `${environment.name}#web-live-5`,
      eventType: "Sarcelle Deployment State Change",
      additionalContext: { kind: "deployment", state: "moved", level: "info" },
    });
    expect(customNotificationSchema.parse(other)).toMatchObject({
      content: { title: "🛑 web-live (web, live): one zone" },
      metadata: { threadId: "one-zone#arn:lb" },
    });
  });

  it("calls nobody, whatever somebody wrote, and keeps links as they are", () => {
    const { description } = chatOf(deploymentNotice(eventOf("<!channel> & <@U1>"))).content;
    expect(description).toContain("*Requested by* &lt;!channel&gt; &amp; &lt;@U1&gt;");
    expect(description).toContain("*Commit* https://gitlab.com/example/web/-/commit/3333333");
  });
});

it("subscriptions may filter by ten attributes at most, since a raw message has room for no more", () => {
  for (const { attributes } of [deploymentNotice(eventOf()), findingNotice(finding)])
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(10);
});

it.each([
  ["end-hold", "info", false],
  ["end-hold", "warning", true],
  ["release", "info", true],
] as const)("of %s people hear at level %s: %s", (action, level, hear) => {
  expect(isForPeople({ action, level })).toBe(hear);
});
