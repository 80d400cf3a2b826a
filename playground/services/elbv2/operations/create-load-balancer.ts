import type {
  CreateLoadBalancerCommandInput,
  CreateLoadBalancerCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError } from "../../../world/aws-error.ts";
import { quotaOf } from "../../../world/quotas.ts";
import { hex } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import { initialAttributes, loadBalancerAttributes } from "../attributes.ts";
import { arnPrefix, type Elbv2Context } from "../context.ts";
import { loadBalancerSettings } from "../load-balancer-settings.ts";
import { needToCreate } from "../needs.ts";
import { readTags } from "../request-tags.ts";
import { sameSettings } from "../same-settings.ts";
import { shownLoadBalancer } from "../shown-load-balancer.ts";
import type { LoadBalancerRecord, Pairs, Tables } from "../tables.ts";

type Wanted = ReturnType<typeof loadBalancerSettings>;

/**
 * A load balancer of that name with those settings: the one that there is, or a new one without listeners.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
 */
export const createLoadBalancer = (context: Elbv2Context) => {
  const namePattern = ({ Name = "*", Type }: CreateLoadBalancerCommandInput) =>
    `${arnPrefix(context)}loadbalancer/${kindInArn(Type)}/${Name}/*`;
  return operation<CreateLoadBalancerCommandInput, CreateLoadBalancerCommandOutput>({
    accepts: ["Name", "Subnets", "SubnetMappings", "SecurityGroups", "Scheme", "Tags", "Type", "IpAddressType"],
    needs: (input) => needToCreate(context, "CreateLoadBalancer", namePattern(input), namePattern(input), input.Tags),
    run(input) {
      const wanted = loadBalancerSettings(context.fleet, input);
      const tags = readTags(input.Tags);
      const record = existing(context.tables, wanted, tags) ?? added(context, wanted, tags);
      return { LoadBalancers: [shownLoadBalancer(context, record)] };
    },
  });
};

/** What an ARN calls a type of load balancers: `app` or `net`. */
const kindInArn = (type: string | undefined) => (type === "network" ? "net" : "app");

const existing = (tables: Tables, wanted: Wanted, tags: Pairs): LoadBalancerRecord | undefined => {
  const record = tables.loadBalancers
    .values()
    .find(({ LoadBalancerName }) => LoadBalancerName === wanted.LoadBalancerName);
  if (record === undefined) return undefined;
  const { LoadBalancerArn, DNSName, CanonicalHostedZoneId, CreatedTime, ...has } = record;
  if (!sameSettings([has, tables.tags.get(LoadBalancerArn) ?? {}], [wanted, tags])) {
    throw new AwsError(
      "DuplicateLoadBalancerNameException",
      `A load balancer with the same name '${wanted.LoadBalancerName}' exists, but with different settings`,
    );
  }
  return record;
};

const added = (context: Elbv2Context, wanted: Wanted, tags: Pairs): LoadBalancerRecord => {
  const { surroundings, tables, dataPlane } = context;
  const ofType = tables.loadBalancers.values().filter(({ Type }) => Type === wanted.Type);
  const quota = wanted.Type === "network" ? "networkLoadBalancers" : "loadBalancers";
  if (ofType.length >= quotaOf(quota, surroundings)) {
    throw new AwsError("TooManyLoadBalancersException", "The maximum number of load balancers has been reached");
  }
  const arn = `${arnPrefix(context)}loadbalancer/${kindInArn(wanted.Type)}/${wanted.LoadBalancerName}/${hex(surroundings.random, 16)}`;
  const record: LoadBalancerRecord = {
    LoadBalancerArn: arn,
    DNSName: dataPlane.host(),
    CanonicalHostedZoneId: wanted.Type === "network" ? "Z26RNL4JYFTOTI" : "Z35SXDOTRQ7X7K",
    CreatedTime: new Date(surroundings.clock.now()),
    ...wanted,
  };
  tables.loadBalancers.put(arn, record);
  tables.attributes.put(arn, {
    ...initialAttributes(loadBalancerAttributes(wanted.Type)),
    "ipv6.deny_all_igw_traffic": String(wanted.Scheme === "internal"),
  });
  tables.tags.put(arn, tags);
  return record;
};
