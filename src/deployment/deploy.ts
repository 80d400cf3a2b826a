/** Puts a release on the idle side: pure plans, one for each state of the machine. */
import type { Change, Json, State } from "../changes/change.ts";
import { tagsId, versionId } from "../resources/described/ids.ts";
import { isRecord } from "../resources/described/plain.ts";
import { rest } from "./processes.ts";
import type { Release } from "./request.ts";
import type { GroupView, SideView } from "./view.ts";

/** The tag in which `scaledown` leaves the size that the side had. */
export const sizeTag = "sarcelle:size-before-scaledown";

const capacity = ({ min, max, desired }: Pick<GroupView, "min" | "max" | "desired">): State => ({ min, max, desired });

const resize = (group: GroupView, after: Pick<GroupView, "min" | "max" | "desired">): Change => ({
  resource: { kind: "group-capacity", id: group.name },
  before: capacity(group),
  after: capacity(after),
});

const rememberSize = (group: GroupView, size: string | null): Change => ({
  resource: { kind: "tags", id: tagsId.format({ service: "autoscaling", name: group.name }) },
  before: { [sizeTag]: group.tags[sizeTag] ?? null },
  after: { [sizeTag]: size },
});

/** The idle side rests and goes to zero. */
export const emptyIdleSide = (idle: SideView): readonly Change[] => [
  rest(idle.group),
  resize(idle.group, { min: 0, max: idle.group.max, desired: 0 }),
];

/** The same, and the side remembers its size; nothing if it is empty already. */
export const scaleDown = (idle: SideView): readonly Change[] =>
  idle.group.desired === 0 && idle.group.min === 0
    ? [rest(idle.group)]
    : [
        rememberSize(idle.group, `min ${idle.group.min}, max ${idle.group.max}, desired ${idle.group.desired}`),
        ...emptyIdleSide(idle),
      ];

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

/** The idle side's next launch template version. */
export const registerRelease = (
  idle: SideView,
  deployment: string,
  data: { readonly [key: string]: Json },
): readonly Change[] => [
  {
    resource: {
      kind: "launch-template-version",
      id: versionId.format({
        launchTemplateId: idle.group.launchTemplate.id,
        description: versionDescription(deployment),
      }),
    },
    before: null,
    after: { data },
  },
];

/** The idle side launches `version`, at the size that the active side has now. */
export const launchRelease = (idle: SideView, active: SideView, version: string): readonly Change[] => [
  rememberSize(idle.group, null),
  {
    resource: { kind: "group-launch-template", id: idle.group.name },
    before: { launchTemplateId: idle.group.launchTemplate.id, version: idle.group.launchTemplate.version },
    after: { launchTemplateId: idle.group.launchTemplate.id, version },
  },
  resize(idle.group, active.group),
];
