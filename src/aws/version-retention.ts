/** Forgets the launch template versions of past releases that nobody can need: never those of a template that a person made. */
import type { AutoScalingGroup } from "@aws-sdk/client-auto-scaling";
import type { EC2Client } from "@aws-sdk/client-ec2";
import type { Json } from "../changes/change.ts";
import type { Journal } from "../changes/journal.ts";
import type { AnyEnvironment } from "../deployment/environment.ts";
import { ownershipTags } from "../deployment/ownership-tags.ts";
import { versionsNamedBy, versionsNamedIn, versionsToForget } from "../deployment/retention.ts";
import { blueName, isSidesOwn } from "../deployment/upgrade/names.ts";
import { greenGroup } from "../deployment/upgrade/twin-group.ts";
import { deleteVersions } from "../resources/delete-versions.ts";
import { describeLaunchTemplate, describeVersions } from "../resources/describe-launch-template.ts";
import { tagsOf } from "../resources/described/tags.ts";

const jsonOf = (group: AutoScalingGroup): Json => JSON.parse(JSON.stringify(group));

const templateOf = (group: AutoScalingGroup): string =>
  (group.LaunchTemplate ?? group.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification)
    ?.LaunchTemplateName ?? "";

/** The names of the templates that Sarcelle made for an environment. A group that launches from anything else has none. */
const ownTemplates = ({ sides, group }: AnyEnvironment, groups: readonly AutoScalingGroup[]): readonly string[] => {
  const name = sides === 2 ? greenGroup(group) : group;
  const found = groups.find(({ AutoScalingGroupName }) => AutoScalingGroupName === name);
  if (found === undefined) return [];
  const template = templateOf(found);
  if (sides === 1) return isSidesOwn(template) ? [template] : [];
  // Green's, which the upgrade made, and blue's beside it.
  const blue = blueName(template);
  return blue === undefined ? [] : [template, blue];
};

/** Deletes what may go of the environment's own templates. `journals` are those that could still be undone, `groups` all groups of the account. Answers `<template>:<number>` of each. */
export const forgetVersions = async (
  ec2: EC2Client,
  environment: AnyEnvironment,
  { journals, groups }: { readonly journals: readonly Journal[]; readonly groups: readonly AutoScalingGroup[] },
): Promise<readonly string[]> => {
  const named = [...journals.flatMap(versionsNamedBy), ...groups.flatMap((group) => versionsNamedIn(jsonOf(group)))];
  const gone: string[] = [];
  for (const name of ownTemplates(environment, groups)) {
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
