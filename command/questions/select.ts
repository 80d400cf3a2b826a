import type { Side } from "../../src/deployment/environment.ts";
import type { Existing, Released } from "../../src/inventory/attributes.ts";
import type { ResourceType } from "../../src/inventory/model.ts";

/** What is asked for; a criterion that is left out takes everything. */
export interface Filter {
  readonly environment?: string;
  readonly side?: Side;
  /** A version, or the beginning of a commit (7 digits at least). */
  readonly release?: string;
  readonly type?: ResourceType;
}

/** Whether a release that is asked for may be the beginning of a commit, and not only a version. */
export const mayBeCommit = (release: string): boolean => /^[0-9a-f]{7,40}$/.test(release);

const runs = ({ version, commit }: Released["facts"], release: string): boolean =>
  version === release || (mayBeCommit(release) && commit?.startsWith(release) === true);

/** Whether a resource is what is asked for: every criterion that is given holds. */
export const matches = ({ ref, facts }: Released, { environment, side, release, type }: Filter): boolean =>
  (environment === undefined || facts.environment === environment) &&
  (side === undefined || facts.side === side) &&
  (release === undefined || runs(facts, release)) &&
  (type === undefined || ref.type === type);

const order = (a: string | undefined, b: string | undefined): number => ((a ?? "") < (b ?? "") ? -1 : a === b ? 0 : 1);

/** The resources that match, by environment, side, type and name. Those of nobody come first. */
export const select = <Resource extends Existing>(
  resources: readonly Resource[],
  filter: Filter,
): readonly Resource[] =>
  resources
    .filter((resource) => matches(resource, filter))
    .toSorted(
      (a, b) =>
        order(a.facts.environment, b.facts.environment) ||
        order(a.facts.side, b.facts.side) ||
        order(a.ref.type, b.ref.type) ||
        order(a.facts.name, b.facts.name) ||
        order(a.ref.arn, b.ref.arn),
    );
