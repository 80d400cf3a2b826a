/** Forgets the launch template versions of past releases that nobody can need: never those of a template that a person made. */
import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Json } from "../changes/change.ts";
import type { Journal } from "../changes/journal.ts";
import type { Environment } from "../deployment/environment.ts";
import { ownershipTags } from "../deployment/ownership-tags.ts";
import { versionsNamedBy, versionsNamedIn, versionsToForget } from "../deployment/retention.ts";
import { blueName } from "../deployment/upgrade/names.ts";
import { greenGroup } from "../deployment/upgrade/twin-group.ts";
import { deleteVersions } from "../resources/delete-versions.ts";
import { describeLaunchTemplate, describeVersions } from "../resources/describe-launch-template.ts";
import { tagsOf } from "../resources/described/tags.ts";

const jsonOf = (group: AutoScalingGroup): Json => JSON.parse(JSON.stringify(group));

const templateOf = (group: AutoScalingGroup): string =>
  (group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification)
    ?.LaunchTemplateName ?? "";

/** Deletes what may go of both sides' own templates. `journals` are those that could still be undone, `groups` all groups of the account. Answers `<template>:<number>` of each. */
export const forgetVersions = async (
  ec2: EC2Client,
  environment: Environment,
  { journals, groups }: { readonly journals: readonly Journal[]; readonly groups: readonly AutoScalingGroup[] },
): Promise<readonly string[]> => {
  const green = groups.find(({ AutoScalingGroupName }) => AutoScalingGroupName === greenGroup(environment.group));
  if (green === undefined) return [];
  const named = [...journals.flatMap(versionsNamedBy), ...groups.flatMap((group) => versionsNamedIn(jsonOf(group)))];
  const gone: string[] = [];
  const greenName = templateOf(green);
  const blue = blueName(greenName);
  // Green's, which the upgrade made, and blue's beside it; a group that launches from anything else has none.
  for (const name of blue === undefined ? [] : [greenName, blue]) {
    const template = await describeLaunchTemplate(ec2, { LaunchTemplateName: name });
    if (template === null || tagsOf(template.Tags)[ownershipTags.environment] !== environment.name) continue;
    const id = template.LaunchTemplateId ?? "";
    const versions = (await describeVersions(ec2, { LaunchTemplateId: id })).map((version) => ({
      number: version.VersionNumber ?? 0,
      description: version.VersionDescription ?? "",
      isDefault: version.DefaultVersion === true,
    }));
    const numbers = await deleteVersions(ec2, id, versionsToForget({ id, name, versions }, named));
    gone.push(...numbers.map((number) => `${name}:${number}`));
  }
  return gone;
};
