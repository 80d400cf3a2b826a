/** The releases of past deployments, as their journals have them. */
import type { Json } from "../changes/change.ts";
import type { Deployment, Entry } from "../changes/journal.ts";
import { isRecord } from "../resources/described/plain.ts";
import { deployedBy, type Release } from "./request.ts";

interface Ended {
  readonly deployment: Deployment;
  readonly outcome: string;
  readonly entries: readonly Entry[];
}

/** The release that a deployment had; undefined for one that deployed nothing, such as a switch. Throws `InvalidInput` if it cannot be read. */
export const releaseIn = ({ deployment }: Pick<Ended, "deployment">): Release | undefined =>
  deployedBy(deployment).release;

/** What the deployment registered, in EC2's names. */
const registeredBy = (entries: readonly Entry[]): Json | undefined => {
  const registered = entries.findLast(({ change: { resource } }) => /^launch-template(-version)?$/.test(resource.kind));
  return registered?.change.after?.data ?? registered?.change.after?.LaunchTemplateData;
};

/** As text; undefined for what is none, such as a compressed script. */
const textIn = (base64: string): string | undefined => {
  const text = Buffer.from(base64, "base64").toString();
  return Buffer.from(text).equals(Buffer.from(base64, "base64")) ? text : undefined;
};

/**
 * The release as its deployment launched it. One that names no user data got that of its side, which a later release may have replaced since:
 * it is named now.
 */
export const asLaunched = (release: Release, entries: readonly Entry[]): Release => {
  const data = registeredBy(entries);
  const launched = isRecord(data) && typeof data.UserData === "string" ? textIn(data.UserData) : undefined;
  return release.userData !== undefined || launched === undefined ? release : { ...release, userData: launched };
};

/**
 * The deployment whose release ran before what `last` brought: what there is to go back to once `last` cannot be undone. What deploys nothing,
 * such as a switch, brought the release before it. `newestFirst` is the audit trail.
 */
export const deployedBefore = <T extends Ended>(newestFirst: readonly T[], last: T): T | undefined => {
  const undone = new Set(newestFirst.map(({ deployment: { undoes } }) => undoes));
  const [, before] = newestFirst
    .slice(newestFirst.indexOf(last))
    .filter(({ deployment, outcome }) => outcome === "Succeeded" && deployment.release !== undefined)
    .filter(({ deployment: { id } }) => !undone.has(id));
  return before;
};
