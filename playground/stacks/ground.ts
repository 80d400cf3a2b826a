import { DescribeSubnetsCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import type { Realm } from "../home.ts";
import type { AwsError } from "../world/aws-error.ts";
import { answered } from "./builder.ts";
import type { clientsOf } from "./clients.ts";
import { createReferences, type References } from "./references.ts";
import { sampleCertificate } from "./sample-certificate.ts";
import { refuse, type StackDocument } from "./stack-document.ts";

/** What every stack of an account stands on: its default VPC, with a subnet in each zone. */
export interface Ground {
  readonly account: string;
  readonly vpc: string;
  /** Which addresses are inside. */
  readonly cidr: string;
  readonly subnets: readonly { readonly id: string; readonly zone: string }[];
}

/** The ground of this account in this region. */
export const findGround = async ({ ec2 }: Pick<ReturnType<typeof clientsOf>, "ec2">): Promise<Ground> => {
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: "is-default", Values: ["true"] }] }));
  const { VpcId, OwnerId, CidrBlock } = answered(Vpcs?.[0], "a default VPC");
  const vpc = answered(VpcId, "a VPC's id");
  const subnets: { id: string; zone: string }[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ec2.send(
      new DescribeSubnetsCommand({
        Filters: [{ Name: "vpc-id", Values: [vpc] }],
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    for (const { SubnetId: id, AvailabilityZone: zone } of page.Subnets ?? [])
      if (id !== undefined && zone !== undefined) subnets.push({ id, zone });
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return { account: answered(OwnerId, "an owner"), vpc, cidr: answered(CidrBlock, "a CIDR block"), subnets };
};

/** Where a document is from, by the first ARN in it. */
const placeOf = (document: StackDocument): Realm | undefined => {
  const arns = [
    ...document.LoadBalancers.map(({ LoadBalancerArn }) => LoadBalancerArn),
    ...document.TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn),
    ...document.AutoScalingGroups.map(({ AutoScalingGroupARN }) => AutoScalingGroupARN),
  ];
  const [, region, account] = /^arn:[^:]+:[^:]+:([^:]*):(\d{12}):/.exec(arns.find(Boolean) ?? "") ?? [];
  return region === undefined || account === undefined ? undefined : { region, account };
};

/** Every subnet that the document names, with its zone if it is told anywhere. */
const subnetsIn = ({ Subnets, LoadBalancers, AutoScalingGroups }: StackDocument): Map<string, string | undefined> => {
  const zones = new Map<string, string | undefined>();
  for (const { VPCZoneIdentifier = "" } of AutoScalingGroups)
    for (const id of VPCZoneIdentifier.split(",")) if (id.trim() !== "") zones.set(id.trim(), undefined);
  for (const { SubnetId, ZoneName } of LoadBalancers.flatMap(({ AvailabilityZones = [] }) => AvailabilityZones))
    if (SubnetId !== undefined) zones.set(SubnetId, ZoneName);
  for (const { SubnetId, AvailabilityZone } of Subnets)
    if (SubnetId !== undefined) zones.set(SubnetId, AvailabilityZone);
  return zones;
};

const vpcsIn = ({ LoadBalancers, TargetGroups, SecurityGroups, Subnets, Vpcs }: StackDocument) =>
  [...LoadBalancers, ...TargetGroups, ...SecurityGroups, ...Subnets, ...Vpcs].map(({ VpcId }) => VpcId);

/**
 * What the document's source is called here: any VPC is the default one, a zone the one at its place, a subnet the one of its zone,
 * and one of which no zone is told the next in turn. `problem` is told of more zones than here; if it lets them be, they share.
 */
export const referencesTo = (
  document: StackDocument,
  { account, vpc, cidr, subnets }: Ground,
  region: string,
  problem: (error: AwsError) => void,
): References => {
  const references = createReferences(placeOf(document), { account, region }, sampleCertificate(region, account));
  for (const theirs of vpcsIn(document)) references.add(theirs, vpc);
  for (const { CidrBlock } of document.Vpcs) references.add(CidrBlock, cidr);

  const theirSubnets = subnetsIn(document);
  const zones = new Set([
    ...theirSubnets.values(),
    ...document.AutoScalingGroups.flatMap(({ AvailabilityZones = [] }) => AvailabilityZones),
  ]);
  zones.delete(undefined);
  const theirZones = [...zones].toSorted();
  const ownZones = subnets.map(({ zone }) => zone).toSorted();
  // A document of zones b and c of this very region keeps them.
  const keeps = theirZones.every((zone) => zone !== undefined && ownZones.includes(zone));
  if (!keeps && theirZones.length > ownZones.length)
    problem(refuse([`zones ${theirZones.join(", ")}: the playground has ${ownZones.length} in a region`]));
  const zoneHere = new Map(theirZones.map((zone, place) => [zone, keeps ? zone : ownZones[place % ownZones.length]]));
  for (const [theirs, ours] of zoneHere) if (ours !== undefined) references.add(theirs, ours);

  let turn = 0;
  for (const [theirs, zone] of theirSubnets) {
    const own = subnets.find((subnet) => zone !== undefined && subnet.zone === zoneHere.get(zone));
    references.add(theirs, (own ?? subnets[turn++ % subnets.length])?.id ?? "");
  }
  return references;
};
