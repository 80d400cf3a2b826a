import type {
  CreateLoadBalancerCommandInput,
  CreateLoadBalancerCommandOutput,
  DeleteLoadBalancerCommandInput,
  DeleteLoadBalancerCommandOutput,
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput,
  LoadBalancer,
  SetSecurityGroupsCommandInput,
  SetSecurityGroupsCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { hex } from "../../world/random.ts";
import { type AnyOperation, operation } from "../../world/service.ts";
import { initialAttributes, loadBalancerAttributes } from "./attributes.ts";
import { arnPrefix, type Elbv2Context } from "./context.ts";
import { closeListener } from "./listeners.ts";
import { needOn, needToCreate } from "./needs.ts";
import { sameSettings } from "./same-settings.ts";
import { found, type LoadBalancerRecord, listenersOf, noLoadBalancer } from "./tables.ts";
import { readTags } from "./tags.ts";
import { checkName, invalidConfiguration, oneOf, required, validationError } from "./validation.ts";

const mostLoadBalancers = 50;
/** AWS takes minutes to make a load balancer's nodes; here `provisioning` only shows that it exists. */
const provisioningTime = 2_000;

export const loadBalancerOperations = (elbv2: Elbv2Context): Readonly<Record<string, AnyOperation>> => {
  const { surroundings, tables, fleet, dataPlane } = elbv2;
  const { clock, random, pageSize } = surroundings;

  const describe = ({ CreatedTime, ...loadBalancer }: LoadBalancerRecord): LoadBalancer => ({
    ...loadBalancer,
    CreatedTime,
    State: { Code: clock.now() - CreatedTime.getTime() < provisioningTime ? "provisioning" : "active" },
  });

  /** "You must specify subnets from at least two Availability Zones", one of each. */
  const zonesOf = ({ Subnets, SubnetMappings }: CreateLoadBalancerCommandInput) => {
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
    if (zones.length < 2) {
      throw validationError("At least two subnets in two different Availability Zones must be specified");
    }
    if (new Set(zones.map(({ ZoneName }) => ZoneName)).size < zones.length) {
      throw invalidConfiguration(
        "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
      );
    }
    return zones;
  };

  const settings = (input: CreateLoadBalancerCommandInput) => {
    const name = required(input.Name, "name");
    checkName(name, "Load balancer");
    if (name.startsWith("internal-"))
      throw validationError(`Load balancer name '${name}' cannot begin with 'internal-'`);
    oneOf(input.Type, "type", ["application", "network", "gateway"]);
    oneOf(input.Scheme, "scheme", ["internet-facing", "internal"]);
    if (input.Type !== undefined && input.Type !== "application")
      throw new NotEmulated(`load balancers of type ${input.Type}`);
    if ((input.IpAddressType ?? "ipv4") !== "ipv4") throw new NotEmulated(`IP address type ${input.IpAddressType}`);
    checkSecurityGroups(input.SecurityGroups ?? []);
    const zones = zonesOf(input);
    const vpc = fleet.vpcOf?.(zones[0]?.SubnetId ?? "");
    return {
      LoadBalancerName: name,
      Type: "application" as const,
      Scheme: input.Scheme ?? ("internet-facing" as const),
      IpAddressType: "ipv4" as const,
      AvailabilityZones: zones,
      SecurityGroups: input.SecurityGroups ?? [],
      ...(vpc === undefined ? {} : { VpcId: vpc }),
    };
  };

  const checkSecurityGroups = (ids: readonly string[]) => {
    const wrong = ids.find((id) => !id.startsWith("sg-"));
    if (wrong !== undefined) {
      throw new AwsError("InvalidSecurityGroupException", `One or more security groups are invalid: ${wrong}`);
    }
  };

  const namePattern = (input: CreateLoadBalancerCommandInput) =>
    `${arnPrefix(surroundings)}loadbalancer/app/${input.Name ?? "*"}/*`;

  return {
    CreateLoadBalancer: operation<CreateLoadBalancerCommandInput, CreateLoadBalancerCommandOutput>({
      accepts: ["Name", "Subnets", "SubnetMappings", "SecurityGroups", "Scheme", "Tags", "Type", "IpAddressType"],
      needs: (input) => needToCreate(tables, "CreateLoadBalancer", namePattern(input), namePattern(input), input.Tags),
      run(input) {
        const wanted = settings(input);
        const tags = readTags(input.Tags);
        const existing = tables.loadBalancers
          .values()
          .find(({ LoadBalancerName }) => LoadBalancerName === wanted.LoadBalancerName);
        if (existing !== undefined) {
          const { LoadBalancerArn, DNSName, CanonicalHostedZoneId, CreatedTime, ...has } = existing;
          if (!sameSettings([has, tables.tags.get(LoadBalancerArn) ?? {}], [wanted, tags])) {
            throw new AwsError(
              "DuplicateLoadBalancerNameException",
              `A load balancer with the same name '${wanted.LoadBalancerName}' exists, but with different settings`,
            );
          }
          return { LoadBalancers: [describe(existing)] };
        }
        if (tables.loadBalancers.values().length >= mostLoadBalancers) {
          throw new AwsError("TooManyLoadBalancersException", "The maximum number of load balancers has been reached");
        }
        const arn = `${arnPrefix(surroundings)}loadbalancer/app/${wanted.LoadBalancerName}/${hex(random, 16)}`;
        const record: LoadBalancerRecord = {
          LoadBalancerArn: arn,
          DNSName: dataPlane.host(),
          CanonicalHostedZoneId: "Z35SXDOTRQ7X7K",
          CreatedTime: new Date(clock.now()),
          ...wanted,
        };
        tables.loadBalancers.put(arn, record);
        tables.attributes.put(arn, {
          ...initialAttributes(loadBalancerAttributes),
          "ipv6.deny_all_igw_traffic": String(wanted.Scheme === "internal"),
        });
        tables.tags.put(arn, tags);
        return { LoadBalancers: [describe(record)] };
      },
    }),

    DescribeLoadBalancers: operation<DescribeLoadBalancersCommandInput, DescribeLoadBalancersCommandOutput>({
      accepts: ["LoadBalancerArns", "Names", "Marker", "PageSize"],
      run({ LoadBalancerArns, Names, Marker, PageSize }) {
        if (LoadBalancerArns !== undefined && Names !== undefined) {
          throw validationError("Load balancer names and load balancer ARNs cannot be specified at the same time");
        }
        const all = tables.loadBalancers.seenValues();
        const chosen =
          LoadBalancerArns?.map((arn) => found(tables.loadBalancers.seen(arn), noLoadBalancer)) ??
          Names?.map((name) =>
            found(
              all.find(({ LoadBalancerName }) => LoadBalancerName === name),
              () => new AwsError("LoadBalancerNotFoundException", `Load balancers '[${Names.join(", ")}]' not found`),
            ),
          ) ??
          all;
        const { items, next } = page(chosen, Marker, PageSize, pageSize);
        return { LoadBalancers: items.map(describe), NextMarker: next };
      },
    }),

    SetSecurityGroups: operation<SetSecurityGroupsCommandInput, SetSecurityGroupsCommandOutput>({
      accepts: ["LoadBalancerArn", "SecurityGroups"],
      needs: ({ LoadBalancerArn }) => needOn(tables, "SetSecurityGroups", [LoadBalancerArn]),
      run({ LoadBalancerArn, SecurityGroups }) {
        const arn = required(LoadBalancerArn, "loadBalancerArn");
        const groups = required(SecurityGroups, "securityGroups");
        const record = found(tables.loadBalancers.get(arn), noLoadBalancer);
        checkSecurityGroups(groups);
        tables.loadBalancers.put(arn, { ...record, SecurityGroups: groups });
        return { SecurityGroupIds: groups };
      },
    }),

    DeleteLoadBalancer: operation<DeleteLoadBalancerCommandInput, DeleteLoadBalancerCommandOutput>({
      accepts: ["LoadBalancerArn"],
      needs: ({ LoadBalancerArn }) => needOn(tables, "DeleteLoadBalancer", [LoadBalancerArn]),
      // "If the load balancer does not exist or has already been deleted, the call succeeds."
      async run({ LoadBalancerArn }) {
        const arn = required(LoadBalancerArn, "loadBalancerArn");
        if (tables.attributes.get(arn)?.["deletion_protection.enabled"] === "true") {
          throw new AwsError(
            "OperationNotPermittedException",
            `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
          );
        }
        const listeners = listenersOf(tables, arn);
        for (const table of [tables.loadBalancers, tables.attributes, tables.tags]) table.remove(arn);
        for (const listener of listeners) await closeListener(elbv2, listener);
        return {};
      },
    }),
  };
};
