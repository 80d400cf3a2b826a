/**
 * A large fleet, and what AWS would describe of it, page by page as AWS does, behind real clients. Nothing of it is kept in memory:
 * a resource is made from its number each time that it is described. Calls are counted.
 *
 * Services of five environments with two sides behind one load balancer; on each side a group of 20 instances with a target group.
 */
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Observed } from "../../../src/aws/inventory/sightings.ts";
import { answering } from "./answering.ts";

export const here = { account: "123456789012", region: "eu-west-1" };
const started = Date.UTC(2026, 0, 1);

const perService = { environments: 5, sides: 10, instances: 200 };
/** Instances, groups, target groups, the load balancer, listeners, templates and their versions. */
const resourcesPerService = 200 + 10 + 10 + 1 + 5 + 5 + 5;
const instancesPerSide = perService.instances / perService.sides;

const numbers = (count: number, from = 0): readonly number[] => Array.from({ length: count }, (_, at) => from + at);
const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "0");
const numberIn = (arn: string): number => Number.parseInt(/([0-9a-f]+)$/.exec(arn)?.[1] ?? "", 16);
const list = (tags: object) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const elb = (rest: string) => `arn:aws:elasticloadbalancing:${here.region}:${here.account}:${rest}`;
const instanceId = (n: number) => `i-${hex(n, 17)}`;
const templateId = (environment: number) => `lt-${hex(environment, 17)}`;
const loadBalancerArn = (service: number) => elb(`loadbalancer/app/service-${service}/${hex(service, 16)}`);
const listenerArn = (environment: number) => {
  const service = Math.floor(environment / perService.environments);
  return elb(`listener/app/service-${service}/${hex(service, 16)}/${hex(environment, 16)}`);
};
const targetGroupArn = (side: number) => elb(`targetgroup/group-${side}/${hex(side, 16)}`);

const environmentOf = (side: number) => Math.floor(side / 2);
const ownership = (side: number) => ({
  "sarcelle:environment": `environment-${environmentOf(side)}`,
  "sarcelle:side": side % 2 === 0 ? "blue" : "green",
});
const release = (side: number) => ({ "sarcelle:version": String(1 + (side % 7)), "sarcelle:commit": hex(side, 40) });

type Input = Readonly<Record<string, unknown>>;

/** A page of the numbers below `count`, of AWS's largest size. */
const paged = <T>(count: number, token: unknown, size: number, make: (n: number) => T) => {
  const from = Number(token ?? 0);
  const items = numbers(Math.min(size, count - from), from).map(make);
  return { items, ...(from + size < count ? { next: String(from + size) } : {}) };
};

export interface Fleet {
  readonly resources: number;
  readonly instances: number;
  readonly clients: Pick<Observed, "autoScaling" | "ec2" | "loadBalancing">;
  readonly instanceArn: (n: number) => string;
  /** Instances below this number have stopped. */
  stop(instances: number): void;
  /** How many calls of each operation were made since this was last asked. */
  takeCalls(): Readonly<Record<string, number>>;
}

/** A fleet of about so many resources in whole services, with clients that describe it in AWS's pages and count their calls. */
export const fleetOf = (wanted: number): Fleet => {
  const services = Math.ceil(wanted / resourcesPerService);
  const environments = services * perService.environments;
  const sides = services * perService.sides;
  const instances = services * perService.instances;
  let stopped = 0;
  let calls: Record<string, number> = {};

  const instance = (n: number) => {
    const side = Math.floor(n / instancesPerSide);
    return {
      InstanceId: instanceId(n),
      ImageId: `ami-${hex(1 + (side % 7), 17)}`,
      InstanceType: "t4g.medium",
      State: { Code: 16, Name: n < stopped ? "stopped" : "running" },
      Placement: { AvailabilityZone: `eu-west-1${"abc"[n % 3]}` },
      PrivateIpAddress: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
      PrivateDnsName: `ip-10-${(n >> 16) & 255}-${(n >> 8) & 255}-${n & 255}.eu-west-1.compute.internal`,
      LaunchTime: new Date(started),
      SubnetId: `subnet-${hex(n % 3, 17)}`,
      VpcId: `vpc-${hex(1, 17)}`,
      MetadataOptions: { HttpTokens: "required" },
      Tags: list({
        Name: `environment-${environmentOf(side)}`,
        "aws:autoscaling:groupName": `group-${side}`,
        "aws:ec2launchtemplate:id": templateId(environmentOf(side)),
        "aws:ec2launchtemplate:version": "1",
        ...release(side),
      }),
    };
  };
  const group = (side: number) => ({
    AutoScalingGroupName: `group-${side}`,
    AutoScalingGroupARN: `arn:aws:autoscaling:${here.region}:${here.account}:autoScalingGroup:${hex(side, 8)}-0000-0000-0000-000000000000:autoScalingGroupName/group-${side}`,
    MinSize: 2,
    MaxSize: 40,
    DesiredCapacity: instancesPerSide,
    LaunchTemplate: { LaunchTemplateId: templateId(environmentOf(side)), Version: "1" },
    AvailabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    VPCZoneIdentifier: numbers(3)
      .map((n) => `subnet-${hex(n, 17)}`)
      .join(),
    TargetGroupARNs: [targetGroupArn(side)],
    HealthCheckType: "ELB",
    HealthCheckGracePeriod: 60,
    Instances: numbers(instancesPerSide, side * instancesPerSide).map((n) => ({ InstanceId: instanceId(n) })),
    Tags: list(ownership(side)),
  });
  const template = (environment: number) => ({
    LaunchTemplateId: templateId(environment),
    LaunchTemplateName: `environment-${environment}`,
    DefaultVersionNumber: 1,
    LatestVersionNumber: 1,
    Tags: list(ownership(2 * environment)),
  });
  const loadBalancer = (service: number) => ({
    LoadBalancerArn: loadBalancerArn(service),
    LoadBalancerName: `service-${service}`,
    DNSName: `service-${service}.eu-west-1.elb.amazonaws.com`,
    Type: "application",
    Scheme: "internet-facing",
    State: { Code: "active" },
    VpcId: `vpc-${hex(1, 17)}`,
    AvailabilityZones: ["a", "b", "c"].map((zone) => ({ ZoneName: `eu-west-1${zone}` })),
  });
  const listener = (environment: number) => ({
    ListenerArn: listenerArn(environment),
    LoadBalancerArn: loadBalancerArn(Math.floor(environment / perService.environments)),
    Port: 8_000 + (environment % perService.environments),
    Protocol: "HTTP",
    DefaultActions: [{ Type: "forward", TargetGroupArn: targetGroupArn(2 * environment) }],
  });
  const targetGroup = (side: number) => ({
    TargetGroupArn: targetGroupArn(side),
    TargetGroupName: `group-${side}`,
    Protocol: "HTTP",
    Port: 80,
    VpcId: `vpc-${hex(1, 17)}`,
    TargetType: "instance",
    HealthCheckPath: "/health",
    HealthCheckIntervalSeconds: 30,
  });
  const tagsOfArn = (arn: string) => {
    if (arn.includes(":targetgroup/")) return ownership(numberIn(arn));
    return arn.includes(":listener/") ? { "sarcelle:environment": `environment-${numberIn(arn)}` } : {};
  };

  const ec2: Readonly<Record<string, (input: Input) => object>> = {
    DescribeInstances({ InstanceIds, NextToken, MaxResults }) {
      if (InstanceIds !== undefined)
        return { Reservations: [{ Instances: (InstanceIds as string[]).map((id) => instance(numberIn(id))) }] };
      const { items, next } = paged(instances, NextToken, Number(MaxResults), instance);
      return { Reservations: [{ Instances: items }], NextToken: next };
    },
    DescribeLaunchTemplates({ NextToken, MaxResults }) {
      const { items, next } = paged(environments, NextToken, Number(MaxResults), template);
      return { LaunchTemplates: items, NextToken: next };
    },
    DescribeLaunchTemplateVersions({ LaunchTemplateId }) {
      const environment = numberIn(String(LaunchTemplateId));
      const tags = { ...release(2 * environment) };
      return {
        LaunchTemplateVersions: [
          {
            LaunchTemplateId,
            VersionNumber: 1,
            LaunchTemplateData: {
              ImageId: `ami-${hex(1, 17)}`,
              InstanceType: "t4g.medium",
              TagSpecifications: [{ ResourceType: "instance", Tags: list(tags) }],
            },
          },
        ],
      };
    },
  };
  const autoScaling: typeof ec2 = {
    DescribeAutoScalingGroups({ AutoScalingGroupNames, NextToken, MaxRecords }) {
      if (AutoScalingGroupNames !== undefined)
        return { AutoScalingGroups: (AutoScalingGroupNames as string[]).map((name) => group(Number(name.slice(6)))) };
      const { items, next } = paged(sides, NextToken, Number(MaxRecords), group);
      return { AutoScalingGroups: items, NextToken: next };
    },
  };
  const loadBalancing: typeof ec2 = {
    DescribeLoadBalancers({ Marker, PageSize }) {
      const { items, next } = paged(services, Marker, Number(PageSize), loadBalancer);
      return { LoadBalancers: items, NextMarker: next };
    },
    DescribeLoadBalancerAttributes: () => ({ Attributes: list({ "deletion_protection.enabled": "true" }) }),
    DescribeListeners({ LoadBalancerArn }) {
      const first = numberIn(String(LoadBalancerArn)) * perService.environments;
      return { Listeners: numbers(perService.environments, first).map(listener) };
    },
    DescribeRules: () => ({ Rules: [{ IsDefault: true }] }),
    DescribeTags({ ResourceArns }) {
      return {
        TagDescriptions: (ResourceArns as string[]).map((arn) => ({ ResourceArn: arn, Tags: list(tagsOfArn(arn)) })),
      };
    },
    DescribeTargetGroups({ Marker, PageSize }) {
      const { items, next } = paged(sides, Marker, Number(PageSize), targetGroup);
      return { TargetGroups: items, NextMarker: next };
    },
    DescribeTargetHealth({ TargetGroupArn }) {
      const first = numberIn(String(TargetGroupArn)) * instancesPerSide;
      return {
        TargetHealthDescriptions: numbers(instancesPerSide, first).map((n) => ({
          Target: { Id: instanceId(n), Port: 80 },
          TargetHealth: { State: "healthy" },
        })),
      };
    },
  };

  const counting =
    (operations: typeof ec2) =>
    async (operation: string, input: object): Promise<object> => {
      calls[operation] = (calls[operation] ?? 0) + 1;
      const answer = operations[operation];
      if (answer === undefined) throw new Error(`The fleet does not answer ${operation}.`);
      return answer(input as Input);
    };
  const connection = { region: here.region };
  const clients = {
    autoScaling: new AutoScalingClient(connection),
    ec2: new EC2Client(connection),
    loadBalancing: new ElasticLoadBalancingV2Client(connection),
  };
  answering(clients.ec2, counting(ec2));
  answering(clients.autoScaling, counting(autoScaling));
  answering(clients.loadBalancing, counting(loadBalancing));

  return {
    resources: services * resourcesPerService,
    instances,
    clients,
    instanceArn: (n) => `arn:aws:ec2:${here.region}:${here.account}:instance/${instanceId(n)}`,
    stop(count) {
      stopped = count;
    },
    takeCalls() {
      const taken = calls;
      calls = {};
      return taken;
    },
  };
};
