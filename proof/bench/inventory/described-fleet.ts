/** What AWS would describe of a large fleet, each thing made from its number, page by page as AWS does. */

export const here = { account: "123456789012", region: "eu-west-1" };
const started = Date.UTC(2026, 0, 1);

export const perService = { environments: 5, sides: 10, instances: 200 };
/** Instances, groups, target groups, the load balancer, listeners, templates and their versions. */
export const resourcesPerService = 200 + 10 + 10 + 1 + 5 + 5 + 5;
const instancesPerSide = perService.instances / perService.sides;

const numbers = (count: number, from = 0): readonly number[] => Array.from({ length: count }, (_, at) => from + at);
const hex = (number: number, digits: number): string => number.toString(16).padStart(digits, "0");
const numberIn = (arn: string): number => Number.parseInt(/([0-9a-f]+)$/.exec(arn)?.[1] ?? "", 16);
const list = (tags: object) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const elb = (rest: string) => `arn:aws:elasticloadbalancing:${here.region}:${here.account}:${rest}`;
/** The id of an instance by its number. */
export const instanceId = (n: number) => `i-${hex(n, 17)}`;
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

export type FleetInput = Readonly<Record<string, unknown>>;

/** A page of the numbers below `count`, of AWS's largest size. */
const paged = <T>(count: number, token: unknown, size: number, make: (n: number) => T) => {
  const from = Number(token ?? 0);
  const items = numbers(Math.min(size, count - from), from).map(make);
  return { items, ...(from + size < count ? { next: String(from + size) } : {}) };
};

/** How many there are of each. */
export interface Size {
  readonly services: number;
  readonly environments: number;
  readonly sides: number;
  readonly instances: number;
}

/** What answers each operation. */
export type Operations = Readonly<Record<string, (input: FleetInput) => object>>;

const instance = (n: number, state: string) => {
  const side = Math.floor(n / instancesPerSide);
  return {
    InstanceId: instanceId(n),
    ImageId: `ami-${hex(1 + (side % 7), 17)}`,
    InstanceType: "t4g.medium",
    State: { Code: 16, Name: state },
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
  // The listener of an environment forwards to its blue side; nothing uses the green one.
  LoadBalancerArns: side % 2 === 0 ? [loadBalancerArn(Math.floor(side / perService.sides))] : [],
});
const tagsOfArn = (arn: string) => {
  if (arn.includes(":targetgroup/")) return ownership(numberIn(arn));
  return arn.includes(":listener/") ? { "sarcelle:environment": `environment-${numberIn(arn)}` } : {};
};

/** EC2's answers. `stateOf` says in what state each instance is. */
export const ec2Of = ({ environments, instances }: Size, stateOf: (n: number) => string): Operations => {
  const described = (n: number) => instance(n, stateOf(n));
  return {
    DescribeInstances({ InstanceIds, NextToken, MaxResults }) {
      if (InstanceIds !== undefined)
        return { Reservations: [{ Instances: (InstanceIds as string[]).map((id) => described(numberIn(id))) }] };
      const { items, next } = paged(instances, NextToken, Number(MaxResults), described);
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
};

/** Auto Scaling's answers. */
export const autoScalingOf = ({ sides }: Size): Operations => ({
  DescribeAutoScalingGroups({ AutoScalingGroupNames, NextToken, MaxRecords }) {
    if (AutoScalingGroupNames !== undefined)
      return { AutoScalingGroups: (AutoScalingGroupNames as string[]).map((name) => group(Number(name.slice(6)))) };
    const { items, next } = paged(sides, NextToken, Number(MaxRecords), group);
    return { AutoScalingGroups: items, NextToken: next };
  },
});

/** Elastic Load Balancing's answers. */
export const loadBalancingOf = ({ services, sides }: Size): Operations => ({
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
});
