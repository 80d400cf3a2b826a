/**
 * What AWS's API models say of an operation's input beyond its shape. A table of these is all that the checks know of a service:
 * it is made from the models, and by hand where AWS documents more.
 */
export interface Constraint {
  readonly required?: true;
  /** Of a text how long it may be, of a list or a map how many it may hold. */
  readonly length?: LeastAndMost;
  /** Of a number. */
  readonly range?: LeastAndMost;
  /** Of a text: a regular expression for all of it, as the model writes it. */
  readonly pattern?: string;
  /** Of a text: the values that it may have, in the model's order. */
  readonly oneOf?: readonly string[];
  /** Of a structure, by member. */
  readonly members?: Constraints;
  /** Of a list's items. */
  readonly items?: Constraint;
  /** Of a map's keys and values. */
  readonly keys?: Constraint;
  readonly values?: Constraint;
}

/** Null is no bound. */
export type LeastAndMost = readonly [least: number | null, most: number | null];

/** Of a structure's members, by name; of an operation, those of its input. */
export type Constraints = Readonly<Record<string, Constraint>>;

/** By operation. */
export type ServiceConstraints = Readonly<Record<string, Constraints>>;
