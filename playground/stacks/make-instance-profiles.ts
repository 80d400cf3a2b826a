import { createHash } from "node:crypto";
import type { Identity } from "../identity/identity.ts";
import type { Builder } from "./builder.ts";

/** The account's instance profiles. Nobody's call makes one here: IAM is not what stacks are about. */
export type ProfilesKept = Pick<
  Identity,
  "instanceProfile" | "putInstanceProfile" | "removeInstanceProfile" | "roles" | "putRole" | "removeRole"
>;

const trustsEc2 = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

/**
 * Launches need the instance profile that they name: one that is missing is made, as one that has stood for a minute, so that EC2 knows it,
 * with a role of its name, which may do nothing. Whoever launches must be allowed to pass that.
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
      if (profiles.roles().some((role) => role.arn === roleArn)) return;
      profiles.putRole({ arn: roleArn, name, trust: trustsEc2, policies: {}, createdAt: now - 60_000 });
      made.push({ kind: "role", id: roleArn, name });
    });
  }
};
