import * as z from "zod";
import type { Deployment } from "../changes/journal.ts";

const released = z.object({ version: z.string(), commit: z.string(), imageId: z.string() });

/** What of a release may be told: never its user data and overrides. */
export type ToldRelease = z.infer<typeof released>;

/** The release of a deployment, as it may be told; undefined if it has none. */
export const toldRelease = (release: unknown): ToldRelease | undefined => released.safeParse(release).data;

/** `Release of 3 (abc1234)`, `Switch`: what was begun, at the beginning of a sentence. */
export const actionInWords = ({ action, release }: Pick<Deployment, "action" | "release">): string => {
  const told = toldRelease(release);
  const name = `${action.charAt(0).toUpperCase()}${action.slice(1).replaceAll("-", " ")}`;
  return told === undefined ? name : `${name} of ${told.version} (${told.commit.slice(0, 7)})`;
};
