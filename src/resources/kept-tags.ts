import { equal, isIn, type State } from "../changes/change.ts";
import { isRecord } from "./described/plain.ts";

/**
 * Whether what was made is still as it was made: all its settings, and each tag that it was given. What others tag in addition, as an
 * automatic tagger does all that is new, is no reason to keep it; a tag of ours that has another value, or is gone, is.
 */
export const keepsTags =
  (attribute: "Tags" | "tags") =>
  ({ [attribute]: tags, ...settings }: State, found: State): boolean => {
    const now = found[attribute];
    if (!isIn(settings, found) || !isRecord(tags) || !isRecord(now)) return false;
    return Object.entries(tags).every(([key, value]) => equal(value, now[key]));
  };
