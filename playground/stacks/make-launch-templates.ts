import {
  type _InstanceType,
  CreateKeyPairCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DescribeInstanceTypesCommand,
  DescribeKeyPairsCommand,
  type Image,
  type LaunchTemplate,
  type LaunchTemplateVersion,
  ModifyLaunchTemplateCommand,
  paginateDescribeImages,
  RegisterImageCommand,
  type RequestLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import { answered, type Builder, ownTags } from "./builder.ts";
import { givenMembers } from "./members.ts";

const dataOf = ({ LaunchTemplateData = {} }: LaunchTemplateVersion) => LaunchTemplateData;

/** For which architecture an image is that runs here in place of one that is not in this world. */
const architectureOf = async (
  { clients: { ec2 } }: Builder,
  image: Image | undefined,
  type: _InstanceType | undefined,
): Promise<"arm64" | "x86_64"> => {
  if (image?.Architecture === "arm64" || image?.Architecture === "x86_64") return image.Architecture;
  if (type === undefined) return "x86_64";
  const { InstanceTypes } = await ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type] }));
  return InstanceTypes?.[0]?.ProcessorInfo?.SupportedArchitectures?.includes("arm64") ? "arm64" : "x86_64";
};

/** Images that are here stay what they are; in place of any other there is one that runs the sample service. */
const makeImages = async (builder: Builder): Promise<void> => {
  const { document, references, clients, made, attempt } = builder;
  const launched = [
    ...document.Reservations.flatMap(({ Instances = [] }) => Instances),
    ...document.LaunchTemplateVersions.map(dataOf),
  ];
  const types = new Map(launched.map(({ ImageId, InstanceType }) => [ImageId, InstanceType]));
  const ids = [...types.keys()].filter((id) => id !== undefined);
  if (ids.length === 0) return;
  const here = new Set<string | undefined>();
  const named = { Filters: [{ Name: "image-id", Values: ids }] };
  for await (const { Images = [] } of paginateDescribeImages({ client: clients.ec2 }, named))
    for (const { ImageId } of Images) here.add(ImageId);
  for (const [theirs, type] of types) {
    if (theirs === undefined || here.has(theirs)) continue;
    await attempt(`an image in place of ${theirs}`, [theirs], async () => {
      const Architecture = await architectureOf(
        builder,
        document.Images.find(({ ImageId }) => ImageId === theirs),
        type,
      );
      const name = `in place of ${theirs}`;
      const { ImageId } = await clients.ec2.send(new RegisterImageCommand({ Name: name, Architecture }));
      const id = answered(ImageId, "an image");
      made.push({ kind: "image", id, name });
      references.add(theirs, id);
    });
  }
};

/** Launches need the pair that they name. */
const makeKeyPairs = async ({ document, clients: { ec2 }, made, attempt }: Builder): Promise<void> => {
  const wanted = new Set(document.LaunchTemplateVersions.flatMap((version) => dataOf(version).KeyName ?? []));
  if (wanted.size === 0) return;
  const { KeyPairs = [] } = await ec2.send(new DescribeKeyPairsCommand({}));
  for (const { KeyName = "" } of KeyPairs) wanted.delete(KeyName);
  for (const name of wanted)
    await attempt(`key pair ${name}`, [], async () => {
      await ec2.send(new CreateKeyPairCommand({ KeyName: name }));
      made.push({ kind: "key pair", id: name, name });
    });
};

/** Answered and given data differ in the names of their types only. */
const requested = ({ references }: Builder, version: LaunchTemplateVersion): RequestLaunchTemplateData =>
  references.mapped(dataOf(version)) as RequestLaunchTemplateData;

/** Versions by their numbers: what the source calls 7 may be 2 here, as only described ones are made. */
const versionsOf = ({ document }: Builder, { LaunchTemplateId, LaunchTemplateName }: LaunchTemplate) =>
  document.LaunchTemplateVersions.filter(
    (version) => version.LaunchTemplateId === LaunchTemplateId || version.LaunchTemplateName === LaunchTemplateName,
  ).toSorted((a, b) => (a.VersionNumber ?? 0) - (b.VersionNumber ?? 0));

const makeTemplate = async (builder: Builder, template: LaunchTemplate): Promise<void> => {
  const { references, clients, made, found } = builder;
  const { ec2 } = clients;
  const [first, ...others] = versionsOf(builder, template);
  if (first === undefined) throw new Error("none of LaunchTemplateVersions is of it");
  const tags = ownTags(template.Tags);
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: template.LaunchTemplateName,
      ...givenMembers("LaunchTemplateVersions", { VersionDescription: first.VersionDescription }),
      LaunchTemplateData: requested(builder, first),
      ...(tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: "launch-template", Tags: tags }] }),
    }),
  );
  const LaunchTemplateId = answered(LaunchTemplate?.LaunchTemplateId, "a launch template");
  made.push({ kind: "launch template", id: LaunchTemplateId, name: template.LaunchTemplateName ?? LaunchTemplateId });
  for (const version of others)
    await found(() =>
      ec2.send(
        new CreateLaunchTemplateVersionCommand({
          LaunchTemplateId,
          ...givenMembers("LaunchTemplateVersions", { VersionDescription: version.VersionDescription }),
          LaunchTemplateData: requested(builder, version),
        }),
      ),
    );
  const byDefault = [first, ...others].findIndex(
    ({ VersionNumber }) => VersionNumber === template.DefaultVersionNumber,
  );
  if (byDefault > 0)
    await found(() =>
      ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: String(byDefault + 1) })),
    );
  // Whoever named the template by its name as well as by its id names it by the id here.
  references.add(template.LaunchTemplateId, LaunchTemplateId);
};

/** What a launch template's version is called here; `$Latest` and `$Default` stay. Throws if it is not described. */
export const versionHere = (builder: Builder, template: LaunchTemplate, version: string): string => {
  const numbers = versionsOf(builder, template).map(({ VersionNumber }) => VersionNumber);
  const { LatestVersionNumber, DefaultVersionNumber } = template;
  const meant =
    version === "$Latest" ? LatestVersionNumber : version === "$Default" ? DefaultVersionNumber : Number(version);
  const place = numbers.indexOf(meant);
  if (meant !== undefined && place === -1)
    throw new Error(
      `version ${version} of launch template ${template.LaunchTemplateName} is none of LaunchTemplateVersions`,
    );
  return version.startsWith("$") ? version : String(place + 1);
};

/** Launch templates with their versions, and what these name: images and key pairs. */
export const makeLaunchTemplates = async (builder: Builder): Promise<void> => {
  const { document, attempt } = builder;
  await makeImages(builder);
  await makeKeyPairs(builder);
  for (const one of document.LaunchTemplates)
    await attempt(`launch template ${one.LaunchTemplateName}`, [one.LaunchTemplateId], () =>
      makeTemplate(builder, one),
    );
};
