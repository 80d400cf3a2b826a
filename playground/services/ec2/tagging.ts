import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import { AwsError } from "../../world/aws-error.ts";
import type { Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";
import { invalidValue } from "./errors.ts";
import { arnOf, type Ec2ResourceType, type Resources, type Tagged, type Tags } from "./resources.ts";

/** The tags in a request, by key; a later one of the same key counts. */
export const tagsFrom = (list: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));

/**
 * Tags as EC2 answers them: a list, in the order in which they were set; where there is no tag, there is no list. Recorded: untagged
 * instances, VPCs, subnets, groups, images and templates have no member `Tags`.
 */
export const tagList = (tags: Tags): Tag[] | undefined => {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return list.length === 0 ? undefined : list;
};

/** The tags that a request asks for, for a resource of `type`; other types must be in `ignored`. */
export const requestedTags = (
  specifications: readonly TagSpecification[] | undefined,
  type: Ec2ResourceType,
  ignored: readonly string[] = [],
): Tags => {
  const tags = (specifications ?? []).flatMap(({ ResourceType, Tags: list }) => {
    if (ResourceType === type) return list ?? [];
    if (ResourceType !== undefined && ignored.includes(ResourceType)) return [];
    throw invalidValue(`'${ResourceType}' is not a valid taggable resource type for this operation.`);
  });
  checkTags(tags);
  return tagsFrom(tags);
};

/** Refuses what a user may not set: reserved keys, and keys or values that are too long. */
export const checkTags = (tags: readonly Tag[]): void => {
  for (const { Key = "", Value = "" } of tags) {
    if (/^aws:/i.test(Key)) throw invalidValue("Tag keys starting with 'aws:' are reserved for internal use");
    if (Key.length === 0 || Key.length > 127)
      throw invalidValue("Tag key exceeds the maximum length of 127 characters, or is empty.");
    if (Value.length > 255) throw invalidValue("Tag value exceeds the maximum length of 255 characters");
  }
};

// "Maximum number of tags per resource: 50"; tags that AWS sets itself do not count.
const checkCount = (tags: Tags) => {
  if (Object.keys(tags).filter((key) => !key.startsWith("aws:")).length > 50)
    throw new AwsError("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
};

export interface Tagging {
  /** Gives a resource other tags. Says so on the bus if anything changed. */
  retag(type: Ec2ResourceType, id: string, next: (tags: Tags) => Tags): void;
  /** Says on the bus that a resource was created with tags. */
  created(type: Ec2ResourceType, record: Tagged): void;
}

/** Tags of all types of resources, and the `Tag Change on Resource` events about them. */
export const createTagging = (surroundings: Surroundings, resources: Resources): Tagging => {
  // Not part of the records: it grows with every change, so two dumps with equal tags would differ by it.
  const versions = new Map<string, number>();

  const announce = (type: Ec2ResourceType, id: string, before: Tags, after: Tags) => {
    const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
      (key) => before[key] !== after[key],
    );
    if (changed.length === 0) return;
    const version = (versions.get(id) ?? 0) + 1;
    versions.set(id, version);
    surroundings.emit({
      source: "aws.tag",
      detailType: "Tag Change on Resource",
      resources: [arnOf(surroundings, type, id)],
      detail: { "changed-tag-keys": changed, service: "ec2", "resource-type": type, version, tags: after },
    });
  };

  return {
    retag(type, id, next) {
      const records: Records<Tagged> = resources[type];
      const record = records.get(id);
      if (record === undefined) return;
      const tags = next(record.tags);
      checkCount(tags);
      records.put(id, { ...record, tags });
      announce(type, id, record.tags, tags);
    },
    created: (type, record) => announce(type, record.id, {}, record.tags),
  };
};
