/** What happens to the service, in order, and how each has to end. */
import { userDataOf } from "./user-data.ts";

export interface TrialAct {
  readonly title: string;
  /** The execution's input, without the environment. */
  readonly input: (imageId: string) => { readonly action: string; readonly [member: string]: unknown };
  readonly ends: "SUCCEEDED" | "RolledBack";
  /** The release that answers at the production listeners afterwards. */
  readonly serves: string;
  /** Whether all that AWS says of the service has to be as it was before. */
  readonly leavesNothing?: true;
}

const release = (version: string, imageId: string, health: "ok" | "never" = "ok") => ({
  version,
  commit: version.repeat(7),
  imageId,
  userData: userDataOf(version, health),
});

export const trialActs: readonly TrialAct[] = [
  {
    title: "upgrade: a twin is built beside the service",
    input: () => ({ action: "upgrade" }),
    ends: "SUCCEEDED",
    serves: "1",
  },
  {
    title: "release 2: deployed, checked, switched to, watched",
    input: (imageId) => ({ action: "release", release: release("2", imageId) }),
    ends: "SUCCEEDED",
    serves: "2",
  },
  {
    title: "switch back: all traffic to release 1 again",
    input: () => ({ action: "switch" }),
    ends: "SUCCEEDED",
    serves: "1",
  },
  {
    title: "release 3, which is bad: its instances never become healthy",
    input: (imageId) => ({ action: "release", release: release("3", imageId, "never") }),
    ends: "RolledBack",
    serves: "1",
    leavesNothing: true,
  },
  {
    title: "retire: back to one group",
    input: () => ({ action: "retire" }),
    ends: "SUCCEEDED",
    serves: "1",
  },
];
