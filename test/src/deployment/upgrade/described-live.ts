import type { Live } from "../../../../src/deployment/upgrade/live.ts";
import { registered } from "../world.ts";

/** A service as it stands before the upgrade, described as AWS describes it: every kind of thing that a group may have. */

const account = "arn:aws:autoscaling:eu-west-1:123456789012";
const elb = "arn:aws:elasticloadbalancing:eu-west-1:123456789012";

export const loadBalancerArn = `${elb}:loadbalancer/app/shop/50dc6c495c0c9188`;
export const arns = {
  http: `${elb}:targetgroup/shop-http/73e2d6bc24d8a067`,
  https: `${elb}:targetgroup/shop-https/2453ed029918f21f`,
  greenHttp: `${elb}:targetgroup/shop-http-green/aaaaaaaaaaaaaaaa`,
  greenHttps: `${elb}:targetgroup/shop-https-green/bbbbbbbbbbbbbbbb`,
  outPolicy: `${account}:scalingPolicy:c322761b:autoScalingGroupName/shop:policyName/out`,
  greenOutPolicy: `${account}:scalingPolicy:d433872c:autoScalingGroupName/shop-green:policyName/out`,
  workerPolicy: `${account}:scalingPolicy:e5449833:autoScalingGroupName/worker:policyName/in`,
  topic: "arn:aws:sns:eu-west-1:123456789012:scaling",
};
export const twins = new Map([
  [arns.http, arns.greenHttp],
  [arns.https, arns.greenHttps],
]);

export const environment = registered({
  name: "shop-live",
  group: "shop",
  listeners: [
    { port: 80, placeholders: { blue: 8081, green: 8082 } },
    { port: 443, priority: 10, placeholders: { blue: 8443, green: 8444 } },
  ],
});

/** The same, registered so that the topic hears of the twin too. */
export const telling = { ...environment, copy: { notifications: [arns.topic] } };

const forward = (arn: string) => ({
  Type: "forward" as const,
  TargetGroupArn: arn,
  ForwardConfig: {
    TargetGroups: [{ TargetGroupArn: arn, Weight: 1 }],
    TargetGroupStickinessConfig: { Enabled: false },
  },
});

const targetGroup = (name: "http" | "https", port: number) => ({
  targetGroup: {
    TargetGroupArn: arns[name],
    TargetGroupName: `shop-${name}`,
    Protocol: "HTTP" as const,
    Port: port,
    VpcId: "vpc-3ac0fb5f",
    HealthCheckProtocol: "HTTP" as const,
    HealthCheckPort: "traffic-port",
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: 10,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 2,
    UnhealthyThresholdCount: 2,
    HealthCheckPath: "/health",
    Matcher: { HttpCode: "200" },
    LoadBalancerArns: [loadBalancerArn],
    TargetType: "instance" as const,
    ProtocolVersion: "HTTP1",
    IpAddressType: "ipv4" as const,
  },
  attributes: [
    { Key: "deregistration_delay.timeout_seconds", Value: "30" },
    { Key: "stickiness.enabled", Value: "false" },
    { Key: "stickiness.app_cookie.cookie_name", Value: "" },
  ],
  tags: [
    { Key: "team", Value: "shop" },
    { Key: "aws:cloudformation:stack-name", Value: "shop" },
  ],
});

export const live: Live = {
  loadBalancer: {
    LoadBalancerArn: loadBalancerArn,
    LoadBalancerName: "shop",
    DNSName: "shop-424835706.eu-west-1.elb.amazonaws.com",
    CreatedTime: "2019-03-01T09:00:00.000Z",
    Scheme: "internet-facing",
    Type: "application",
    VpcId: "vpc-3ac0fb5f",
    State: { Code: "active" },
    SecurityGroups: ["sg-5943793c"],
    AvailabilityZones: [{ ZoneName: "eu-west-1a", SubnetId: "subnet-8360a9e7" }],
    IpAddressType: "ipv4",
  },
  securityGroups: [
    {
      GroupId: "sg-5943793c",
      GroupName: "shop-front",
      IpPermissions: [
        { IpProtocol: "tcp", FromPort: 80, ToPort: 80, IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
        { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "0.0.0.0/0" }] },
        { IpProtocol: "tcp", FromPort: 8081, ToPort: 8444, IpRanges: [{ CidrIp: "10.0.0.0/8" }] },
      ],
    },
  ],
  listeners: [
    {
      listener: {
        ListenerArn: `${elb}:listener/app/shop/50dc6c495c0c9188/80`,
        LoadBalancerArn: loadBalancerArn,
        Port: 80,
        Protocol: "HTTP",
        DefaultActions: [forward(arns.http)],
      },
      rules: [{ Priority: "default", IsDefault: true, Actions: [forward(arns.http)] }],
    },
    {
      listener: {
        ListenerArn: `${elb}:listener/app/shop/50dc6c495c0c9188/443`,
        LoadBalancerArn: loadBalancerArn,
        Port: 443,
        Protocol: "HTTPS",
        Certificates: [{ CertificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1" }],
        SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
        DefaultActions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
      },
      rules: [
        {
          RuleArn: `${elb}:listener-rule/app/shop/50dc6c495c0c9188/443/10`,
          Priority: "10",
          IsDefault: false,
          Conditions: [{ Field: "path-pattern", Values: ["/*"] }],
          Actions: [forward(arns.https)],
        },
        {
          Priority: "default",
          IsDefault: true,
          Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "404" } }],
        },
      ],
    },
  ],
  targetGroups: [targetGroup("http", 80), targetGroup("https", 8080)],
  group: {
    AutoScalingGroupName: "shop",
    AutoScalingGroupARN: `${account}:autoScalingGroup:930d940e:autoScalingGroupName/shop`,
    LaunchTemplate: { LaunchTemplateId: "lt-0a20c965061f64abc", LaunchTemplateName: "shop", Version: "$Latest" },
    MinSize: 2,
    MaxSize: 10,
    DesiredCapacity: 4,
    DefaultCooldown: 300,
    AvailabilityZones: ["eu-west-1b", "eu-west-1a"],
    LoadBalancerNames: [],
    TargetGroupARNs: [arns.https, arns.http],
    TrafficSources: [
      { Identifier: arns.http, Type: "elbv2" },
      { Identifier: arns.https, Type: "elbv2" },
    ],
    HealthCheckType: "ELB",
    HealthCheckGracePeriod: 120,
    Instances: [
      {
        InstanceId: "i-06905f55584de02da",
        AvailabilityZone: "eu-west-1a",
        LifecycleState: "InService",
        HealthStatus: "Healthy",
        ProtectedFromScaleIn: false,
      },
    ],
    CreatedTime: "2019-03-01T10:00:00.000Z",
    SuspendedProcesses: [
      { ProcessName: "AZRebalance", SuspensionReason: "User suspended at 2020-01-01T00:00:00Z" },
      { ProcessName: "Launch", SuspensionReason: "Administrative suspension at 2026-01-01T00:00:00Z" },
    ],
    VPCZoneIdentifier: "subnet-cb663da2,subnet-8360a9e7",
    EnabledMetrics: [
      { Metric: "GroupTotalInstances", Granularity: "1Minute" },
      { Metric: "GroupInServiceInstances", Granularity: "1Minute" },
    ],
    Tags: [
      { ResourceId: "shop", ResourceType: "auto-scaling-group", Key: "Name", Value: "shop", PropagateAtLaunch: true },
      {
        ResourceId: "shop",
        ResourceType: "auto-scaling-group",
        Key: "aws:cloudformation:stack-name",
        Value: "shop",
        PropagateAtLaunch: true,
      },
    ],
    TerminationPolicies: ["OldestLaunchTemplate", "Default"],
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN: "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/Scaling",
    CapacityRebalance: false,
    WarmPoolConfiguration: { PoolState: "Stopped", MinSize: 2, InstanceReusePolicy: { ReuseOnScaleIn: true } },
    WarmPoolSize: 2,
    InstanceMaintenancePolicy: { MinHealthyPercentage: 90, MaxHealthyPercentage: 120 },
    DeletionProtection: "none",
  },
  launchTemplate: {
    template: {
      LaunchTemplateId: "lt-0a20c965061f64abc",
      LaunchTemplateName: "shop",
      CreateTime: "2019-03-01T09:30:00.000Z",
      CreatedBy: "arn:aws:iam::123456789012:user/ops",
      DefaultVersionNumber: 1,
      LatestVersionNumber: 7,
      Tags: [{ Key: "team", Value: "shop" }],
      Operator: { Managed: false },
    },
    version: {
      LaunchTemplateId: "lt-0a20c965061f64abc",
      LaunchTemplateName: "shop",
      VersionNumber: 7,
      VersionDescription: "release 1",
      CreateTime: "2026-01-01T00:00:00.000Z",
      DefaultVersion: false,
      LaunchTemplateData: {
        ImageId: "ami-0abcdef1234567890",
        InstanceType: "m5.large",
        UserData: "IyEvYmluL3No",
        SecurityGroupIds: ["sg-903004f8"],
        MetadataOptions: { State: "applied", HttpTokens: "required" },
        TagSpecifications: [{ ResourceType: "instance", Tags: [{ Key: "version", Value: "1" }] }],
      },
    },
  },
  policies: [
    {
      AutoScalingGroupName: "shop",
      PolicyName: "out",
      PolicyARN: arns.outPolicy,
      PolicyType: "StepScaling",
      AdjustmentType: "ChangeInCapacity",
      StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 2 }],
      MetricAggregationType: "Average",
      Alarms: [{ AlarmName: "shop-busy", AlarmARN: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-busy" }],
      Enabled: true,
    },
    {
      AutoScalingGroupName: "shop",
      PolicyName: "requests",
      PolicyARN: `${account}:scalingPolicy:0f:autoScalingGroupName/shop:policyName/requests`,
      PolicyType: "TargetTrackingScaling",
      StepAdjustments: [],
      Alarms: [
        { AlarmName: "TargetTracking-shop-AlarmHigh", AlarmARN: "arn:aws:cloudwatch:::alarm:TargetTracking-shop" },
      ],
      TargetTrackingConfiguration: {
        PredefinedMetricSpecification: {
          PredefinedMetricType: "ALBRequestCountPerTarget",
          ResourceLabel: "app/shop/50dc6c495c0c9188/targetgroup/shop-http/73e2d6bc24d8a067",
        },
        TargetValue: 300,
        DisableScaleIn: false,
      },
      Enabled: true,
    },
  ],
  alarms: [
    {
      alarm: {
        AlarmName: "shop-busy",
        AlarmArn: "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:shop-busy",
        ActionsEnabled: true,
        OKActions: [],
        AlarmActions: [arns.outPolicy, arns.topic, arns.workerPolicy],
        InsufficientDataActions: [arns.topic],
        StateValue: "OK",
        StateUpdatedTimestamp: "2026-01-01T00:00:00.000Z",
        Metrics: [
          {
            Id: "load",
            MetricStat: {
              Metric: {
                Namespace: "AWS/EC2",
                MetricName: "CPUUtilization",
                Dimensions: [{ Name: "AutoScalingGroupName", Value: "shop" }],
              },
              Period: 60,
              Stat: "Average",
            },
          },
        ],
        EvaluationPeriods: 2,
        Threshold: 70,
        ComparisonOperator: "GreaterThanThreshold",
      },
      tags: [],
    },
  ],
  scheduledActions: [
    {
      AutoScalingGroupName: "shop",
      ScheduledActionName: "morning",
      ScheduledActionARN: `${account}:scheduledUpdateGroupAction:1:autoScalingGroupName/shop:scheduledActionName/morning`,
      Time: "2026-06-01T06:00:00.000Z",
      StartTime: "2026-06-01T06:00:00.000Z",
      Recurrence: "0 6 * * *",
      MinSize: 4,
      TimeZone: "Europe/London",
    },
  ],
  lifecycleHooks: [
    {
      LifecycleHookName: "warm-cache",
      AutoScalingGroupName: "shop",
      LifecycleTransition: "autoscaling:EC2_INSTANCE_LAUNCHING",
      HeartbeatTimeout: 120,
      GlobalTimeout: 12_000,
      DefaultResult: "ABANDON",
      NotificationTargetARN: "arn:aws:sqs:eu-west-1:123456789012:warming",
      RoleARN: "arn:aws:iam::123456789012:role/warming",
    },
  ],
  notifications: [
    { AutoScalingGroupName: "shop", TopicARN: arns.topic, NotificationType: "autoscaling:EC2_INSTANCE_TERMINATE" },
    { AutoScalingGroupName: "shop", TopicARN: arns.topic, NotificationType: "autoscaling:EC2_INSTANCE_LAUNCH" },
  ],
};

/** What of a group goes on by itself, as it is made. */
export const allRunning = Object.fromEntries(
  [
    "Launch",
    "Terminate",
    "AddToLoadBalancer",
    "AlarmNotification",
    "AZRebalance",
    "HealthCheck",
    "InstanceRefresh",
    "ReplaceUnhealthy",
    "ScheduledActions",
  ].map((process) => [process, "running"]),
);
