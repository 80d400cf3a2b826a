import type { Instance as Described } from "@aws-sdk/client-ec2";
import type { InstanceState } from "../../world/neighbours.ts";
import type { Instance, SecurityGroup } from "./resources.ts";
import { tagList } from "./tagging.ts";

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

/** An instance as DescribeInstances and RunInstances show it. A terminated one has lost its network. */
export const describedInstance = (
  instance: Instance,
  securityGroup: (id: string) => SecurityGroup | undefined,
): Described => {
  const { parameters, state } = instance;
  const attached = state !== "terminated";
  const groups = instance.securityGroupIds.map((id) => ({ GroupId: id, GroupName: securityGroup(id)?.name }));
  const region = instance.availabilityZone.slice(0, -1);
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  const privateDnsName = `ip-${instance.privateIpAddress.replaceAll(".", "-")}.${domain}`;
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: describedState(state),
    StateTransitionReason: instance.stateTransitionReason,
    StateReason: instance.stateReason && { Code: instance.stateReason.code, Message: instance.stateReason.message },
    InstanceType: instance.instanceType as Described["InstanceType"],
    LaunchTime: new Date(instance.launchedAt),
    AmiLaunchIndex: instance.launchIndex,
    ClientToken: instance.clientToken,
    KeyName: parameters.KeyName,
    Architecture: instance.architecture,
    Hypervisor: "xen",
    VirtualizationType: "hvm",
    RootDeviceType: "ebs",
    EbsOptimized: parameters.EbsOptimized ?? false,
    IamInstanceProfile: parameters.IamInstanceProfile && { Arn: parameters.IamInstanceProfile.Arn },
    Monitoring: { State: parameters.Monitoring?.Enabled === true ? "enabled" : "disabled" },
    Placement: { AvailabilityZone: instance.availabilityZone, GroupName: "", Tenancy: "default" },
    PrivateDnsName: attached ? privateDnsName : "",
    PublicDnsName: "",
    PrivateIpAddress: attached ? instance.privateIpAddress : undefined,
    SubnetId: attached ? instance.subnetId : undefined,
    VpcId: attached ? instance.vpcId : undefined,
    SecurityGroups: attached ? groups : [],
    Tags: tagList(instance.tags),
  };
};
