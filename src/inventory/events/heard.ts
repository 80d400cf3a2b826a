import type { Hint } from "../hint.ts";

/** What the inventory makes of one event. */
export type Heard =
  | { readonly kind: "hints"; readonly hints: readonly Hint[] }
  /** A well-formed event that says nothing about what the inventory holds. */
  | { readonly kind: "ignored"; readonly why: string }
  /** Not an event at all. Trying again would not help. */
  | { readonly kind: "rejected"; readonly why: string };

/** A well-formed event of no interest, and why. */
export const ignored = (why: string): Heard => ({ kind: "ignored", why });
/** What is no event, and why. */
export const rejected = (why: string): Heard => ({ kind: "rejected", why });

/** Hints, one for each resource named, or `ignored` if there is none. */
export const heardOf = (hints: readonly Hint[], nothing: string): Heard =>
  hints.length === 0 ? ignored(nothing) : { kind: "hints", hints };
