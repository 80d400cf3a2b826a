import type { Change, Kind, ResourceRef, State } from "./change.ts";

/** How one kind of resource is read and written. Implementations are the only code of Sarcelle that changes AWS. */
export interface ResourceKind {
  /** The resource's attributes as AWS shows them now, normalised so that equal settings are equal values; null if absent. */
  read(id: string): Promise<State | null>;
  /**
   * Brings the resource from `before` to `after`, once `read` showed `before`. Must be safe to repeat: a create that meets its
   * own earlier attempt and a delete of what is gone both succeed.
   */
  write(id: string, before: State | null, after: State | null): Promise<void>;
  /**
   * Where AWS itself moves attributes (a scaling policy moves desired capacity): whether `found` still counts as `state`. That judges
   * whether somebody else was here; where it fits both states of a change, it does not say that the change is made. By default, equality
   * of the touched attributes.
   */
  stillOurs?(state: State, found: State): boolean;
  /**
   * Where a write takes several calls and may die between them: whether `found` is what such a write from `before` to `after`
   * leaves behind, so that it may be written on, or undone: asked of writes that were begun. By default nothing is.
   */
  halfWay?(before: State | null, after: State | null, found: State): boolean;
  /**
   * What belongs to the resource and would go with it, though it is changed as a resource of its own: as long as there is any of that,
   * the resource is not deleted. By default nothing does.
   */
  parts?(id: string): Promise<readonly ResourceRef[]>;
  /**
   * The resources that a state of it names and cannot do without, as a group names its launch template: as long as it stands, they are
   * not taken away. By default none.
   */
  needs?(state: State): readonly ResourceRef[];
  /**
   * Whether one write takes several changes of it back, to what the oldest found: traffic that moved in parts is back at once. By default
   * each is undone by itself.
   */
  readonly undoneAtOnce?: true;
  /**
   * Whether changes of several of its resources that follow on each other are made, and undone, at the same time: none of them needs
   * another, and users are better off the less lies between them. By default each waits until the one before it shows.
   */
  readonly sideBySide?: true;
  /**
   * Whether what AWS answers a write says that it holds from then on, as of a group's size: then what is changed after it in a plan does not wait
   * until it shows, which is looked at in the end; what is made or deleted does. By default it does, since it may need it.
   */
  readonly holdsAtOnce?: true;
  /** What `read` answers, of several in one call, by id; may throw if only one of them is as it should not be. By default each takes a call. */
  readTogether?(ids: readonly string[]): Promise<ReadonlyMap<string, State | null>>;
  /**
   * What it is a part of, and has no tags beside: a group's policy, a template's version. By that is known whose it is. By default it has
   * tags of its own, in its state.
   */
  belongsTo?(id: string): ResourceRef;
}

/** The kinds that a step may write to; a step names just those it needs, and its role allows just those. */
export type Kinds = Partial<Readonly<Record<Kind, ResourceKind>>>;

/** How the change's resource is read and written; throws `TypeError` if the step was not given that. */
export const kindOf = (kinds: Kinds, change: Change): ResourceKind => {
  const kind = kinds[change.resource.kind];
  if (kind === undefined) throw new TypeError(`This step was given no way to write a ${change.resource.kind}.`);
  return kind;
};
