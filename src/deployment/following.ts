/** Which AMI an environment that follows AMIs is given next, if any: asked whenever there may be another answer. */
import type { AnyEnvironment } from "./environment.ts";

/** An AMI that can be launched. */
export interface AvailableImage {
  readonly id: string;
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
  /** When its making began, in milliseconds since the epoch. */
  readonly createdAt: number;
}

type Follows = Exclude<AnyEnvironment["follows"], undefined>;
export type Following = AnyEnvironment & { readonly follows: Follows };

/** Whether an environment follows AMIs. */
export const isFollowing = (environment: AnyEnvironment): environment is Following => environment.follows !== undefined;

/** Whether the AMI is one of those that are meant. */
export const isMeant = ({ tags: meant }: Pick<Follows, "tags">, { tags }: Pick<AvailableImage, "tags">): boolean =>
  Object.entries(meant).every(([key, value]) => tags[key] === value);

/**
 * How old an AMI may be. An old one becomes available again when it is enabled, or is tagged anew: nobody means to deploy it by that. And names of
 * executions are known for 90 days, so that whatever is followed is started once.
 */
const freshForMilliseconds = 86_400_000;

/** The newest AMI that is meant; undefined where there is none that is fresh. */
export const newestMeant = (
  follows: Pick<Follows, "tags">,
  images: readonly AvailableImage[],
  now: number,
): AvailableImage | undefined =>
  images
    .filter((image) => isMeant(follows, image) && image.createdAt > now - freshForMilliseconds)
    .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1))[0];

interface Ended {
  readonly deployment: { readonly id: string; readonly release?: unknown; readonly undoes?: string };
  readonly outcome: string;
}

const deploys =
  (image: string) =>
  ({ deployment: { release } }: Ended): boolean =>
    typeof release === "object" && release !== null && "imageId" in release && release.imageId === image;

/** Whether the AMI was deployed, and stayed; `journals` are the audit trail. */
const isDeployed = (image: string, journals: readonly Ended[]): boolean => {
  const undone = new Set(journals.map(({ deployment: { undoes } }) => undoes));
  return journals.some(
    (journal) => deploys(image)(journal) && journal.outcome === "Succeeded" && !undone.has(journal.deployment.id),
  );
};

/** Why the AMI is not deployed now; undefined where it is to be. */
export const whyNotNow = (
  { follows: { after } }: Following,
  { id }: AvailableImage,
  seen: {
    /** The deployment that holds the lock. */
    readonly runs: string | undefined;
    readonly journals: readonly Ended[];
    /** Those of the environment that comes first. */
    readonly before: readonly Ended[];
  },
): string | undefined => {
  if (seen.journals.some(deploys(id))) return "it was deployed there before";
  if (after !== undefined && !isDeployed(id, seen.before)) return `it is not deployed in '${after}' yet`;
  return seen.runs === undefined ? undefined : `deployment '${seen.runs}' runs there; its end is looked at again`;
};

/** The input of the deployment. What its tags lack is refused by the first state, which people are told. */
export const followingInput = (environment: Following, { id, name, tags, createdAt }: AvailableImage) => {
  const { follows } = environment;
  return {
    environment: environment.name,
    action: "action" in follows ? follows.action : ("rolling-update" as const),
    release: { version: tags[follows.versionTag] ?? name, commit: tags[follows.commitTag] ?? "", imageId: id },
    requestedBy: `AMI ${id} of ${new Date(createdAt).toISOString()}`,
  };
};
