import { type Kinds, kindOf } from "./apply.ts";
import type { State } from "./change.ts";
import { type Entry, type Journal, toUndo } from "./journal.ts";

/** A change that is not undone, and its resource as it is now; null if there is none, an error's message if it cannot be read. */
export interface OpenChange {
  readonly entry: Entry;
  readonly now: { readonly found: State | null } | { readonly unreadable: string };
}

/** What is left of a journal to undo, in the order in which it is undone, each with what its resource shows now. Reads only. */
export const openChanges = async (journal: Journal, kinds: Kinds): Promise<readonly OpenChange[]> => {
  const open: OpenChange[] = [];
  for (const entry of toUndo(journal)) {
    const { resource } = entry.change;
    try {
      open.push({ entry, now: { found: await kindOf(kinds, entry.change).read(resource.id) } });
    } catch (error) {
      // What cannot be read is listed all the same: a person who has to finish the restore needs the whole list.
      open.push({ entry, now: { unreadable: error instanceof Error ? error.message : String(error) } });
    }
  }
  return open;
};
