/**
 * Approval: a gate that people open. What is asked for stands in the table, for one deployment under one epoch; who approves or rejects
 * signs there. The machine looks, says in words who is waited for and until when, and undoes the deployment if nobody approves in time.
 * Times are in milliseconds since the epoch.
 */
import { InvalidInput } from "../errors.ts";
import { approvalChangesEverySeconds } from "./approval-terms.ts";
import type { Environment } from "./environment.ts";
import type { FreezeWindow } from "./frozen.ts";
import { failed, lookAgain, ready, type Verdict, waiting } from "./gates.ts";
import { askedBy, isSamePerson, personOf } from "./person.ts";
import type { Request } from "./request.ts";
import { isThere } from "./traffic.ts";
import type { View } from "./view.ts";

/** One person's word. */
export interface Signature {
  /** The ARN that STS answered. */
  readonly by: string;
  readonly at: number;
  readonly reason: string;
}

export const approvalOutcomes = ["approved", "rejected", "expired"] as const;
export type ApprovalOutcome = (typeof approvalOutcomes)[number];

/** What is asked for, and what was said of it so far. Its terms are those of when it was asked for, whatever is registered since. */
export interface Approval {
  readonly deployment: string;
  readonly action: string;
  readonly epoch: number;
  readonly requestedBy: string;
  readonly caller?: string;
  readonly approvers: number;
  readonly notByRequester: boolean;
  readonly since: number;
  readonly until: number;
  /** What it costs a day to wait, in words, where prices are registered. */
  readonly cost?: string;
  /** The freeze windows that bind the deployment, and open while it may wait; absent where none do. */
  readonly freeze?: readonly FreezeWindow[];
  /** By the person's name in small letters, so that nobody's stands there twice. */
  readonly signatures: Readonly<Record<string, Signature>>;
  readonly rejection?: Signature;
  /** Grows with each signature: what was judged is written down only if nobody has signed since. */
  readonly version: number;
  /** Written by the machine, once; nobody signs after it. */
  readonly outcome?: ApprovalOutcome;
}

/** What of an approval stays in the journal. */
export type Approved = Pick<Approval, "until" | "rejection" | "outcome"> & {
  readonly approvedBy: readonly Signature[];
};

/** Under which name a person signs. */
export const signatureKey = (caller: string): string => personOf(caller).toLowerCase();

/** Those signatures that count, each person's once. */
const counting = ({ signatures, notByRequester, caller }: Approval): readonly Signature[] =>
  Object.values(signatures)
    .filter(({ by }) => !(notByRequester && caller !== undefined && isSamePerson(by, caller)))
    .filter(({ by }, index, all) => all.findIndex((other) => isSamePerson(by, other.by)) === index)
    .toSorted((a, b) => a.at - b.at);

/** How the approval ends with what was signed by now; undefined as long as it is open. Who rejects is heard first. */
export const outcomeAt = (approval: Approval, now: number): ApprovalOutcome | undefined => {
  if (approval.rejection !== undefined) return "rejected";
  if (counting(approval).length >= approval.approvers) return "approved";
  return now >= approval.until ? "expired" : undefined;
};

const signed = ({ by, reason }: Signature): string => `${by} (${reason})`;

const signedBy = (approval: Approval): string => counting(approval).map(signed).join(", ");

/** Who must still approve, in words. */
export const missing = (approval: Approval): string => {
  const { approvers, notByRequester, requestedBy, caller } = approval;
  const left = approvers - counting(approval).length;
  const whole = approvers === 1 ? "a person" : `${approvers} people`;
  const other = notByRequester ? `, other than ${askedBy({ requestedBy, caller })}` : "";
  return `${left === approvers ? whole : `${left} more of ${approvers} people`}${other}`;
};

const waitOf = ({ since, until }: Approval, now: number) => ({ since, now, deadlineSeconds: (until - since) / 1_000 });

/** When the machine looks again that looks now, in seconds: so long it takes at most until it sees what is signed now. */
export const nextLookWithin = (approval: Approval, now: number): number =>
  Math.min(
    Math.max(1, Math.ceil((approval.until - now) / 1_000)),
    lookAgain(waitOf(approval, now), approvalChangesEverySeconds),
  );

/** One look at the approval; null if none is asked for. Its deadline is the one that was told to people. */
export const approvalGate = (approval: Approval | null, now: number): Verdict => {
  if (approval === null) return ready("no approval is asked for");
  const { outcome, rejection, deployment, until, cost } = approval;
  const soFar = counting(approval).length === 0 ? "" : ` So far approved by ${signedBy(approval)}.`;
  if (outcome === "approved") return ready(`approved by ${signedBy(approval)}`);
  if (rejection !== undefined) return failed(`Rejected by ${signed(rejection)}. No traffic was moved.`);
  if (outcome === "expired")
    return failed(
      `Nobody${counting(approval).length === 0 ? "" : " else"} approved '${deployment}' by ${new Date(until).toISOString()}: ${missing(approval)} had to.${soFar} No traffic was moved.`,
    );
  const said = `waits for the approval of ${missing(approval)}, or is undone then${cost === undefined ? "" : `. Waiting costs ${cost}`}`;
  // What nobody has written down yet is not over.
  const verdict = waiting(said, waitOf(approval, Math.min(now, until - 1_000)), nextLookWithin(approval, now));
  return verdict.verdict === "not ready" ? { ...verdict, reason: `${verdict.reason}${soFar}` } : verdict;
};

/** Why a person cannot sign; undefined if he can. */
export const whyNotToSign = (
  approval: Approval,
  verb: "approve" | "reject",
  caller: string,
  now: number,
): string | undefined => {
  const { deployment, outcome, rejection, signatures, until, notByRequester } = approval;
  const own = signatures[signatureKey(caller)];
  if (rejection !== undefined) return `'${deployment}' is rejected already, by ${signed(rejection)}.`;
  if (outcome === "approved") return `'${deployment}' is approved already, by ${signedBy(approval)}.`;
  if (outcome === "expired" || now >= until)
    return `The time to approve '${deployment}' was over at ${new Date(until).toISOString()}.`;
  if (verb === "reject") return undefined;
  if (own !== undefined)
    return `${own.by} has approved '${deployment}' already, at ${new Date(own.at).toISOString()}; it waits for ${missing(approval)}.`;
  if (notByRequester && approval.caller !== undefined && isSamePerson(caller, approval.caller))
    return `'${deployment}' was asked for by ${approval.caller}, and is to be approved by somebody else; this is ${caller}.`;
  return undefined;
};

/** Whether a request moves production traffic, so that it waits for the approval that its environment asks for. */
export const needsApproval = (request: Request, { approval }: Environment, view: View): boolean =>
  approval !== undefined &&
  (request.action === "release" || (request.action === "switch" && !isThere(view, request.to)));

/** Throws `InvalidInput` if whoever asked may not approve, and the request does not say whose credentials asked: nobody could be told apart. */
export const refuseUnknownRequester = (request: Request, environment: Environment, view: View): void => {
  if (!environment.approval?.notByRequester || request.caller !== undefined) return;
  if (needsApproval(request, environment, view))
    throw new InvalidInput(
      `'${environment.name}' is approved by others than who asks, and the input does not say who that is: give 'caller', the ARN that 'aws sts get-caller-identity' answers.`,
    );
};

/** What of it stays in the journal. */
export const keptOf = (approval: Approval): Approved => {
  const { until, rejection, outcome } = approval;
  return {
    until,
    approvedBy: counting(approval),
    ...(rejection === undefined ? {} : { rejection }),
    ...(outcome === undefined ? {} : { outcome }),
  };
};
