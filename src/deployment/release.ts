/** A release in a launch template: what the idle side is to launch, and how it is found again. */
import type { Json } from "../changes/change.ts";
import { isRecord } from "../resources/described/plain.ts";
import type { Release } from "./request.ts";

/** How a deployment's launch template version is found again: its description. */
export const versionDescription = (deployment: string) => `sarcelle ${deployment}`;

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

/** The version that a launch template's instances are tagged with; null where Sarcelle never deployed. */
export const releaseOf = (data: { readonly [key: string]: Json }): string | null => {
  const specifications = Array.isArray(data.TagSpecifications) ? (data.TagSpecifications as readonly Json[]) : [];
  const tags = specifications
    .filter(isRecord)
    .flatMap(({ Tags }) => (Array.isArray(Tags) ? (Tags as readonly Json[]) : []))
    .filter(isRecord);
  const version = tags.find(({ Key }) => Key === "sarcelle:version")?.Value;
  return typeof version === "string" ? version : null;
};

/** The active side's launch template with the release on top: what the idle side is to launch. */
export const releaseData = (
  active: { readonly [key: string]: Json },
  release: Release,
): { readonly [key: string]: Json } => ({
  ...active,
  ...(release.overrides as { readonly [key: string]: Json } | undefined),
  ImageId: release.imageId,
  ...(release.userData === undefined ? {} : { UserData: Buffer.from(release.userData).toString("base64") }),
  TagSpecifications: releaseTags(active.TagSpecifications, release),
});
