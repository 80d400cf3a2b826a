import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  type LaunchTemplate,
  type LaunchTemplateVersion,
  paginateDescribeInstances,
  paginateDescribeLaunchTemplates,
  paginateDescribeLaunchTemplateVersions,
} from "@aws-sdk/client-ec2";
import type { PageOf } from "../../inventory/sweep.ts";
import { describeExisting, isMissing } from "../describe-existing.ts";

/** "A maximum of 1000 explicitly specified instance IDs", which is also the fastest way to describe them. */
const mostInstances = 1_000;
const mostTemplates = 200;

/** Instances by id; those that are gone are left out. */
export const describeInstances = (ec2: EC2Client, ids: readonly string[]): Promise<readonly Instance[]> =>
  describeExisting(ids, mostInstances, async (InstanceIds) => {
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    return (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []);
  });

/** Every instance, a page at a time, or those from a token on. */
export const instancePages = async function* (
  client: EC2Client,
  startingToken?: string,
): AsyncGenerator<PageOf<Instance>> {
  const pages = paginateDescribeInstances({ client, startingToken }, { MaxResults: 1_000 });
  for await (const { Reservations, NextToken } of pages)
    yield { items: (Reservations ?? []).flatMap(({ Instances }) => Instances ?? []), next: NextToken };
};

/** Launch templates by id; those that are gone are left out. */
export const describeTemplates = (ec2: EC2Client, ids: readonly string[]): Promise<readonly LaunchTemplate[]> =>
  describeExisting(ids, mostTemplates, async (LaunchTemplateIds) => {
    const templates: LaunchTemplate[] = [];
    for await (const { LaunchTemplates } of paginateDescribeLaunchTemplates({ client: ec2 }, { LaunchTemplateIds }))
      templates.push(...(LaunchTemplates ?? []));
    return templates;
  });

/** Every launch template, a page at a time, or those from a token on. */
export const templatePages = async function* (
  client: EC2Client,
  startingToken?: string,
): AsyncGenerator<PageOf<LaunchTemplate>> {
  const pages = paginateDescribeLaunchTemplates({ client, startingToken }, { MaxResults: 200 });
  for await (const { LaunchTemplates, NextToken } of pages) yield { items: LaunchTemplates ?? [], next: NextToken };
};

/** All versions of a template; none if it is not there any more. */
export const templateVersions = async (ec2: EC2Client, id: string): Promise<readonly LaunchTemplateVersion[]> => {
  const versions: LaunchTemplateVersion[] = [];
  try {
    for await (const { LaunchTemplateVersions } of paginateDescribeLaunchTemplateVersions(
      { client: ec2 },
      { LaunchTemplateId: id, MaxResults: 200 },
    ))
      versions.push(...(LaunchTemplateVersions ?? []));
  } catch (error) {
    if (!isMissing(error)) throw error;
    return [];
  }
  return versions;
};
