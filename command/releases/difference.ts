/** What a promotion changes, before it begins. */
import type { Release } from "../../src/deployment/request.ts";
import { aligned } from "../formats/table.ts";
import type { Serving } from "./serving.ts";

/** What would take the place of what. User data may hold anything: of that is said only whether it differs. */
export interface Replaced {
  readonly what: string;
  readonly now: string | null;
  readonly incoming: string;
}

const ofUserData = (now: Release | undefined, incoming: Release): string => {
  if (incoming.userData === undefined) return "as it stands";
  return now?.userData === incoming.userData ? "the same" : "its own";
};

/** In version, commit, image, user data and overrides: what serves now, and what comes. */
export const differencesTo = (now: Serving, incoming: Release): readonly Replaced[] => {
  const overrides = Object.entries(incoming.overrides ?? {}).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return [
    { what: "version", now: now.version, incoming: incoming.version },
    { what: "commit", now: now.commit, incoming: incoming.commit },
    { what: "image", now: now.imageId, incoming: incoming.imageId },
    { what: "user data", now: null, incoming: ofUserData(now.release, incoming) },
    ...(overrides.length === 0 ? [] : [{ what: "overrides", now: null, incoming: overrides.join(", ") }]),
  ];
};

/** Whether the release serves there already: nothing is to be promoted. */
export const isServing = (now: Serving, { version, commit, imageId }: Release): boolean =>
  now.version === version && now.commit === commit && now.imageId === imageId;

/** For people. */
export const differencesText = (differences: readonly Replaced[]): string =>
  aligned(
    ["", "now", "incoming"],
    differences.map(({ what, now, incoming }) => [what, now ?? "-", incoming]),
  );
