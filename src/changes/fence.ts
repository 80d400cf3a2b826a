/** The last look before a write: whose is what is about to be written? */
import { Conflict } from "../errors.ts";
import type { ResourceRef, State } from "./change.ts";
import type { Kinds } from "./resource-kind.ts";

export interface Fence {
  readonly environment: string;
  /** The environment that the tags in a state name; undefined if they name none. */
  readonly ownerIn: (state: State | null) => string | undefined;
  /** Whether a listener or rule is one that the environment registers: they may be shared, and carry no tags. */
  readonly isRegistered: (arn: string) => Promise<boolean> | boolean;
}

/**
 * The kinds, which write nothing of another environment's: what carries another's tag, or is a part of what does, and listeners and rules
 * that the environment does not register, are a `Conflict`. What is a part is looked up once, by the kinds that are given; without one, whose
 * it is was seen before.
 */
export const fenced = (kinds: Kinds, { environment, ownerIn, isRegistered }: Fence): Kinds => {
  const owners = new Map<string, Promise<string | undefined>>();

  const ownerOf = (resource: ResourceRef): Promise<string | undefined> => {
    const bearer = kinds[resource.kind]?.belongsTo?.(resource.id) ?? resource;
    const key = `${bearer.kind} ${bearer.id}`;
    const known = owners.get(key) ?? Promise.resolve(kinds[bearer.kind]?.read(bearer.id) ?? null).then(ownerIn);
    owners.set(key, known);
    return known;
  };

  const whyNot = async (resource: ResourceRef): Promise<string | undefined> => {
    if (resource.kind === "listener" || resource.kind === "listener-rule")
      return (await isRegistered(resource.id)) ? undefined : `is none that environment '${environment}' registers`;
    const owner = await ownerOf(resource);
    return owner === undefined || owner === environment ? undefined : `is environment '${owner}''s by its tags`;
  };

  const guarded = Object.entries(kinds).map(([name, kind]) => [
    name,
    {
      ...kind,
      async write(id: string, before: State | null, after: State | null): Promise<void> {
        const why = await whyNot({ kind: name as ResourceRef["kind"], id });
        if (why !== undefined) throw new Conflict(`${name} ${id} ${why}; nothing was written.`);
        return kind.write(id, before, after);
      },
    },
  ]);
  return Object.fromEntries(guarded);
};
