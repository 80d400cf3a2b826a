/** What the collector and the sweep ask of the world. The clock, the table and AWS are arguments. */
import type { Place } from "./arn.ts";
import type { Hint } from "./hint.ts";
import type { Row, Sighting, TypedArn } from "./model.ts";

export interface RowStore {
  /** The rows as they are now, by ARN; a resource that was never recorded is left out. */
  read(refs: readonly TypedArn[]): Promise<ReadonlyMap<string, Row>>;
  /**
   * Puts `after` in the place of `before`, which it keeps as history if `after` is another revision. Answers false, and
   * changes nothing, if the row is not `before` any more or was read later than `after`.
   */
  replace(before: Row | undefined, after: Row): Promise<boolean>;
}

/** What one look at AWS brought. It may find more than was asked for: a listener comes with its rules. */
export interface Look {
  readonly sightings: readonly Sighting[];
  /** A group's instances, by the group's ARN. */
  readonly members: ReadonlyMap<string, readonly TypedArn[]>;
  /** What AWS would not say now, and why. */
  readonly failures: readonly { readonly ref: TypedArn; readonly why: string }[];
}

export interface Ports {
  readonly store: RowStore;
  readonly describe: (refs: readonly TypedArn[]) => Promise<Look>;
  /** Brings these hints back after `delay` milliseconds. */
  readonly lookAgain: (hints: readonly Hint[], delay: number) => Promise<void>;
  /** Waits so many milliseconds. */
  readonly pause: (duration: number) => Promise<void>;
  readonly now: () => number;
  /** The account and region whose inventory this is. Events of others are none of its business. */
  readonly here: Place;
}
