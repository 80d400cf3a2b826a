/** What a stack stands on as AWS describes it: network, security groups, images, and instances that no group launched. */
import {
  type EC2Client,
  paginateDescribeImages,
  paginateDescribeInstances,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
  type Reservation,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import type { StackDocument } from "@sarcelle/playground/stacks";

type Standing = Pick<
  StackDocument,
  "LoadBalancers" | "TargetHealthDescriptions" | "AutoScalingGroups" | "LaunchTemplateVersions"
>;

const gathered = async <Page, Item>(
  pages: AsyncIterable<Page>,
  items: (page: Page) => readonly Item[] | undefined,
): Promise<readonly Item[]> => {
  const all: Item[] = [];
  for await (const page of pages) all.push(...(items(page) ?? []));
  return all;
};

const named = (name: string, Values: readonly string[]) => ({
  Filters: [{ Name: name, Values: [...new Set(Values)] }],
});

/** Targets that are instances of no group. */
const byHand = ({ TargetHealthDescriptions, AutoScalingGroups }: Standing): readonly string[] => {
  const groups = new Set(
    AutoScalingGroups.flatMap(({ Instances = [] }) => Instances.map(({ InstanceId }) => InstanceId)),
  );
  const ids = Object.values(TargetHealthDescriptions).flatMap((all) => all.flatMap(({ Target }) => Target?.Id ?? []));
  return ids.filter((id) => id.startsWith("i-") && !groups.has(id));
};

const reservationsOf = async (ec2: EC2Client, ids: readonly string[]): Promise<readonly Reservation[]> =>
  ids.length === 0
    ? []
    : gathered(paginateDescribeInstances({ client: ec2 }, named("instance-id", ids)), (page) => page.Reservations);

const groupsOfData = ({
  LaunchTemplateData = {},
}: StackDocument["LaunchTemplateVersions"][number]): readonly string[] => [
  ...(LaunchTemplateData.SecurityGroupIds ?? []),
  ...(LaunchTemplateData.NetworkInterfaces ?? []).flatMap(({ Groups = [] }) => Groups),
];

/** More than any stack has of its own: rules that name each other's groups may lead through a whole account. */
const mostSecurityGroups = 100;

/** These security groups, and those that their rules let in, and so on. Of other accounts none is to be had. */
const securityGroupsFrom = async (ec2: EC2Client, wanted: readonly string[]): Promise<readonly SecurityGroup[]> => {
  const found = new Map<string, SecurityGroup>();
  const asked = new Set<string>();
  for (let next = [...new Set(wanted)]; next.length > 0 && found.size < mostSecurityGroups; ) {
    for (const id of next) asked.add(id);
    const some = await gathered(
      paginateDescribeSecurityGroups({ client: ec2 }, named("group-id", next)),
      (page) => page.SecurityGroups,
    );
    for (const group of some) found.set(group.GroupId ?? "", group);
    const peers = some.flatMap(({ IpPermissions = [] }) =>
      IpPermissions.flatMap(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.flatMap(({ GroupId }) => GroupId ?? [])),
    );
    next = [...new Set(peers)].filter((id) => !asked.has(id));
  }
  return [...found.values()];
};

const subnetsOf = ({ LoadBalancers, AutoScalingGroups }: Standing): readonly string[] => [
  ...LoadBalancers.flatMap(({ AvailabilityZones = [] }) => AvailabilityZones.flatMap(({ SubnetId }) => SubnetId ?? [])),
  ...AutoScalingGroups.flatMap(({ VPCZoneIdentifier = "" }) => VPCZoneIdentifier.split(",").map((id) => id.trim())),
];

/** What the load balancer and the groups stand on. */
export const takeGround = async (
  ec2: EC2Client,
  standing: Standing,
): Promise<Pick<StackDocument, "Reservations" | "SecurityGroups" | "Vpcs" | "Subnets" | "Images">> => {
  const reservations = await reservationsOf(ec2, byHand(standing));
  const instances = reservations.flatMap(({ Instances = [] }) => Instances);
  const { LoadBalancers, LaunchTemplateVersions } = standing;
  const securityGroups = [
    ...LoadBalancers.flatMap((one) => one.SecurityGroups ?? []),
    ...LaunchTemplateVersions.flatMap(groupsOfData),
    ...instances.flatMap((one) => (one.SecurityGroups ?? []).flatMap(({ GroupId }) => GroupId ?? [])),
  ];
  const vpcs = LoadBalancers.flatMap(({ VpcId }) => VpcId ?? []);
  const subnets = [...subnetsOf(standing), ...instances.flatMap(({ SubnetId }) => SubnetId ?? [])].filter(Boolean);
  const images = [
    ...LaunchTemplateVersions.map((version) => version.LaunchTemplateData?.ImageId),
    ...instances.map(({ ImageId }) => ImageId),
  ].filter((id) => id?.startsWith("ami-") === true);
  const client = { client: ec2 };
  return {
    Reservations: reservations,
    SecurityGroups: await securityGroupsFrom(ec2, securityGroups),
    Vpcs: await gathered(paginateDescribeVpcs(client, named("vpc-id", vpcs)), (page) => page.Vpcs),
    Subnets: await gathered(paginateDescribeSubnets(client, named("subnet-id", subnets)), (page) => page.Subnets),
    // Of an image of somebody else's that was taken back nothing is answered.
    Images:
      images.length === 0
        ? []
        : await gathered(paginateDescribeImages(client, named("image-id", images as string[])), (page) => page.Images),
  };
};
