import type { IpPermission } from "@aws-sdk/client-ec2";
import { PlaceholderPortOpen } from "../../errors.ts";
import type { Plain } from "../../resources/described/plain.ts";
import { placeholderPorts } from "../environment.ts";
import type { Live, Upgraded } from "./live.ts";

/** What of a stack says who can reach a port. */
export type Guarded = Pick<Live, "loadBalancer" | "securityGroups">;

/** What is known of who can reach the placeholder ports. */
export interface Exposure {
  /** Rules that open a placeholder port to the world, in words. */
  readonly open: readonly string[];
  /** Rules that may: their source cannot be judged from here. */
  readonly unknown: readonly string[];
}

/** Wider than the widest private ranges, 10.0.0.0/8 and fc00::/7: such a range holds public addresses. */
const isTheWorld = (cidr: string): boolean =>
  Number(cidr.slice(cidr.lastIndexOf("/") + 1)) < (cidr.includes(":") ? 7 : 8);

/** A rule for all protocols covers all ports, whatever it says of ports. */
const covers = ({ IpProtocol, FromPort, ToPort }: Plain<IpPermission>, port: number): boolean => {
  if (IpProtocol === "-1") return true;
  if (!["tcp", "udp", "6", "17"].includes(IpProtocol ?? "")) return false;
  return (FromPort ?? 0) <= port && port <= (ToPort ?? 65_535);
};

const inWords = ({ IpProtocol, FromPort, ToPort }: Plain<IpPermission>): string => {
  if (IpProtocol === "-1") return "all traffic";
  return FromPort === ToPort ? `${IpProtocol} port ${FromPort}` : `${IpProtocol} ports ${FromPort}-${ToPort}`;
};

/** Whether the security groups of the load balancer let the world reach a placeholder port. */
export const portExposure = (live: Guarded, environment: Pick<Upgraded, "listeners">): Exposure => {
  const ports = placeholderPorts(environment);
  const rules = live.securityGroups.flatMap((group) =>
    (group.IpPermissions ?? []).flatMap((permission) => {
      const covered = ports.filter((port) => covers(permission, port));
      return covered.length === 0 ? [] : [{ group, permission, covered }];
    }),
  );
  const describe = ({ group, permission, covered }: (typeof rules)[number], source: string) =>
    `security group ${group.GroupId} (${group.GroupName}) allows ${inWords(permission)} from ${source}, which includes placeholder port ${covered.join(", ")}`;
  // An internal load balancer has private addresses only: any address is any of the network's.
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#load-balancer-scheme
  const { loadBalancer } = live;
  if (loadBalancer.Scheme === "internal") return { open: [], unknown: [] };
  const open = rules.flatMap((rule) => {
    const cidrs = [
      ...(rule.permission.IpRanges ?? []).map(({ CidrIp }) => CidrIp ?? ""),
      ...(rule.permission.Ipv6Ranges ?? []).map(({ CidrIpv6 }) => CidrIpv6 ?? ""),
    ];
    return cidrs.filter(isTheWorld).map((cidr) => describe(rule, cidr));
  });
  const unknown = rules.flatMap((rule) =>
    (rule.permission.PrefixListIds ?? []).map(({ PrefixListId }) => describe(rule, `prefix list ${PrefixListId}`)),
  );
  // A network load balancer may have no security groups, and then lets everything in.
  const unguarded =
    live.securityGroups.length === 0
      ? [
          `load balancer ${loadBalancer.LoadBalancerName} has no security group and faces the internet${loadBalancer.Type === "network" ? ", and a network load balancer that was made without one can never be given one: make another with security groups, or an internal one" : ""}`,
        ]
      : [];
  return { open: [...open, ...unguarded], unknown };
};

/** Throws `PlaceholderPortOpen` if the world can reach a placeholder port: it could then call a release nobody has checked. */
export const refuseOpenPorts = (live: Live, environment: Upgraded): Exposure => {
  const exposure = portExposure(live, environment);
  if (exposure.open.length > 0)
    throw new PlaceholderPortOpen(
      `A placeholder port is open to the world: ${exposure.open.join("; ")}. Expected: reachable from inside only, since it serves whatever side it belongs to, checked or not. Close it, or register other ports. Nothing was changed.`,
    );
  return exposure;
};
