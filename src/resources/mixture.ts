import { equal, type State } from "../changes/change.ts";

/** Every touched attribute is as before or as after: what a write in several calls leaves when it dies between them. */
export const isMixture = (before: State | null, after: State | null, found: State): boolean =>
  before !== null &&
  after !== null &&
  Object.keys(after).every(
    (attribute) => equal(found[attribute], before[attribute]) || equal(found[attribute], after[attribute]),
  );
