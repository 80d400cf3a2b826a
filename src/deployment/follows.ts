/** What an environment says of the AMIs that it follows: each that becomes available, with certain tags, is deployed to it. */
import * as z from "zod";
import { strictObject } from "./schema.ts";

const tagKey = z.string().min(1).max(127);

const fields = {
  /** The tags of an AMI that is meant: all of them. */
  tags: z
    .record(tagKey, z.string().max(255))
    .refine((tags) => Object.keys(tags).length > 0, "expected at least one tag: every AMI of the account has none"),
  /** The AMI's tag that says the release's version; its name, where it has none. */
  versionTag: tagKey.default("version"),
  /** The AMI's tag that says the release's commit. */
  commitTag: tagKey.default("commit"),
  /** The environment in which the AMI must have been deployed before. */
  after: z.string().min(1).optional(),
};

/** Of an environment with two sides. */
export const followsSchema = strictObject({ ...fields, action: z.enum(["deploy", "release"]).default("deploy") });

/** Of one whose instances are replaced where they stand. */
export const oneSidedFollowsSchema = strictObject(fields);
