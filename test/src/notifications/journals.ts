/** Journals of which something is told. */
import type { Deployment, Entry, Journal } from "../../../src/changes/journal.ts";

export const secret = "correct-horse-battery-staple";

const arn = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/${name}/1`;

/** What forwards to blue and green by weight. */
const forwarding = (blue: number, green: number) => ({
  actions: [
    {
      Type: "forward",
      ForwardConfig: {
        TargetGroups: [
          ...(blue > 0 ? [{ TargetGroupArn: arn("web-http"), Weight: blue }] : []),
          ...(green > 0 ? [{ TargetGroupArn: arn("web-http-green"), Weight: green }] : []),
        ],
      },
    },
  ],
});

/** One listener's part of a move to green, made at `at`. */
export const move = (n: number, from: number, to: number, at: number, status: Entry["status"] = "applied"): Entry => ({
  ...{ n, step: "MoveTraffic", status, at },
  change: {
    resource: { kind: "listener", id: "listener" },
    before: forwarding(100 - from, from),
    after: forwarding(100 - to, to),
  },
});

/** An open journal of a release of web-live that began at 1 s. */
export const journalOf = (changes: Partial<Deployment> = {}, more: Partial<Journal> = {}): Journal => ({
  environment: "web-live",
  deployment: {
    ...{ id: "web-live-5", action: "release", requestedBy: "CI", startedAt: 1_000 },
    release: { version: "3", commit: "3333333", imageId: "ami-3", userData: secret, overrides: { KeyName: secret } },
    strategy: { type: "canary", percent: 10, wait: 60 },
    ...changes,
  },
  ...{ epoch: 1, owner: changes.id ?? "web-live-5", entries: [] },
  ...more,
});
