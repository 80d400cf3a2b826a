import { hex } from "../../world/random.ts";
import type { Ec2Context } from "./context.ts";
import { invalidValue, notFound } from "./errors.ts";
import type { Image, Tags } from "./resources.ts";
import { zonesOf } from "./zones.ts";

/** Makes what exists before anybody calls: the operations that would make it are not emulated. */
export interface Setup {
  createVpc(vpc: { readonly cidrBlock: string; readonly tags?: Tags }): string;
  createSubnet(subnet: {
    readonly vpc: string;
    readonly availabilityZone: string;
    readonly cidrBlock: string;
    readonly tags?: Tags;
  }): string;
  registerImage(image: {
    /** As the launcher of instances knows the image; by default a new id. */
    readonly id?: string;
    readonly name: string;
    readonly architecture?: Image["architecture"];
    readonly bootSeconds?: number;
    readonly tags?: Tags;
  }): string;
}

/** Makes the default network, and what else is asked for. `bootSeconds` is for images that do not say, `network` how its addresses begin. */
export const createSetup = ({ surroundings, resources }: Ec2Context, bootSeconds: number, network: string): Setup => {
  const { clock, random, region } = surroundings;
  const newId = (prefix: string) => `${prefix}-${hex(random, 17)}`;

  const addVpc = (cidrBlock: string, isDefault: boolean, tags: Tags) => {
    const vpcId = newId("vpc");
    resources.vpc.put(vpcId, { id: vpcId, tags, cidrBlock, isDefault });
    // Every VPC has a default group, which lets its members talk to each other and to everybody outside.
    const groupId = newId("sg");
    const description = "default VPC security group";
    resources["security-group"].put(groupId, { id: groupId, tags: {}, name: "default", description, vpcId });
    for (const egress of [true, false]) {
      const id = newId("sgr");
      const peer = egress ? ({ kind: "ipv4", cidr: "0.0.0.0/0" } as const) : ({ kind: "group", id: groupId } as const);
      const all = { protocol: "-1", fromPort: -1, toPort: -1, description: undefined };
      resources["security-group-rule"].put(id, { id, tags: {}, groupId, egress, peer, ...all });
    }
    return vpcId;
  };

  const addSubnet = (
    vpcId: string,
    availabilityZone: string,
    cidrBlock: string,
    defaultForZone: boolean,
    tags: Tags,
  ) => {
    const id = newId("subnet");
    resources.subnet.put(id, { id, tags, vpcId, availabilityZone, cidrBlock, defaultForZone });
    return id;
  };

  // Every account has a default VPC: "a VPC with a size /16 IPv4 CIDR block (172.31.0.0/16)" and "a size /20 default subnet
  // in each Availability Zone".
  const defaultVpc = addVpc(`${network}.0.0/16`, true, {});
  for (const [index, zone] of zonesOf(region).entries())
    addSubnet(defaultVpc, zone, `${network}.${index * 16}.0/20`, true, {});

  return {
    createVpc: ({ cidrBlock, tags = {} }) => addVpc(cidrBlock, false, tags),
    createSubnet({ vpc, availabilityZone, cidrBlock, tags = {} }) {
      if (resources.vpc.get(vpc) === undefined) throw notFound("InvalidVpcID.NotFound", "vpc ID", [vpc]);
      if (!zonesOf(region).includes(availabilityZone))
        throw invalidValue(`Value (${availabilityZone}) for parameter availabilityZone is invalid.`);
      return addSubnet(vpc, availabilityZone, cidrBlock, false, tags);
    },
    registerImage(image) {
      const id = image.id ?? newId("ami");
      resources.image.put(id, {
        id,
        tags: image.tags ?? {},
        name: image.name,
        architecture: image.architecture ?? "x86_64",
        createdAt: clock.now(),
        bootSeconds: image.bootSeconds ?? bootSeconds,
      });
      return id;
    },
  };
};
