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
    trait: "resumed-alarms-act",
    fails:
      "a switch hands the new side to alarms that measured it while it had nothing to do: they scale it in though it carries the traffic",
    see: "npx vitest run test/scenarios/not-yet-survived.test.ts",
  },
];

/** For worlds in which something else is proved. */
export const withoutWhatIsNotYetSurvived: readonly Trait[] = notYetSurvived.map(({ trait }) => trait);

/** For worlds in which each call is looked at, and nothing shall hang on how many came before it: the crash matrix and the scenarios. */
export const withoutThrottling: readonly Trait[] = [...withoutWhatIsNotYetSurvived, "calls-are-throttled"];
