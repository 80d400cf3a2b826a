/** A release in a launch template: what the idle side is to launch, and how it is found again. */
import type { Json } from "../changes/change.ts";
import { isRecord } from "../resources/described/plain.ts";
import type { Release } from "./request.ts";

/** What a launch template launches, in EC2's names. */
type Data = { readonly [key: string]: Json };

/** How a deployment's launch template version is found again: its description. */
export const versionDescription = (deployment: string) => `sarcelle ${deployment}`;

/** The deployment that made a launch template version, by its description; undefined if none did. */
export const deploymentDescribed = (description: string): string | undefined =>
  /^sarcelle (.+)$/.exec(description)?.[1];

/** The instances' tags say what runs on them; all other tags and tagged resources stay. */
const releaseTags = (specifications: Json | undefined, release: Release): Json => {
  const others = Array.isArray(specifications) ? (specifications as readonly Json[]) : [];
  const instance = others.find((each) => isRecord(each) && each.ResourceType === "instance");
  const kept = (isRecord(instance) && Array.isArray(instance.Tags) ? (instance.Tags as readonly Json[]) : []).filter(
    (tag) => isRecord(tag) && tag.Key !== "sarcelle:version" && tag.Key !== "sarcelle:commit",
  );
  return [
    ...others.filter((each) => each !== instance),
    {
      ResourceType: "instance",
      Tags: [
        ...kept,
        { Key: "sarcelle:version", Value: release.version },
        { Key: "sarcelle:commit", Value: release.commit },
      ],
    },
  ];
};

const tagOf = ({ TagSpecifications: specifications }: Data, key: string): string | null => {
  const tags = (Array.isArray(specifications) ? (specifications as readonly Json[]) : [])
    .filter(isRecord)
    .flatMap(({ Tags }) => (Array.isArray(Tags) ? (Tags as readonly Json[]) : []))
    .filter(isRecord);
  const value = tags.find(({ Key }) => Key === key)?.Value;
  return typeof value === "string" ? value : null;
};

/** The version that a launch template's instances are tagged with; null where Sarcelle never deployed. */
export const releaseOf = (data: Data): string | null => tagOf(data, "sarcelle:version");

/** The commit that they are tagged with, likewise. */
export const commitOf = (data: Data): string | null => tagOf(data, "sarcelle:commit");

/**
 * The groups stand in the network interface where the template has one, which is all that EC2 takes there; what had groups by name has them
 * by id. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RequestLaunchTemplateData.html
 */
const inGroups = (
  { SecurityGroupIds: _ids, SecurityGroups: _names, ...data }: Data,
  groups: readonly string[],
): Data => {
  const interfaces = Array.isArray(data.NetworkInterfaces) ? (data.NetworkInterfaces as readonly Json[]) : [];
  return interfaces.length === 0
    ? { ...data, SecurityGroupIds: groups }
    : { ...data, NetworkInterfaces: interfaces.map((each) => (isRecord(each) ? { ...each, Groups: groups } : each)) };
};

const withOverrides = (active: Data, { SecurityGroupIds, ...others }: NonNullable<Release["overrides"]>): Data => {
  const data = { ...active, ...(others as Data) };
  return SecurityGroupIds === undefined ? data : inGroups(data, SecurityGroupIds);
};

/** The active side's launch template with the release on top: what the idle side is to launch. */
export const releaseData = (active: Data, release: Release): Data => ({
  ...withOverrides(active, release.overrides ?? {}),
  ImageId: release.imageId,
  ...(release.userData === undefined ? {} : { UserData: Buffer.from(release.userData).toString("base64") }),
  TagSpecifications: releaseTags(active.TagSpecifications, release),
});
