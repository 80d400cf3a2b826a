/**
 * What a launch must be allowed to: "ec2:RunInstances" on everything that it uses or makes, "ec2:CreateTags" on what it tags, and
 * "iam:PassRole" for the role of its instance profile.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
import type { RequestLaunchTemplateData, TagSpecification } from "@aws-sdk/client-ec2";
import type { Need } from "../../world/service.ts";
import { hasTrait } from "../../world/traits.ts";
import type { Ec2Context } from "./context.ts";
import { defaultGroups, lookUpSubnet } from "./instance-plan.ts";
import { defaultInstanceType } from "./instance-types.ts";
import { merged, securityGroupIds } from "./launch-parameters.ts";
import {
  arnOf,
  type Ec2ResourceType,
  type LaunchTemplate,
  type LaunchTemplateVersion,
  type Tags,
} from "./resources.ts";
import { tagsFrom } from "./tagging.ts";
import { volumesOf } from "./volumes.ts";

/** A launch as it is asked for: from a template or without one, and what is said on top of it. */
interface AskedLaunch {
  readonly template?: LaunchTemplate | undefined;
  readonly version?: LaunchTemplateVersion | undefined;
  readonly over: RequestLaunchTemplateData;
  /** Those that are asked for beside the template's; with several, the launch may go to each of them. */
  readonly subnets: readonly string[];
}

type Keys = Readonly<Record<string, string | undefined>>;

/** One resource that a launch uses or makes. */
interface Part {
  readonly type: string;
  readonly id: string;
  readonly keys: Keys;
  /** Whether nothing in the request overrides what the template says of it. */
  readonly fromTemplate: boolean;
  /** Of what is there already. */
  readonly tags?: Tags;
  /** Of what the launch makes. */
  readonly requestTags?: Tags;
}

const text = (value: boolean | number | undefined): string | undefined =>
  value === undefined ? undefined : String(value);

const given = (keys: Keys): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));

/** What a launch knows before anything is judged: its parameters, and where it goes. */
const settled = (ec2: Ec2Context, { version, over }: AskedLaunch, asked: string | undefined) => {
  const { surroundings, resources } = ec2;
  const data = merged(version?.data ?? {}, over);
  const subnet = lookUpSubnet(resources, data, asked);
  const named = securityGroupIds(data);
  const vpc = subnet && arnOf(surroundings, "vpc", subnet.vpcId);
  return {
    data,
    subnet,
    place: { "ec2:availabilityzone": subnet?.availabilityZone },
    vpc: { "ec2:vpc": vpc },
    groups: named.length > 0 || subnet === undefined ? named : defaultGroups(resources, subnet),
    profile: data.IamInstanceProfile && ec2.instanceProfiles.instanceProfile(data.IamInstanceProfile),
    elsewhere: asked !== undefined || over.NetworkInterfaces !== undefined,
  };
};

type Settled = ReturnType<typeof settled>;

const instanceKeys = ({ data, place, profile }: Settled): Keys => ({
  ...place,
  "ec2:instancetype": data.InstanceType ?? defaultInstanceType.name,
  "ec2:instanceprofile": profile?.arn,
  "ec2:ebsoptimized": text(data.EbsOptimized ?? false),
  "ec2:tenancy": data.Placement?.Tenancy ?? "default",
  "ec2:rootdevicetype": "ebs",
  "ec2:metadatahttptokens": data.MetadataOptions?.HttpTokens ?? "optional",
  "ec2:metadatahttpendpoint": data.MetadataOptions?.HttpEndpoint ?? "enabled",
  "ec2:metadatahttpputresponsehoplimit": text(data.MetadataOptions?.HttpPutResponseHopLimit ?? 1),
});

/** What the launch makes, with the tags that template and request ask for. */
const made = (ec2: Ec2Context, asked: AskedLaunch, launch: Settled): Part[] => {
  const { data, subnet, place, vpc } = launch;
  const byTemplate = hasTrait("launches-need-permissions", ec2.surroundings) ? asked.version?.data : undefined;
  const specifications = [byTemplate?.TagSpecifications ?? [], asked.over.TagSpecifications ?? []].flat();
  const tagged = (type: string) => ({ type, id: "*", requestTags: tagsFor(specifications, type) });
  const volumes = volumesOf({ id: "", imageId: data.ImageId ?? "", parameters: data });
  return [
    { ...tagged("instance"), fromTemplate: true, keys: instanceKeys(launch) },
    {
      ...tagged("network-interface"),
      fromTemplate: !launch.elsewhere && asked.over.SecurityGroupIds === undefined,
      keys: {
        ...place,
        ...vpc,
        "ec2:subnet": subnet && arnOf(ec2.surroundings, "subnet", subnet.id),
        "ec2:associatepublicipaddress": text(data.NetworkInterfaces?.[0]?.AssociatePublicIpAddress),
      },
    },
    ...volumes.map(({ settings }) => ({
      ...tagged("volume"),
      fromTemplate: asked.over.BlockDeviceMappings === undefined,
      keys: {
        ...place,
        "ec2:encrypted": text(settings.Encrypted ?? false),
        "ec2:volumesize": text(settings.VolumeSize),
        "ec2:volumetype": settings.VolumeType ?? "gp2",
        "ec2:volumeiops": text(settings.Iops),
        "ec2:volumethroughput": text(settings.Throughput),
      },
    })),
  ];
};

const tagsFor = (specifications: readonly TagSpecification[], type: string): Tags =>
  tagsFrom(specifications.flatMap(({ ResourceType, Tags = [] }) => (ResourceType === type ? Tags : [])));

/** What the launch uses, with the tags that it has. */
const used = (ec2: Ec2Context, { template, over }: AskedLaunch, launch: Settled): Part[] => {
  const { resources } = ec2;
  const { data, subnet, groups, place, vpc } = launch;
  const own = (type: Ec2ResourceType, id: string) => ({ type, id, tags: resources[type].get(id)?.tags ?? {} });
  const pair = resources["key-pair"].values().find(({ name }) => name === data.KeyName);
  const isGrouped = over.SecurityGroupIds !== undefined || over.NetworkInterfaces !== undefined;
  return [
    {
      ...own("image", data.ImageId ?? "*"),
      keys: { "ec2:imageid": data.ImageId, "ec2:rootdevicetype": "ebs" },
      fromTemplate: over.ImageId === undefined,
    },
    ...(subnet === undefined
      ? []
      : [
          {
            ...own("subnet", subnet.id),
            keys: { ...place, ...vpc, "ec2:subnetid": subnet.id },
            fromTemplate: !launch.elsewhere,
          },
        ]),
    ...groups.map((id) => ({
      ...own("security-group", id),
      keys: { ...vpc, "ec2:securitygroupid": id },
      fromTemplate: !isGrouped,
    })),
    ...(data.KeyName === undefined
      ? []
      : [
          {
            type: "key-pair",
            id: data.KeyName,
            tags: pair?.tags ?? {},
            keys: { "ec2:keypairname": data.KeyName, "ec2:keypairtype": pair?.type },
            fromTemplate: over.KeyName === undefined,
          },
        ]),
    ...(template === undefined ? [] : [{ ...own("launch-template", template.id), keys: {}, fromTemplate: true }]),
  ];
};

const needsAt = (ec2: Ec2Context, asked: AskedLaunch, subnet: string | undefined): Need[] => {
  const { surroundings } = ec2;
  const launch = settled(ec2, asked, subnet);
  const parts = [...made(ec2, asked, launch), ...used(ec2, asked, launch)];
  const template = asked.template && arnOf(surroundings, "launch-template", asked.template.id);
  const role = hasTrait("launches-need-permissions", surroundings) ? launch.profile?.roleArn : undefined;
  const run = parts.map(({ type, id, keys, fromTemplate, ...tags }): Need => {
    // "Filters access by whether users are able to override resources that are specified in the launch template."
    const ofTemplate = template && {
      "ec2:launchtemplate": template,
      "ec2:islaunchtemplateresource": String(fromTemplate),
    };
    return {
      action: "ec2:RunInstances",
      resource: arnOf(surroundings, type, id),
      ...tags,
      context: given({ ...keys, ...ofTemplate }),
    };
  });
  const tag = parts
    .filter(({ requestTags = {} }) => Object.keys(requestTags).length > 0)
    .map(({ type, id, keys, requestTags = {} }): Need => {
      const context = given({ ...keys, "ec2:createaction": "RunInstances" });
      return { action: "ec2:CreateTags", resource: arnOf(surroundings, type, id), requestTags, context };
    });
  const pass: Need[] =
    role === undefined
      ? []
      : [{ action: "iam:PassRole", resource: role, context: { "iam:passedtoservice": "ec2.amazonaws.com" } }];
  return [...run, ...tag, ...pass];
};

/** Everything that whoever asks for a launch must be allowed to do, each once. */
export const launchNeeds = (ec2: Ec2Context, asked: AskedLaunch): Need[] => {
  const places = asked.subnets.length === 0 ? [undefined] : asked.subnets;
  const needs = places.flatMap((subnet) => needsAt(ec2, asked, subnet));
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
};
