/** Environments in which a deployment ended, or waits for a person. */
import type { Rail } from "../../rail.ts";
import type { EnvironmentSnapshot, ShownChange } from "../../snapshot.ts";
import {
  ahead,
  base,
  change,
  changes,
  deployed,
  deployment,
  everyAction,
  failedRail,
  offers,
  runs,
  started,
} from "./baking.ts";
import { ago, phase, read, side, stop } from "./parts.ts";

export const nothingRuns: Rail = { phases: [], rollback: [], end: null };

export const idle: EnvironmentSnapshot = {
  ...base,
  verdict: { tone: "well", says: "Users get release 5 on green since 14:01:10. Nothing runs.", until: null },
  // Nothing has told of a change for minutes.
  sides: { ...base.sides, asOf: ago(400) },
  deployment: read(null),
  rail: read(nothingRuns),
  offers: offers(
    "no rollback stands still, and nobody is asked to approve",
    "rollback",
    "switch",
    "release",
    "deploy",
    "scaledown",
  ),
};

export const awaitingApproval: EnvironmentSnapshot = {
  ...base,
  verdict: {
    tone: "waits",
    says: "Waiting for approval by deployers for 4 min; after that it is rolled back. Users get release 4 on blue.",
    until: ago(-3_540),
  },
  sides: read([side("blue", 100, "4"), side("green", 0, "5")]),
  rail: read({
    phases: [
      started,
      deployed,
      phase(
        "approval",
        "here",
        stop("AwaitApproval", "is approved", "here", {
          since: ago(240),
          until: ago(-3_540),
          nextLook: ago(-20),
          looks: 9,
          reason: "waiting for the approval of 1 more person.",
        }),
      ),
      ...ahead("switch", "bake", "confirm", "complete"),
    ],
    rollback: [],
    end: null,
  }),
  approval: read({
    deployment: deployment.id,
    since: ago(240),
    until: ago(-3_540),
    approvers: 2,
    signatures: [{ by: "deployers/bob", at: ago(60), reason: "looks right in beta" }],
    cost: "A second fleet of 4 instances costs 0.38 USD an hour while it waits.",
  }),
  offers: everyAction.map((action) => ({
    action,
    whyNot: ["reject", "rollback"].includes(action)
      ? null
      : action === "approve"
        ? "you asked for it yourself: somebody else has to approve"
        : runs,
  })),
};

export const undone = changes.map((entry): ShownChange => ({ ...entry, status: "undone" }));

export const rolledBack: EnvironmentSnapshot = {
  ...idle,
  verdict: {
    tone: "well",
    says: "Users get release 4 on blue. The release of 5 was rolled back: SideUnhealthy.",
    until: null,
  },
  sides: read([side("blue", 100, "4"), side("green", 0, null)]),
  deployment: read({ ...deployment, endedAt: ago(200), phase: "rolled back", outcome: "RolledBack", changes: undone }),
  rail: read(failedRail),
};

export const rollbackFailed: EnvironmentSnapshot = {
  ...rolledBack,
  verdict: {
    tone: "trouble",
    says: "The rollback failed: 1 conflict. Users get release 4 on blue. A person is needed.",
    until: null,
  },
  deployment: read({
    ...deployment,
    phase: "stands still",
    changes: [
      ...undone.slice(0, 3),
      change(4, {
        resource: "web:8443",
        status: "conflict",
        note: "It was web-https 100 %, should be web-https-green 100 %, and is web-https 50 %, web-https-green 50 %: somebody else changed it.",
        command:
          "aws elbv2 modify-listener --listener-arn arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/2 --default-actions Type=forward,TargetGroupArn=arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/web-https/3",
      }),
    ],
    runbook:
      "The environment web-live stays locked until a person has settled it.\nlistener web:8443 is web-https 50 %, web-https-green 50 %.\naws elbv2 describe-listeners --listener-arns arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/web/1/2\nThen:\nsarcelle rollback web-live --wait",
  }),
  rail: read({
    ...failedRail,
    rollback: [
      stop("BeginRollback", "takes the journal over", "done"),
      stop("UndoChanges", "undoes the changes, newest first", "failed", {
        reason: "RollbackIncomplete: listener web:8443 is in neither state of its change.",
      }),
      stop("WriteRunbook", "says what is left to do by hand", "done"),
    ],
    end: "RollbackFailed",
  }),
  offers: offers("a rollback stands still: settle it first", "resume", "accept"),
};
