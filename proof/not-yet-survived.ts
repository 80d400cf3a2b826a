/**
 * The traits of AWS that Sarcelle does not survive yet. The playground has them for everyone but the story, the crash matrix and chaos; a
 * test sees each of them fail, so that an entry goes with its cause.
 */
import type { Trait } from "@sarcelle/playground/traits";

export interface NotYetSurvived {
  readonly trait: Trait;
  /** What goes wrong, in a sentence. */
  readonly fails: string;
  /** The command that shows it. */
  readonly see: string;
}

export const notYetSurvived: readonly NotYetSurvived[] = [
  {
    trait: "deletions-take-time",
    fails:
      "undoing an upgrade takes ResourceInUse for final when it deletes a target group whose listener has just gone, and takes a group that is being deleted (Status, all sizes 0) for one that somebody else changed",
    see: "npm run playground, and in another terminal an upgrade and its undo: it ends as RollbackFailed",
  },
  {
    trait: "created-is-not-found",
    fails:
      "upgrade sets the attributes of a target group as soon as it is made, and takes TargetGroupNotFound for final",
    see: "npm run playground, and in another terminal what it says: the upgrade ends as RolledBack",
  },
];

/** For worlds in which each call is looked at, and nothing shall hang on how many came before it: the crash matrix and the scenarios. */
export const withoutThrottling: readonly Trait[] = [...notYetSurvived.map(({ trait }) => trait), "calls-are-throttled"];

/** For worlds in which something else is proved. */
export const withoutWhatIsNotYetSurvived: readonly Trait[] = notYetSurvived.map(({ trait }) => trait);
