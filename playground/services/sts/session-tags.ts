/** The tags that a session is asked for with. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html */
import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import { AwsError } from "../../world/aws-error.ts";
import type { Principal } from "../../world/service.ts";

type Tags = Readonly<Record<string, string>>;

export interface SessionTags {
  /** Those asked for, and those that the caller's own session hands on. */
  readonly tags: Tags;
  /** Those that the session hands on to the sessions that it begins. */
  readonly transitiveTags: Tags;
}

const invalid = (message: string) => new AwsError("ValidationError", message);

/** Throws AwsError for a tag given twice, which ignores case, and for one that the caller's session hands on with another value. */
export const sessionTags = (
  { Tags = [], TransitiveTagKeys = [] }: Pick<AssumeRoleCommandInput, "Tags" | "TransitiveTagKeys">,
  { transitiveTags: handedOn = {} }: Pick<Principal, "transitiveTags">,
): SessionTags => {
  const keys = Tags.map(({ Key = "" }) => Key.toLowerCase());
  if (new Set(keys).size < keys.length)
    throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
  // AWS: "If you set a tag as transitive … you cannot override it."
  const overridden = Object.keys(handedOn).find((key) => keys.includes(key.toLowerCase()));
  if (overridden !== undefined)
    throw invalid(
      `One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.`,
    );
  const asked = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  const missing = TransitiveTagKeys.find((key) => asked[key] === undefined);
  if (missing !== undefined) throw invalid("The specified transitive tag key must be included in the requested tags.");
  const chosen = Object.fromEntries(TransitiveTagKeys.map((key) => [key, asked[key] ?? ""]));
  return { tags: { ...asked, ...handedOn }, transitiveTags: { ...chosen, ...handedOn } };
};
