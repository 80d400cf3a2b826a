/** `sarcelle approve` and `sarcelle reject`: a person's word on the deployment that waits for it. */
import { readApproval, sign } from "../../src/aws/approval-store.ts";
import { sts } from "../../src/aws/clients.ts";
import { readEnvironment } from "../../src/aws/environment-store.ts";
import { readLock } from "../../src/aws/journal-store.ts";
import type { Table } from "../../src/aws/table.ts";
import { isTakenOver } from "../../src/changes/journal.ts";
import { systemClock } from "../../src/clock.ts";
import { type Approval, missing, nextLookWithin, outcomeAt, whyNotToSign } from "../../src/deployment/approval.ts";
import { openNow } from "../../src/deployment/frozen.ts";
import { callerSchema } from "../../src/deployment/person.ts";
import { NotToApprove } from "../../src/errors.ts";
import type { Asking } from "../options.ts";
import { printAnswer } from "../output.ts";
import { locate, type Stack } from "../stack.ts";

interface Meant {
  readonly environment: string;
  readonly deployment: string | undefined;
}

/** The approval that the deployment which holds the lock waits for. Throws `NotToApprove` if none does, or another than was meant. */
export const waitingFor = async (table: Table, { environment, deployment }: Meant): Promise<Approval> => {
  const open = await readLock(table, environment);
  const refuse = (why: string): never => {
    throw new NotToApprove(`${why} Nothing was signed; 'sarcelle status ${environment}' shows how it stands.`);
  };
  if (open === undefined) return refuse(`No deployment of '${environment}' runs, so none waits for approval.`);
  const { id } = open.deployment;
  if (deployment !== undefined && id !== deployment)
    return refuse(`'${deployment}' does not wait for approval: '${id}' holds the lock of '${environment}'.`);
  if (isTakenOver(open)) return refuse(`'${id}' is being rolled back, and waits for no approval any more.`);
  const approval = await readApproval(table, environment, id);
  return approval?.epoch === open.epoch
    ? approval
    : refuse(`'${id}' (${open.deployment.action}) does not wait for approval, or not yet.`);
};

/** Why nobody approves now what would be undone for it: a freeze window is open. */
const whyFrozenOut = ({ deployment, until, freeze = [] }: Approval, now: number) => {
  const why = openNow(freeze, now);
  if (why === undefined) return undefined;
  return `${why}: approved now, '${deployment}' would move no traffic and be undone. It waits until ${new Date(until).toISOString()}: approve it once the window is over, or reject it.`;
};

/** What comes of it, in words. */
const consequence = (approval: Approval, environment: string, at: number): string => {
  const outcome = outcomeAt(approval, approval.since);
  const follow = `Follow it: sarcelle watch ${environment} ${approval.deployment}`;
  if (outcome === undefined)
    return `It waits for ${missing(approval)}, until ${new Date(approval.until).toISOString()}.`;
  return `It ${outcome === "approved" ? "goes on" : "is undone"} at its next look, within ${nextLookWithin(approval, at)} s. ${follow}`;
};

/** What was signed, and what comes of it, in words. */
interface Signed {
  readonly deployment: string;
  readonly says: string;
}

/** Signs for whoever asks. Throws `NotToApprove` that says why not, `UnknownEnvironment`. */
export const signWaiting = async (
  { table, caller }: Pick<Stack, "table" | "caller">,
  verb: "approve" | "reject",
  meant: Meant,
  reason: string,
): Promise<Signed> => {
  const { environment } = meant;
  await readEnvironment(table, environment);
  if (!callerSchema.safeParse(caller).success)
    throw new NotToApprove(
      `AWS does not say whose credentials these are: found '${caller}', expected an ARN. Nothing was signed.`,
    );
  const approval = await waitingFor(table, meant);
  const at = systemClock.now();
  const refuseToSign = (why: string | undefined) => {
    if (why !== undefined) throw new NotToApprove(`${why} Nothing was signed.`);
  };
  refuseToSign(whyNotToSign(approval, verb, caller, at));
  if (verb === "approve") refuseToSign(whyFrozenOut(approval, at));
  const signed = await sign(table, environment, approval, verb, { by: caller, at, reason });
  // The deployment may have gone on, and be done, by now.
  const now = (await readApproval(table, environment, approval.deployment)) ?? approval;
  // Somebody else, or the machine, was faster.
  if (!signed)
    refuseToSign(
      whyNotToSign(now, verb, caller, systemClock.now()) ??
        `'${approval.deployment}' was signed by somebody else at this moment; try again.`,
    );
  const { deployment } = approval;
  const done = verb === "approve" ? "approved" : "rejected";
  return {
    deployment,
    says: `'${deployment}' of '${environment}' is ${done} by ${caller}. ${consequence(now, environment, at)}`,
  };
};

/** `sarcelle approve` and `sarcelle reject`; answers the exit code, and throws as `signWaiting` does. */
export const signApproval = async (
  verb: "approve" | "reject",
  meant: Meant,
  { reason, output, stack: name }: Asking & { readonly reason: string },
): Promise<number> => {
  const stack = await locate(sts(), name);
  const { deployment, says } = await signWaiting(stack, verb, meant, reason);
  const by = { [verb === "approve" ? "approvedBy" : "rejectedBy"]: stack.caller };
  printAnswer({ output }, { environment: meant.environment, deployment, ...by, reason }, () => says);
  return 0;
};
