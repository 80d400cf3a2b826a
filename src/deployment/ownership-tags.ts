import type { State } from "../changes/change.ts";
import { isRecord } from "../resources/described/plain.ts";

/** The tags that say whose a resource is, and which side of it. */
export const ownershipTags = { environment: "sarcelle:environment", side: "sarcelle:side" } as const;

/** The environment that a state's tags name. */
export const ownerIn = (state: State | null): string | undefined => {
  // The state of tags is the tags.
  const tags = state?.Tags ?? state?.tags ?? state;
  const tag = isRecord(tags) ? tags[ownershipTags.environment] : undefined;
  const value = isRecord(tag) ? tag.Value : tag;
  return typeof value === "string" ? value : undefined;
};
