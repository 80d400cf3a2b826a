import { createHash } from "node:crypto";
import type { Identity } from "../identity/identity.ts";
import type { Builder } from "./builder.ts";

/** The account's instance profiles. Nobody's call makes one here: IAM is not what stacks are about. */
export type ProfilesKept = Pick<Identity, "instanceProfile" | "putInstanceProfile" | "removeInstanceProfile">;

/**
 * Launches need the instance profile that they name: one that is missing is made, as one that has stood for a minute, so that EC2 knows it. Its
 * role is one that whoever launches must be allowed to pass.
 */
export const makeInstanceProfiles = async (
  { document, references, made, attempt }: Pick<Builder, "document" | "references" | "made" | "attempt">,
  profiles: ProfilesKept,
  { account, now }: { readonly account: string; readonly now: number },
): Promise<void> => {
  for (const { LaunchTemplateData } of document.LaunchTemplateVersions) {
    const { Arn, Name } = references.mapped(LaunchTemplateData?.IamInstanceProfile) ?? {};
    if (Arn === undefined && Name === undefined) continue;
    await attempt(`instance profile ${Name ?? Arn}`, [], async () => {
      if (profiles.instanceProfile({ Arn, Name }) !== undefined) return;
      const arn = Arn ?? `arn:aws:iam::${account}:instance-profile/${Name}`;
      const name = arn.split("/").at(-1) ?? "";
      const id = `AIPA${createHash("sha256").update(arn).digest("hex").slice(0, 17).toUpperCase()}`;
      const roleArn = `arn:aws:iam::${account}:role/${name}`;
      profiles.putInstanceProfile({ arn, name, id, createdAt: now - 60_000, roleArn, tags: {} });
      made.push({ kind: "instance profile", id: arn, name });
    });
  }
};
