import type { Facts, Revision } from "./model.ts";

const newest = (revisions: readonly Revision[], holds: (revision: Revision) => boolean): Revision | undefined =>
  revisions.filter(holds).toSorted((a, b) => b.number - a.number)[0];

/** What was true of a resource at `time`, as far as is known by now. Undefined: nothing is known of it from so long ago. */
export const asOf = (revisions: readonly Revision[], time: number): Revision | undefined =>
  newest(revisions, ({ trueFrom }) => trueFrom <= time);

/** What the inventory said at `time`, right or wrong. */
export const believedAt = (revisions: readonly Revision[], time: number): Revision | undefined =>
  newest(revisions, ({ recordedAt }) => recordedAt <= time);

/** Whether it is the environment's; `""` is what is nobody's, undefined is any. */
export const isOf = (facts: Facts | null, environment: string | undefined): boolean =>
  environment === undefined || (facts?.environment ?? "") === environment;
