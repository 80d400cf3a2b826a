import type { GroupIdentifier, InstanceNetworkInterface, InstancePrivateIpAddress } from "@aws-sdk/client-ec2";
import { derivedHex, derivedId } from "./derived-id.ts";
import type { Instance } from "./resources.ts";

/** The id of the one network interface that an instance has. */
export const networkInterfaceId = ({ id }: Pick<Instance, "id">): string => derivedId("eni", id);

/** AWS's names of an instance: `ip-172-31-1-2.eu-west-1.compute.internal`, and in us-east-1 `ip-….ec2.internal`. */
export const privateDnsNameOf = ({ privateIpAddress, availabilityZone }: Instance): string => {
  const region = availabilityZone.slice(0, -1);
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  return `ip-${privateIpAddress.replaceAll(".", "-")}.${domain}`;
};

/** The public name of an instance; empty without a public address. */
export const publicDnsNameOf = ({ publicIpAddress, availabilityZone }: Instance): string => {
  if (publicIpAddress === undefined) return "";
  // No resolver knows AWS's names of this machine's addresses: the address itself, as the DNS names of load balancers are.
  if (publicIpAddress.startsWith("127.")) return publicIpAddress;
  const region = availabilityZone.slice(0, -1);
  const domain = region === "us-east-1" ? "compute-1" : `${region}.compute`;
  return `ec2-${publicIpAddress.replaceAll(".", "-")}.${domain}.amazonaws.com`;
};

const macAddressOf = ({ id }: Instance): string =>
  ["0a", ...(derivedHex(`mac ${id}`, 10).match(/../g) ?? [])].join(":");

/** The network interface that an instance has from its launch to its termination, as DescribeInstances shows it. */
export const describedNetworkInterface = (
  instance: Instance,
  parts: { readonly account: string; readonly groups: GroupIdentifier[]; readonly attached: boolean },
): InstanceNetworkInterface => {
  const asked = instance.parameters.NetworkInterfaces?.[0];
  const association =
    instance.publicIpAddress === undefined
      ? {}
      : {
          Association: {
            IpOwnerId: "amazon",
            PublicDnsName: publicDnsNameOf(instance),
            PublicIp: instance.publicIpAddress,
          },
        };
  const address: InstancePrivateIpAddress = {
    ...association,
    Primary: true,
    PrivateDnsName: privateDnsNameOf(instance),
    PrivateIpAddress: instance.privateIpAddress,
  };
  return {
    ...association,
    Attachment: {
      AttachTime: new Date(instance.createdAt),
      AttachmentId: derivedId("eni-attach", instance.id),
      DeleteOnTermination: asked?.DeleteOnTermination ?? true,
      DeviceIndex: 0,
      NetworkCardIndex: 0,
      Status: parts.attached ? "attached" : "attaching",
    },
    Description: asked?.Description ?? "",
    Groups: parts.groups,
    InterfaceType: "interface",
    Ipv6Addresses: [],
    MacAddress: macAddressOf(instance),
    NetworkInterfaceId: networkInterfaceId(instance),
    Operator: { Managed: false },
    OwnerId: parts.account,
    PrivateDnsName: privateDnsNameOf(instance),
    PrivateIpAddress: instance.privateIpAddress,
    PrivateIpAddresses: [address],
    SourceDestCheck: true,
    Status: "in-use",
    SubnetId: instance.subnetId,
    VpcId: instance.vpcId,
  };
};
