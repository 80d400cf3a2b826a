/**
 * The heart: everything that Sarcelle does to AWS is a change of one resource, before and after. Planning is a list of
 * changes, doing is converging them, undoing is converging their inverses.
 */

/** Plain JSON: what goes into the journal comes out of it the same. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The touched attributes of a resource, by name. */
export type State = { readonly [attribute: string]: Json };

/** Every kind of resource of AWS's that Sarcelle writes to; `src/resources/<kind>.ts` is its only writer. */
export const awsKinds = [
  "launch-template",
  "launch-template-version",
  "target-group",
  "placeholder-listener",
  "listener",
  "listener-rule",
  "preview-rule",
  "deletion-protection",
  "auto-scaling-group",
  "group-capacity",
  "group-launch-template",
  "instance-refresh",
  "group-processes",
  "group-metrics",
  "scale-in-protection",
  "scaling-policy",
  "predictive-mode",
  "scaling-alarm",
  "scheduled-action",
  "lifecycle-hook",
  "notification",
  "warm-pool",
  "tags",
] as const;
export type AwsKind = (typeof awsKinds)[number];

/** All that a change can be of: what is AWS's, and an environment's registration, which is Sarcelle's own and goes with its twin. */
export const kinds = [...awsKinds, "registration"] as const;
export type Kind = (typeof kinds)[number];

export interface ResourceRef {
  readonly kind: Kind;
  /** What names the resource before it exists: an ARN, a name, or `group/name`. Each kind says which. */
  readonly id: string;
}

/** `before: null` is a create, `after: null` a delete. Both states hold the same attributes: those touched. */
export interface Change {
  readonly resource: ResourceRef;
  readonly before: State | null;
  readonly after: State | null;
}

/** The change that leads back: from what was after to what was before. */
export const invert = (change: Change): Change => ({
  resource: change.resource,
  before: change.after,
  after: change.before,
});

/** Deep equality of plain JSON; a missing member is not the same as `null`. */
export const equal = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keysOfA = Object.keys(a);
  const keysOfB = Object.keys(b);
  if (Array.isArray(a) !== Array.isArray(b) || keysOfA.length !== keysOfB.length) return false;
  const member = (value: object, key: string) => (value as Record<string, Json>)[key];
  return keysOfA.every((key) => Object.hasOwn(b, key) && equal(member(a, key), member(b, key)));
};

/** Whether a resource, as found, is in `state`: the same in every touched attribute, or absent if `state` is null. */
export const isIn = (state: State | null, found: State | null): boolean => {
  if (state === null || found === null) return state === found;
  return Object.keys(state).every((attribute) => equal(state[attribute], found[attribute]));
};

/** Nothing to do: planning leaves such changes out. */
export const isVoid = (change: Change): boolean =>
  isIn(change.before, change.after) && isIn(change.after, change.before);

/** The attributes in which `found` differs from `state`; for messages. */
export const differingAttributes = (state: State | null, found: State | null): readonly string[] => {
  if (state === null || found === null) return [];
  return Object.keys(state).filter((attribute) => !equal(state[attribute], found[attribute]));
};

/** The attributes that a change touches. */
export const touchedAttributes = ({ before, after }: Change): readonly string[] => [
  ...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]),
];

/** Whether two references name one resource. */
export const sameResource = (a: ResourceRef, b: ResourceRef): boolean => a.kind === b.kind && a.id === b.id;

/** Whether two changes touch an attribute of the same resource: the older one's `after` is then the newer one's `before`. */
export const sharesAttributes = (a: Change, b: Change): boolean =>
  sameResource(a.resource, b.resource) &&
  touchedAttributes(a).some((attribute) => touchedAttributes(b).includes(attribute));

/** A state's attributes of those names; for messages. */
export const pick = (state: State | null, attributes: readonly string[]): State | null =>
  state === null ? null : Object.fromEntries(attributes.map((attribute) => [attribute, state[attribute] ?? null]));
