import type { SecurityGroupRule as DescribedRule, IpPermission } from "@aws-sdk/client-ec2";
import { NotEmulated } from "../../world/aws-error.ts";
import { invalidValue, missingParameter } from "./errors.ts";
import type { Peer, SecurityGroupRule } from "./resources.ts";
import { tagList } from "./tagging.ts";

/** One rule without its id: what two rules are compared by. */
export type RulePermission = Pick<SecurityGroupRule, "protocol" | "fromPort" | "toPort" | "peer" | "description">;

interface FlatPermission {
  readonly CidrIp?: string | undefined;
  readonly FromPort?: number | undefined;
  readonly ToPort?: number | undefined;
  readonly IpProtocol?: string | undefined;
  readonly IpPermissions?: readonly IpPermission[] | undefined;
}

const numbers: Readonly<Record<string, string>> = { "6": "tcp", "17": "udp", "1": "icmp" };

/** The permissions in an Authorize or Revoke request: one peer each, as EC2 stores them. */
export const permissionsOf = ({
  CidrIp,
  FromPort,
  ToPort,
  IpProtocol,
  IpPermissions,
}: FlatPermission): readonly RulePermission[] => {
  const list = IpPermissions ?? [
    { FromPort, ToPort, IpProtocol, IpRanges: CidrIp === undefined ? [] : [{ CidrIp }] } satisfies IpPermission,
  ];
  const permissions = list.flatMap((permission) => {
    const given = permission.IpProtocol;
    if (given === undefined) throw missingParameter("ipProtocol");
    const protocol = numbers[given] ?? given;
    if (!["tcp", "udp", "icmp", "-1"].includes(protocol))
      throw new NotEmulated(`the protocol '${given}' in a security group`);
    // "If you specify -1, traffic on all ports is allowed, regardless of any ports you specify."
    const fromPort = protocol === "-1" ? -1 : permission.FromPort;
    const toPort = protocol === "-1" ? -1 : permission.ToPort;
    if (fromPort === undefined || toPort === undefined)
      throw invalidValue("Invalid value 'Must specify both from and to ports with TCP/UDP/ICMP.' for portRange.");
    if (protocol !== "icmp" && fromPort > toPort)
      throw invalidValue(`Invalid TCP/UDP port range (${fromPort} to ${toPort}).`);
    return peersOf(permission).map(({ peer, description }) => ({ protocol, fromPort, toPort, peer, description }));
  });
  if (permissions.length === 0) throw missingParameter("cidrIp");
  return permissions;
};

const peersOf = (permission: IpPermission): readonly { peer: Peer; description: string | undefined }[] => [
  ...(permission.IpRanges ?? []).map(({ CidrIp = "", Description }) => {
    if (!/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/.test(CidrIp)) throw invalidValue(`CIDR block ${CidrIp} is malformed`);
    return { peer: { kind: "ipv4" as const, cidr: CidrIp }, description: Description };
  }),
  ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 = "", Description }) => ({
    peer: { kind: "ipv6" as const, cidr: CidrIpv6 },
    description: Description,
  })),
  ...(permission.PrefixListIds ?? []).map(({ PrefixListId = "", Description }) => ({
    peer: { kind: "prefix-list" as const, id: PrefixListId },
    description: Description,
  })),
  ...(permission.UserIdGroupPairs ?? []).map(({ GroupId = "", Description }) => ({
    peer: { kind: "group" as const, id: GroupId },
    description: Description,
  })),
];

const peerName = (peer: Peer): string => ("cidr" in peer ? peer.cidr : peer.id);

/** Two rules of a group are the same if they let the same traffic in; the description does not count. */
export const samePermission = (a: RulePermission, b: RulePermission): boolean =>
  a.protocol === b.protocol &&
  a.fromPort === b.fromPort &&
  a.toPort === b.toPort &&
  a.peer.kind === b.peer.kind &&
  peerName(a.peer) === peerName(b.peer);

/** A permission in the words of `InvalidPermission.Duplicate`. */
export const permissionText = ({ protocol, fromPort, toPort, peer }: RulePermission): string =>
  protocol === "-1"
    ? `peer: ${peerName(peer)}, ALL, ALLOW`
    : `peer: ${peerName(peer)}, ${protocol.toUpperCase()}, from port: ${fromPort}, to port: ${toPort}, ALLOW`;

/** Rules as DescribeSecurityGroups shows them: one permission for each protocol and range of ports. */
export const ipPermissions = (rules: readonly SecurityGroupRule[], account: string): IpPermission[] =>
  [...Map.groupBy(rules, ({ protocol, fromPort, toPort }) => `${protocol} ${fromPort} ${toPort}`).values()].map(
    (group) => {
      const [first] = group;
      const of = (kind: Peer["kind"]) => group.filter(({ peer }) => peer.kind === kind);
      return {
        IpProtocol: first?.protocol,
        ...(first?.protocol === "-1" ? {} : { FromPort: first?.fromPort, ToPort: first?.toPort }),
        IpRanges: of("ipv4").map(({ peer, description }) => ({ CidrIp: peerName(peer), Description: description })),
        Ipv6Ranges: of("ipv6").map(({ peer, description }) => ({ CidrIpv6: peerName(peer), Description: description })),
        PrefixListIds: of("prefix-list").map(({ peer, description }) => ({
          PrefixListId: peerName(peer),
          Description: description,
        })),
        UserIdGroupPairs: of("group").map(({ peer, description }) => ({
          GroupId: peerName(peer),
          UserId: account,
          Description: description,
        })),
      };
    },
  );

/** A rule as the operations that make one answer it. */
export const describedRule = (
  rule: SecurityGroupRule,
  { account, region }: { readonly account: string; readonly region: string },
): DescribedRule => {
  const { peer } = rule;
  return {
    SecurityGroupRuleId: rule.id,
    GroupId: rule.groupId,
    GroupOwnerId: account,
    IsEgress: rule.egress,
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort,
    ToPort: rule.toPort,
    CidrIpv4: peer.kind === "ipv4" ? peer.cidr : undefined,
    CidrIpv6: peer.kind === "ipv6" ? peer.cidr : undefined,
    PrefixListId: peer.kind === "prefix-list" ? peer.id : undefined,
    ReferencedGroupInfo: peer.kind === "group" ? { GroupId: peer.id, UserId: account } : undefined,
    Description: rule.description,
    SecurityGroupRuleArn: `arn:aws:ec2:${region}:${account}:security-group-rule/${rule.id}`,
    Tags: tagList(rule.tags),
  };
};
