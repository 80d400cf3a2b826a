import type { StateGroup } from "../language/definition.ts";
import type { Json } from "../language/json.ts";

export type Variables = Readonly<Record<string, Json>>;

/**
 * One line of states: the execution itself, a branch of a Parallel state, or an iteration of a Map state. It always knows
 * where it stands, so that an execution that ended without success can be redriven from there.
 */
export interface Branch {
  readonly group: StateGroup;
  readonly outer: Branch | undefined;
  /** Which item a Map's iteration works on. */
  readonly item: Item | undefined;
  /** Those that this branch assigned; it reads the outer branches' too. */
  variables: Variables;
  position: Position;
  /** The last event of this line, which the next one names as its predecessor. */
  lastEvent: number;
  /** What the branch ended with. */
  output: Json | undefined;
}

/** As `$states.context.Map.Item` shows it; of an object with the key. */
export type Item = { readonly Index: number; readonly Key?: string; readonly Value: Json };

export interface Position {
  readonly state: string;
  readonly input: Json;
  /** The event and the time of entering; undefined before. */
  entered: { readonly event: number; readonly time: number } | undefined;
  /** The branches or iterations of the Parallel or Map state that stands here. */
  inner: readonly Branch[] | undefined;
}

/** A branch before its first state. */
export const startBranch = (group: StateGroup, input: Json, outer?: Branch, item?: Branch["item"]): Branch => ({
  group,
  outer,
  item,
  variables: {},
  position: { state: group.startAt, input, entered: undefined, inner: undefined },
  lastEvent: 0,
  output: undefined,
});

/** The variables that states of this branch can read. */
export const visibleVariables = ({ outer, variables }: Branch): Variables => ({
  ...(outer === undefined ? {} : visibleVariables(outer)),
  ...variables,
});

/** Lets the next events of everything unfinished in the branch follow this one. */
export const follow = (branch: Branch, event: number): void => {
  branch.lastEvent = event;
  for (const inner of branch.position.inner ?? []) if (inner.output === undefined) follow(inner, event);
};
