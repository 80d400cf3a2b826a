import { describe, expect, it } from "vitest";
import type { Live } from "../../../../src/deployment/upgrade/live.ts";
import { portExposure, refuseOpenPorts } from "../../../../src/deployment/upgrade/port-exposure.ts";
import { environment, live } from "./described-live.ts";

type Permission = NonNullable<Live["securityGroups"][number]["IpPermissions"]>[number];

const withRule = (rule: Permission): Live => ({
  ...live,
  securityGroups: [...live.securityGroups, { GroupId: "sg-1", GroupName: "extra", IpPermissions: [rule] }],
});
const world = { IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
const tcp = (FromPort: number, ToPort: number, rest: Permission): Permission => ({
  IpProtocol: "tcp",
  FromPort,
  ToPort,
  ...rest,
});

describe("a placeholder port is open to the world through", () => {
  it.each<[string, Permission, string]>([
    [
      "a rule for just that port",
      tcp(8081, 8081, world),
      "tcp port 8081 from 0.0.0.0/0, which includes placeholder port 8081",
    ],
    [
      "a range around it",
      tcp(8000, 8082, world),
      "tcp ports 8000-8082 from 0.0.0.0/0, which includes placeholder port 8081, 8082",
    ],
    [
      "all traffic",
      { IpProtocol: "-1", ...world },
      "all traffic from 0.0.0.0/0, which includes placeholder port 8081, 8082, 8443, 8444",
    ],
    [
      "IPv6",
      tcp(8443, 8443, { Ipv6Ranges: [{ CidrIpv6: "::/0" }] }),
      "tcp port 8443 from ::/0, which includes placeholder port 8443",
    ],
    [
      "half of the world, of which there are two",
      tcp(8443, 8443, { IpRanges: [{ CidrIp: "128.0.0.0/1" }] }),
      "tcp port 8443 from 128.0.0.0/1, which includes placeholder port 8443",
    ],
  ])("%s", (_name, rule, words) => {
    expect(portExposure(withRule(rule), environment)).toEqual({
      open: [`security group sg-1 (extra) allows ${words}`],
      unknown: [],
    });
  });

  it("a rule that names no ports", () => {
    expect(portExposure(withRule({ IpProtocol: "udp", ...world }), environment).open).toHaveLength(1);
  });

  it("a load balancer that faces the internet and has no security group", () => {
    expect(portExposure({ ...live, securityGroups: [] }, environment).open).toEqual([
      "load balancer shop has no security group and faces the internet",
    ]);
  });

  it("a network load balancer that was made without security groups, which can never be given one", () => {
    const loadBalancer = { ...live.loadBalancer, Type: "network" as const };
    expect(portExposure({ ...live, loadBalancer, securityGroups: [] }, environment).open).toEqual([
      expect.stringMatching(/can never be given one: make another with security groups, or an internal one$/),
    ]);
  });
});

describe("a placeholder port is not open to the world through", () => {
  it.each<[string, Permission]>([
    ["a rule for other ports", tcp(443, 443, world)],
    ["a rule for the ports above", tcp(8445, 9000, world)],
    ["another protocol that has no ports", { IpProtocol: "icmpv6", ...world }],
    ["another protocol", { IpProtocol: "icmp", FromPort: -1, ToPort: -1, ...world }],
    [
      "a private range",
      tcp(8081, 8081, { IpRanges: [{ CidrIp: "10.0.0.0/8" }], Ipv6Ranges: [{ CidrIpv6: "fc00::/7" }] }),
    ],
    ["another security group", tcp(8081, 8081, { UserIdGroupPairs: [{ GroupId: "sg-2" }] })],
  ])("%s", (_name, rule) => {
    expect(portExposure(withRule(rule), environment)).toEqual({ open: [], unknown: [] });
  });
});

it("is not open to the world through an internal load balancer that has no security group", () => {
  const loadBalancer = { ...live.loadBalancer, Scheme: "internal" as const };
  expect(portExposure({ ...live, loadBalancer, securityGroups: [] }, environment)).toEqual({ open: [], unknown: [] });
});

it("is not open to the world through an internal load balancer, whatever its rules say: it has private addresses only", () => {
  const loadBalancer = { ...live.loadBalancer, Scheme: "internal" as const };
  const seen = { ...withRule(tcp(8081, 8081, world)), loadBalancer };
  expect(portExposure(seen, environment)).toEqual({ open: [], unknown: [] });
});

it("says of a prefix list that it cannot judge it", () => {
  const rule = tcp(8081, 8081, { PrefixListIds: [{ PrefixListId: "pl-0123" }] });
  expect(portExposure(withRule(rule), environment)).toEqual({
    open: [],
    unknown: [
      "security group sg-1 (extra) allows tcp port 8081 from prefix list pl-0123, which includes placeholder port 8081",
    ],
  });
});

it("refuses an open port by name", () => {
  expect(() => refuseOpenPorts(withRule(tcp(8081, 8081, world)), environment)).toThrow(
    expect.objectContaining({ name: "PlaceholderPortOpen", message: expect.stringContaining("sg-1 (extra)") }),
  );
});
