import type {
  Instance as Described,
  GroupIdentifier,
  IamInstanceProfile,
  InstanceMetadataOptionsResponse,
  LaunchTemplateIamInstanceProfileSpecificationRequest,
} from "@aws-sdk/client-ec2";
import type { InstanceState } from "../../world/neighbours.ts";
import type { Ec2Context } from "./context.ts";
import { derivedHex, derivedId } from "./derived-id.ts";
import { findInstanceType } from "./instance-types.ts";
import { describedNetworkInterface, privateDnsNameOf, publicDnsNameOf } from "./network-interface.ts";
import { type Instance, isSpot } from "./resources.ts";
import { tagList } from "./tagging.ts";
import { attachedDevices, rootDeviceName } from "./volumes.ts";
import { zoneIdOf } from "./zones.ts";

const stateCodes: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

/** A state with the code that EC2 gives it: 16 is `running`. */
export const describedState = (state: InstanceState): { readonly Code: number; readonly Name: InstanceState } => ({
  Code: stateCodes[state],
  Name: state,
});

/** Recorded: volumes are attached a second after the launch; before, RunInstances answers with none. */
const attachMilliseconds = 1000;

/**
 * An instance as DescribeInstances and RunInstances show it, with the members that AWS answers for every instance. A terminated one
 * has lost its network and its volumes. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html
 */
export const describedInstance = (ec2: Ec2Context, instance: Instance): Described => {
  const { parameters, state } = instance;
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: describedState(state),
    StateTransitionReason: instance.stateTransitionReason,
    StateReason: stateReasonOf(instance),
    InstanceType: instance.instanceType as Described["InstanceType"],
    LaunchTime: new Date(instance.launchedAt),
    AmiLaunchIndex: instance.launchIndex,
    ClientToken: instance.clientToken,
    ...(isSpot(instance)
      ? { InstanceLifecycle: "spot" as const, SpotInstanceRequestId: `sir-${derivedHex(`sir ${instance.id}`, 8)}` }
      : {}),
    KeyName: parameters.KeyName,
    ProductCodes: [],
    EbsOptimized: parameters.EbsOptimized ?? false,
    Monitoring: { State: parameters.Monitoring?.Enabled === true ? "enabled" : "disabled" },
    Placement: {
      AvailabilityZone: instance.availabilityZone,
      AvailabilityZoneId: zoneIdOf(instance.availabilityZone),
      GroupName: parameters.Placement?.GroupName ?? "",
      Tenancy: parameters.Placement?.Tenancy ?? "default",
    },
    ...software(ec2, instance),
    ...attachments(ec2, instance),
    Tags: tagList(instance.tags),
  };
};

/** A pending instance says so here too; what ends it says why. */
const stateReasonOf = ({ state, stateReason }: Instance): Described["StateReason"] =>
  stateReason === undefined
    ? state === "pending"
      ? { Code: "pending", Message: "pending" }
      : undefined
    : { Code: stateReason.code, Message: stateReason.message };

/** What the image and the instance type make of an instance, with AWS's defaults. */
const software = (ec2: Ec2Context, instance: Instance): Partial<Described> => {
  const { parameters } = instance;
  const type = findInstanceType(instance.instanceType);
  const threads = parameters.CpuOptions?.ThreadsPerCore ?? type.threadsPerCore;
  return {
    Architecture: instance.architecture,
    Hypervisor: "xen",
    VirtualizationType: "hvm",
    EnaSupport: true,
    RootDeviceName: rootDeviceName,
    RootDeviceType: "ebs",
    CurrentInstanceBootMode: type.architecture === "arm64" ? "uefi" : "legacy-bios",
    PlatformDetails: "Linux/UNIX",
    UsageOperation: "RunInstances",
    UsageOperationUpdateTime: new Date(instance.createdAt),
    CpuOptions: {
      CoreCount: parameters.CpuOptions?.CoreCount ?? type.vcpus / type.threadsPerCore,
      ThreadsPerCore: threads,
    },
    CapacityReservationSpecification: { CapacityReservationPreference: "open" },
    HibernationOptions: { Configured: false },
    EnclaveOptions: { Enabled: false },
    MaintenanceOptions: { AutoRecovery: "default", RebootMigration: "default" },
    MetadataOptions: metadataOptions(instance),
    NetworkPerformanceOptions: { BandwidthWeighting: "default" },
    Operator: { Managed: false },
    PrivateDnsNameOptions: {
      HostnameType: "ip-name",
      EnableResourceNameDnsARecord: false,
      EnableResourceNameDnsAAAARecord: false,
    },
    IamInstanceProfile: parameters.IamInstanceProfile && shownProfile(ec2, parameters.IamInstanceProfile),
  };
};

/** The instance profile; its name and id are remembered when it is gone. */
const shownProfile = (
  { instanceProfiles, surroundings: { account } }: Ec2Context,
  named: LaunchTemplateIamInstanceProfileSpecificationRequest,
): IamInstanceProfile => {
  const found = instanceProfiles.instanceProfile(named);
  const madeUp = `AIPA${derivedId("", JSON.stringify(named)).slice(1).toUpperCase()}`;
  return {
    Arn: found?.arn ?? named.Arn ?? `arn:aws:iam::${account}:instance-profile/${named.Name}`,
    Id: found?.id ?? madeUp,
  };
};

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMetadataOptionsResponse.html */
export const metadataOptions = ({ parameters, state }: Instance): InstanceMetadataOptionsResponse => {
  const asked = parameters.MetadataOptions;
  return {
    State: state === "pending" ? "pending" : "applied",
    HttpTokens: asked?.HttpTokens ?? "optional",
    HttpPutResponseHopLimit: asked?.HttpPutResponseHopLimit ?? 1,
    HttpEndpoint: asked?.HttpEndpoint ?? "enabled",
    HttpProtocolIpv6: asked?.HttpProtocolIpv6 ?? "disabled",
    InstanceMetadataTags: asked?.InstanceMetadataTags ?? "disabled",
  };
};

/** An instance's security groups, with their names. */
export const namedGroupsOf = ({ resources }: Ec2Context, instance: Instance): GroupIdentifier[] =>
  instance.securityGroupIds.map((id) => ({ GroupId: id, GroupName: resources["security-group"].get(id)?.name }));

/** The network interface and the volumes, which a terminated instance has lost. */
const attachments = (ec2: Ec2Context, instance: Instance): Partial<Described> => {
  if (instance.state === "terminated")
    return {
      BlockDeviceMappings: [],
      NetworkInterfaces: [],
      PrivateDnsName: "",
      PublicDnsName: "",
      SecurityGroups: [],
    };
  const { clock, account } = ec2.surroundings;
  const attachedAt = instance.createdAt + attachMilliseconds;
  const attached = clock.now() >= attachedAt;
  const groups = namedGroupsOf(ec2, instance);
  return {
    BlockDeviceMappings: attached ? attachedDevices(instance, attachedAt) : [],
    NetworkInterfaces: [describedNetworkInterface(instance, { account, groups, attached })],
    PrivateDnsName: privateDnsNameOf(instance),
    PrivateIpAddress: instance.privateIpAddress,
    PublicDnsName: publicDnsNameOf(instance),
    PublicIpAddress: instance.publicIpAddress,
    SecurityGroups: groups,
    SourceDestCheck: true,
    SubnetId: instance.subnetId,
    VpcId: instance.vpcId,
  };
};
