import type {
  LaunchTemplate,
  LaunchTemplateInstanceNetworkInterfaceSpecification,
  LaunchTemplateVersion,
  ResponseLaunchTemplateData,
} from "@aws-sdk/client-ec2";
import type { State } from "../../changes/change.ts";
import { configurationOf, type Fields, type Refused } from "./fields.ts";
import { compact, isRecord, type Plain } from "./plain.ts";
import { tagsOf } from "./tags.ts";

const managed: Refused = {
  refused: "a service provider manages it, and AWS denies changes by anybody else",
  when: (operator) => isRecord(operator) && operator.Managed === true,
};

export const launchTemplateFields = {
  LaunchTemplateId: "identity",
  LaunchTemplateName: "identity",
  CreateTime: "identity",
  CreatedBy: "identity",
  DefaultVersionNumber: "runtime",
  LatestVersionNumber: "runtime",
  Tags: "configuration",
  Operator: managed,
} as const satisfies Fields<LaunchTemplate>;

export const launchTemplateVersionFields = {
  LaunchTemplateId: "identity",
  LaunchTemplateName: "identity",
  VersionNumber: "identity",
  VersionDescription: "configuration",
  CreateTime: "identity",
  CreatedBy: "identity",
  DefaultVersion: "runtime",
  LaunchTemplateData: "configuration",
  Operator: managed,
} as const satisfies Fields<LaunchTemplateVersion>;

export const launchTemplateDataFields = {
  KernelId: "configuration",
  EbsOptimized: "configuration",
  IamInstanceProfile: "configuration",
  BlockDeviceMappings: "configuration",
  NetworkInterfaces: "configuration",
  ImageId: "configuration",
  InstanceType: "configuration",
  KeyName: "configuration",
  Monitoring: "configuration",
  Placement: "configuration",
  RamDiskId: "configuration",
  DisableApiTermination: "configuration",
  InstanceInitiatedShutdownBehavior: "configuration",
  UserData: "configuration",
  TagSpecifications: "configuration",
  ElasticGpuSpecifications: "configuration",
  ElasticInferenceAccelerators: "configuration",
  SecurityGroupIds: "configuration",
  SecurityGroups: "configuration",
  InstanceMarketOptions: "configuration",
  CreditSpecification: "configuration",
  CpuOptions: "configuration",
  CapacityReservationSpecification: "configuration",
  LicenseSpecifications: "configuration",
  HibernationOptions: "configuration",
  MetadataOptions: "configuration",
  EnclaveOptions: "configuration",
  InstanceRequirements: "configuration",
  PrivateDnsNameOptions: "configuration",
  MaintenanceOptions: "configuration",
  DisableApiStop: "configuration",
  Operator: managed,
  NetworkPerformanceOptions: "configuration",
  SecondaryInterfaces: "configuration",
} as const satisfies Fields<ResponseLaunchTemplateData>;

/** `IsPrimaryIpv6` follows from the interface's `PrimaryIpv6`. */
const networkInterface = ({
  Ipv6Addresses,
  ...settings
}: Plain<LaunchTemplateInstanceNetworkInterfaceSpecification>) => ({
  ...settings,
  ...(Ipv6Addresses === undefined
    ? {}
    : { Ipv6Addresses: Ipv6Addresses.map(({ Ipv6Address }) => ({ Ipv6Address: Ipv6Address ?? "" })) }),
});

/** What a version launches, as CreateLaunchTemplateVersion takes it: without what is only ever described. */
export const launchTemplateData = (data: Plain<ResponseLaunchTemplateData> | undefined): State => {
  const { State: _applied, ...metadata } = data?.MetadataOptions ?? {};
  return compact({
    ...configurationOf(launchTemplateDataFields, data ?? {}),
    MetadataOptions: metadata,
    NetworkInterfaces: data?.NetworkInterfaces?.map(networkInterface),
  });
};

/** A launch template and the version of it that counts. */
export interface DescribedLaunchTemplate {
  readonly template: Plain<LaunchTemplate>;
  readonly version: Plain<LaunchTemplateVersion>;
}

/** What a template is made with: the version's description and data, and the template's tags by key. */
export const launchTemplateState = ({ template, version }: DescribedLaunchTemplate): State => ({
  ...(version.VersionDescription ? { VersionDescription: version.VersionDescription } : {}),
  LaunchTemplateData: launchTemplateData(version.LaunchTemplateData),
  Tags: tagsOf(template.Tags),
});
