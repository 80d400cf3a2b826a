import type { CreateLoadBalancerCommandInput } from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import type { Fleet } from "../../world/neighbours.ts";
import { required, validationError } from "../constraints.ts";
import { invalidConfiguration } from "./errors.ts";
import { checkResourceName } from "./resource-name.ts";

/** What a request to create a load balancer asks for, with AWS's defaults; or AWS's error. */
export const loadBalancerSettings = (fleet: Fleet, input: CreateLoadBalancerCommandInput) => {
  const { Name: name = "" } = input;
  checkResourceName(name, "Load balancer");
  if (name.startsWith("internal-")) throw validationError(`Load balancer name '${name}' cannot begin with 'internal-'`);
  const Type = input.Type ?? ("application" as const);
  if (Type !== "application" && Type !== "network") throw new NotEmulated(`load balancers of type ${Type}`);
  if ((input.IpAddressType ?? "ipv4") !== "ipv4") throw new NotEmulated(`IP address type ${input.IpAddressType}`);
  checkSecurityGroups(fleet, input.SecurityGroups ?? []);
  const zones = zonesOfRequest(fleet, input, Type);
  const vpc = fleet.vpcOf?.(zones[0]?.SubnetId ?? "");
  return {
    LoadBalancerName: name,
    Type,
    Scheme: input.Scheme ?? ("internet-facing" as const),
    IpAddressType: "ipv4" as const,
    AvailabilityZones: zones,
    SecurityGroups: input.SecurityGroups ?? [],
    ...(vpc === undefined ? {} : { VpcId: vpc }),
  };
};

/** Refuses a security group that there is not. */
export const checkSecurityGroups = (fleet: Fleet, ids: readonly string[]): void => {
  const wrong = ids.find((id) => !id.startsWith("sg-") || fleet.hasSecurityGroup?.(id) === false);
  if (wrong !== undefined) {
    throw new AwsError("InvalidSecurityGroupException", `Security group '${wrong}' is not valid`);
  }
};

/**
 * "You must specify subnets from at least two Availability Zones", one of each; of a network load balancer "subnets from one or more
 * Availability Zones".
 */
const zonesOfRequest = (
  fleet: Fleet,
  { Subnets, SubnetMappings }: CreateLoadBalancerCommandInput,
  type: "application" | "network",
) => {
  if (Subnets !== undefined && SubnetMappings !== undefined) {
    throw validationError("You must specify either subnets or subnet mappings, but not both");
  }
  if (SubnetMappings?.some((mapping) => Object.keys(mapping).some((key) => key !== "SubnetId"))) {
    throw new NotEmulated("addresses in subnet mappings");
  }
  const subnets = Subnets ?? SubnetMappings?.map(({ SubnetId }) => required(SubnetId, "subnetId")) ?? [];
  const zones = subnets.map((SubnetId) => {
    const ZoneName = fleet.zoneOf(SubnetId);
    if (ZoneName === undefined) {
      throw new AwsError("SubnetNotFoundException", `The subnet ID '${SubnetId}' does not exist`);
    }
    return { ZoneName, SubnetId, LoadBalancerAddresses: [] };
  });
  if (type === "network" && zones.length === 0) throw validationError("At least one subnet must be specified");
  if (type === "application" && zones.length < 2) {
    throw validationError("At least two subnets in two different Availability Zones must be specified");
  }
  if (new Set(zones.map(({ ZoneName }) => ZoneName)).size < zones.length) {
    throw invalidConfiguration("A load balancer cannot be attached to multiple subnets in the same Availability Zone");
  }
  return zones;
};
