import { createHash } from "node:crypto";
import {
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateVersionsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import type { ResourceRef } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { AwsUnavailable } from "../errors.ts";
import { describeLaunchTemplate, describeVersions } from "./describe-launch-template.ts";
import { registeredVersion, versionId } from "./described/ids.ts";
import { launchTemplateData } from "./described/launch-template.ts";
import { launchTemplateInput } from "./launch-template-input.ts";

const find = async (ec2: EC2Client, id: string) => {
  const { launchTemplateId, description } = versionId.parse(id);
  const versions = await describeVersions(ec2, { LaunchTemplateId: launchTemplateId });
  return versions.find(({ VersionDescription }) => VersionDescription === description);
};

/** The number of the version with that id; undefined if it is not there. */
const versionNumber = async (ec2: EC2Client, id: string): Promise<string | undefined> => {
  const version = await find(ec2, id);
  return version?.VersionNumber === undefined ? undefined : String(version.VersionNumber);
};

/** What was made to hold a release, as LaunchRelease is told of it: a version, or a template whose first version it is; undefined if it is not there. */
export const registeredVersionOf = async (ec2: EC2Client, { kind, id }: ResourceRef): Promise<string | undefined> => {
  if (kind === "launch-template-version") return versionNumber(ec2, id);
  const launchTemplateId = (await describeLaunchTemplate(ec2, { LaunchTemplateName: id }))?.LaunchTemplateId;
  return launchTemplateId && registeredVersion.format({ launchTemplateId, version: "1" });
};

/**
 * A version of a launch template; id: `<launch template id>/<description>`, since AWS gives the number; state: `{ data }`, all
 * that it launches. It is made from no other version, so that what it holds stands in the journal alone.
 */
export const launchTemplateVersion = (ec2: EC2Client): ResourceKind => ({
  belongsTo: (id) => ({ kind: "tags", id: versionId.parse(id).launchTemplateId }),

  async read(id) {
    const version = await find(ec2, id);
    return version === undefined ? null : { data: launchTemplateData(version.LaunchTemplateData) };
  },

  async write(id, before, after) {
    const { launchTemplateId: LaunchTemplateId, description } = versionId.parse(id);
    if (after !== null) {
      if (before !== null) throw new TypeError("A launch template version cannot be changed.");
      await ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateId,
          VersionDescription: description,
          LaunchTemplateData: launchTemplateInput(after.data),
          // A description is a deployment's own, so a repeated call is the same call; 64 characters is EC2's limit.
          ClientToken: createHash("sha256").update(id).digest("hex"),
        }),
      );
      return;
    }
    const number = await versionNumber(ec2, id);
    if (number === undefined) return;
    const answer = await ec2.send(new DeleteLaunchTemplateVersionsCommand({ LaunchTemplateId, Versions: [number] }));
    // EC2 answers 200 and says here what it did not delete.
    const [refused] = answer.UnsuccessfullyDeletedLaunchTemplateVersions ?? [];
    const code = refused?.ResponseError?.Code;
    if (refused === undefined || code === "launchTemplateVersionDoesNotExist") return;
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ResponseError.html: all others are for good.
    const Named = code === "unexpectedError" ? AwsUnavailable : Error;
    throw new Named(
      `EC2 did not delete version ${number} of launch template ${LaunchTemplateId}: ${refused.ResponseError?.Message ?? "no reason given"}.`,
    );
  },
});
