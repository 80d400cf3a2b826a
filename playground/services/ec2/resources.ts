import type { RequestLaunchTemplateData } from "@aws-sdk/client-ec2";
import type { InstanceState } from "../../world/neighbours.ts";
import { createRecords, type Records } from "../../world/records.ts";
import type { Surroundings } from "../../world/service.ts";

export type Tags = Readonly<Record<string, string>>;

export interface Tagged {
  readonly id: string;
  readonly tags: Tags;
}

export interface Image extends Tagged {
  readonly name: string;
  readonly architecture: "arm64" | "x86_64";
  readonly createdAt: number;
  /** From `pending` to `running`. */
  readonly bootSeconds: number;
}

export interface Vpc extends Tagged {
  readonly cidrBlock: string;
  readonly isDefault: boolean;
}

export interface Subnet extends Tagged {
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly cidrBlock: string;
  /** Where an instance of the zone goes whose launch names no subnet. */
  readonly defaultForZone: boolean;
}

export interface SecurityGroup extends Tagged {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
}

export interface SecurityGroupRule extends Tagged {
  readonly groupId: string;
  readonly egress: boolean;
  /** `tcp`, `udp`, `icmp`, or `-1` for all. */
  readonly protocol: string;
  readonly fromPort: number;
  readonly toPort: number;
  readonly peer: Peer;
  readonly description: string | undefined;
}

export type Peer =
  | { readonly kind: "ipv4" | "ipv6"; readonly cidr: string }
  | { readonly kind: "prefix-list" | "group"; readonly id: string };

export interface LaunchTemplate extends Tagged {
  readonly name: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly defaultVersion: number;
  /** Ascending by number; never empty, since the default version cannot be deleted. */
  readonly versions: readonly LaunchTemplateVersion[];
}

export interface LaunchTemplateVersion {
  readonly number: number;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly data: RequestLaunchTemplateData;
}

export interface Instance extends Tagged {
  readonly state: InstanceState;
  /** When the instance entered `state`. */
  readonly since: number;
  readonly stateReason: { readonly code: string; readonly message: string } | undefined;
  readonly stateTransitionReason: string;
  readonly reservationId: string;
  readonly launchIndex: number;
  /** Of its latest start. */
  readonly launchedAt: number;
  /** Of its first launch. */
  readonly createdAt: number;
  readonly clientToken: string;
  readonly launchTemplate: { readonly id: string; readonly name: string; readonly version: string } | undefined;
  readonly imageId: string;
  readonly architecture: Image["architecture"];
  readonly instanceType: string;
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
  readonly privateIpAddress: string;
  readonly publicIpAddress: string | undefined;
  readonly securityGroupIds: readonly string[];
  /** The parameters it was launched with: the request's on top of the launch template's. */
  readonly parameters: RequestLaunchTemplateData;
}

export interface KeyPair extends Tagged {
  readonly name: string;
  readonly type: "rsa" | "ed25519";
  readonly fingerprint: string;
  readonly createdAt: number;
}

/** Everything that EC2 holds, by type. The keys are the resource types that EC2's ARNs and tags name. */
export interface Resources {
  readonly image: Records<Image>;
  readonly vpc: Records<Vpc>;
  readonly subnet: Records<Subnet>;
  readonly "security-group": Records<SecurityGroup>;
  readonly "security-group-rule": Records<SecurityGroupRule>;
  readonly "launch-template": Records<LaunchTemplate>;
  readonly "key-pair": Records<KeyPair>;
  readonly instance: Records<Instance>;
}

export type Ec2ResourceType = keyof Resources;

/** Empty stores for every type. */
export const createResources = ({ clock, lag }: Surroundings): Resources => ({
  // Images, VPCs and subnets are there before anybody asks: nothing about them is late.
  image: createRecords(clock, () => 0),
  vpc: createRecords(clock, () => 0),
  subnet: createRecords(clock, () => 0),
  "security-group": createRecords(clock, lag),
  "security-group-rule": createRecords(clock, lag),
  "launch-template": createRecords(clock, lag),
  "key-pair": createRecords(clock, lag),
  instance: createRecords(clock, lag),
});

const prefixes: Readonly<Record<string, Ec2ResourceType>> = {
  ami: "image",
  vpc: "vpc",
  subnet: "subnet",
  sg: "security-group",
  sgr: "security-group-rule",
  lt: "launch-template",
  key: "key-pair",
  i: "instance",
};

/** The type of the resource that an id such as `sg-0123…` names. */
export const typeOf = (id: string): Ec2ResourceType | undefined => prefixes[id.slice(0, id.lastIndexOf("-"))];

/** The ARN of a resource; `*` as id stands for one that is still to be created. */
export const arnOf = ({ account, region }: Surroundings, type: string, id: string): string =>
  // Images belong to a region and to no account: arn:aws:ec2:eu-west-1::image/ami-….
  `arn:aws:ec2:${region}:${type === "image" ? "" : account}:${type}/${id}`;

/** It was launched as a spot instance. */
export const isSpot = ({ parameters }: Pick<Instance, "parameters">): boolean =>
  parameters.InstanceMarketOptions?.MarketType === "spot";
