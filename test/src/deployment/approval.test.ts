import { describe, expect, it } from "vitest";
import {
  type Approval,
  approvalGate,
  keptOf,
  needsApproval,
  outcomeAt,
  refuseUnknownRequester,
  signatureKey,
  whyNotToSign,
} from "../../../src/deployment/approval.ts";
import type { Environment } from "../../../src/deployment/environment.ts";
import { parseRequest } from "../../../src/deployment/request.ts";
import { healthyTargets, registeredOnPort80, side, view } from "./world.ts";

const of = (name: string, role = "approvers") => `arn:aws:sts::123456789012:assumed-role/${role}/${name}`;
const since = Date.UTC(2026, 0, 31, 15);
const hour = 3_600_000;
const signature = (name: string, role?: string, at = since + 60_000) => ({ by: of(name, role), at, reason: "fine" });
const signatures = (...given: readonly ReturnType<typeof signature>[]) =>
  Object.fromEntries(given.map((each) => [signatureKey(each.by), each]));
const open: Approval = {
  deployment: "d-1",
  action: "release",
  epoch: 3,
  requestedBy: "zoe",
  caller: of("zoe", "deployers"),
  approvers: 1,
  notByRequester: false,
  since,
  until: since + hour,
  signatures: {},
  version: 0,
};
const byTwo = { ...open, approvers: 2 };
const byOthers = { ...open, notByRequester: true };
const rejection = signature("cat");

describe("an approval", () => {
  it.each<[string, Approval, number, ReturnType<typeof outcomeAt>]>([
    ["is open as long as nobody signs", open, hour - 1, undefined],
    ["ends with its time", open, hour, "expired"],
    ["ends with the one who is asked for", { ...open, signatures: signatures(signature("ann")) }, 0, "approved"],
    ["is approved though it is judged late", { ...open, signatures: signatures(signature("ann")) }, hour, "approved"],
    ["waits for the second of two", { ...byTwo, signatures: signatures(signature("ann")) }, 0, undefined],
    [
      "ends with the second of two",
      { ...byTwo, signatures: signatures(signature("ann"), signature("ben")) },
      0,
      "approved",
    ],
    [
      "counts a person once, in whatever role, however the table came to say so",
      { ...byTwo, signatures: { a: signature("ann"), b: signature("Ann", "admins") } },
      0,
      undefined,
    ],
    [
      "does not count whoever asked, where others are asked for",
      { ...byOthers, signatures: signatures(signature("zoe")) },
      0,
      undefined,
    ],
    [
      "counts whoever asked, where that is not excluded",
      { ...open, signatures: signatures(signature("zoe")) },
      0,
      "approved",
    ],
    [
      "is rejected by one, whoever approved",
      { ...open, signatures: signatures(signature("ann")), rejection },
      0,
      "rejected",
    ],
  ])("%s", (_, approval, elapsed, outcome) => {
    expect(outcomeAt(approval, since + elapsed)).toBe(outcome);
  });

  it("says who is waited for, until when, and what waiting costs", () => {
    const cost = "2 × t4g.small: 48 instance hours a day, 0.88 a day at the registered prices";
    expect(approvalGate({ ...byTwo, notByRequester: true, cost }, since + 60_000)).toEqual({
      verdict: "not ready",
      reason: `waits for the approval of 2 people, other than zoe (${of("zoe", "deployers")}), or is undone then. Waiting costs ${cost}.`,
      lookAgainInSeconds: 15,
      until: since + hour,
    });
    expect(approvalGate({ ...byTwo, signatures: signatures(signature("ann")) }, since + 60_000)).toMatchObject({
      reason: `waits for the approval of 1 more of 2 people, or is undone then. So far approved by ${of("ann")} (fine).`,
    });
  });

  it("is looked at ever more rarely, and at its end", () => {
    const long = { ...open, until: since + 48 * hour };
    const looks = [0, 300, 3_600, 86_400, 48 * 3_600 - 7].map((elapsed) => {
      const verdict = approvalGate(long, since + elapsed * 1_000);
      return verdict.verdict === "not ready" ? verdict.lookAgainInSeconds : verdict;
    });
    expect(looks).toEqual([8, 15, 60, 300, 7]);
  });

  it("is told once it is written down how it ended, and no sooner", () => {
    expect(approvalGate(null, since)).toEqual({ verdict: "ready", reason: "no approval is asked for" });
    const approved = { ...open, signatures: signatures(signature("ann")), outcome: "approved" } as const;
    expect(approvalGate(approved, since)).toEqual({ verdict: "ready", reason: `approved by ${of("ann")} (fine)` });
    expect(approvalGate({ ...open, rejection, outcome: "rejected" }, since)).toEqual({
      verdict: "failed",
      reason: `Rejected by ${of("cat")} (fine). No traffic was moved.`,
    });
    expect(approvalGate({ ...byTwo, signatures: signatures(signature("ann")), outcome: "expired" }, since)).toEqual({
      verdict: "failed",
      reason: `Nobody else approved 'd-1' by 2026-01-31T16:00:00.000Z: 1 more of 2 people had to. So far approved by ${of("ann")} (fine). No traffic was moved.`,
    });
    expect(approvalGate(open, since + 2 * hour).verdict).toBe("not ready");
  });

  it("keeps who approved and how it ended, for the history", () => {
    const ended = { ...byTwo, signatures: signatures(signature("ann")), rejection, outcome: "rejected" } as const;
    expect(keptOf(ended)).toEqual({
      until: since + hour,
      approvedBy: [signature("ann")],
      rejection,
      outcome: "rejected",
    });
  });
});

describe("who signs", () => {
  it.each<[string, Approval, "approve" | "reject", string, number, string | undefined]>([
    ["may approve", open, "approve", of("ann"), 0, undefined],
    ["may approve what he asked for, unless that is excluded", open, "approve", of("zoe"), 0, undefined],
    [
      "may not, if he asked for it and others are to approve, whatever role he takes",
      byOthers,
      "approve",
      of("zoe"),
      0,
      `'d-1' was asked for by ${of("zoe", "deployers")}, and is to be approved by somebody else; this is ${of("zoe")}.`,
    ],
    ["may reject what he asked for", byOthers, "reject", of("zoe"), 0, undefined],
    [
      "may not approve twice",
      { ...byTwo, signatures: signatures(signature("ann")) },
      "approve",
      of("ann", "admins"),
      0,
      `${of("ann")} has approved 'd-1' already, at 2026-01-31T15:01:00.000Z; it waits for 1 more of 2 people.`,
    ],
    [
      "may reject what he approved",
      { ...byTwo, signatures: signatures(signature("ann")) },
      "reject",
      of("ann"),
      0,
      undefined,
    ],
    [
      "may not once it is rejected",
      { ...open, rejection },
      "approve",
      of("ann"),
      0,
      `'d-1' is rejected already, by ${of("cat")} (fine).`,
    ],
    [
      "may not once it is approved",
      { ...open, signatures: signatures(signature("ann")), outcome: "approved" },
      "reject",
      of("cat"),
      0,
      `'d-1' is approved already, by ${of("ann")} (fine).`,
    ],
    [
      "may not once the time is over",
      open,
      "reject",
      of("cat"),
      hour,
      "The time to approve 'd-1' was over at 2026-01-31T16:00:00.000Z.",
    ],
  ])("%s", (_, approval, verb, caller, elapsed, why) => {
    expect(whyNotToSign(approval, verb, caller, since + elapsed)).toBe(why);
  });
});

describe("a request", () => {
  const web = (approval?: object) => registeredOnPort80(approval && { approval });
  const asks = web({ deadline: 3_600, notByRequester: true });
  const release = { version: "2", commit: "2222222", imageId: "ami-2" };
  const seen = view("blue", side("blue", healthyTargets(2)), side("green", healthyTargets(2)));
  const request = (input: object) => parseRequest({ environment: "web-live", ...input });

  it.each<[object, boolean]>([
    [{ action: "release", release }, true],
    [{ action: "switch" }, true],
    [{ action: "switch", to: "green" }, true],
    [{ action: "switch", to: "blue" }, false],
    [{ action: "deploy", release }, false],
    [{ action: "scaledown" }, false],
  ])("%j waits for the approval of its environment: %j", (input, waits) => {
    expect(needsApproval(request(input), asks, seen)).toBe(waits);
    expect(needsApproval(request(input), web(), seen)).toBe(false);
  });

  it("is refused if it does not say who asks where others are to approve", () => {
    const refuse = (input: object, environment: Environment) => () =>
      refuseUnknownRequester(request(input), environment, seen);
    expect(refuse({ action: "switch" }, asks)).toThrow(
      expect.objectContaining({
        name: "InvalidInput",
        message:
          "'web-live' is approved by others than who asks, and the input does not say who that is: give 'caller', the ARN that 'aws sts get-caller-identity' answers.",
      }),
    );
    for (const [input, environment] of [
      [{ action: "switch", caller: of("ann") }, asks],
      [{ action: "deploy", release }, asks],
      [{ action: "switch" }, web({ deadline: 60 })],
    ] as const)
      expect(refuse(input, environment)).not.toThrow();
  });
});
