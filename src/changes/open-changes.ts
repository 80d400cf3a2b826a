import { undosOf } from "./at-once.ts";
import { invert, type ResourceRef, type State } from "./change.ts";
import { type Entry, type Journal, toUndo } from "./journal.ts";
import { type Kinds, kindOf } from "./resource-kind.ts";

/** A resource as it is now; null if there is none, an error's message if it cannot be read. */
export type FoundNow = { readonly found: State | null } | { readonly unreadable: string };

/** A change that is not undone, and its resource as it is now. */
export interface OpenChange {
  readonly entry: Entry;
  readonly now: FoundNow;
  /** What has the tags that say whose it is: the resource itself, or what it belongs to. Of what was made, and would be deleted. */
  readonly owned?: FoundNow;
}

const look = async (resource: ResourceRef, kinds: Kinds): Promise<FoundNow> => {
  try {
    return { found: (await kinds[resource.kind]?.read(resource.id)) ?? null };
  } catch (error) {
    // What cannot be read is listed all the same: a person who has to finish the restore needs the whole list.
    return { unreadable: error instanceof Error ? error.message : String(error) };
  }
};

/** What is left of a journal to undo, in the order in which it is undone, each with what its resource shows now; what one write takes back is one change. Reads only. */
export const openChanges = async (journal: Journal, kinds: Kinds): Promise<readonly OpenChange[]> => {
  const open: OpenChange[] = [];
  for (const { newest, undo } of undosOf(toUndo(journal), kinds)) {
    const entry = { ...newest, change: invert(undo) };
    const { resource, before } = entry.change;
    const now = await look(resource, kinds);
    const whole = kindOf(kinds, entry.change).belongsTo?.(resource.id);
    const owned = before !== null ? {} : { owned: whole === undefined ? now : await look(whole, kinds) };
    open.push({ entry, now, ...owned });
  }
  return open;
};
