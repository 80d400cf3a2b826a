/** Load balancers, their listeners, and target groups. */
import * as z from "zod";
import { given, number, resourceType, tags, truth } from "../resource-type.ts";
import { neverUpdated, untilUnused } from "./machines.ts";

const attributes = z.array(z.strictObject({ Key: z.string(), Value: z.string() }));

/** What stands behind the last colon of an ARN: `app/web/50dc6c495c0c9188`. */
const fullName = (arn: string, prefix = ""): string => (arn.split(":").at(-1) ?? "").slice(prefix.length);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-loadbalancer.html */
export const loadBalancer = resourceType(
  z.strictObject({
    // Those that it makes up are cut to 32 characters, by no rule that is documented.
    Name: z.string(),
    Type: z.enum(["application", "network"]).optional(),
    Scheme: z.string().optional(),
    Subnets: z.array(z.string()),
    SecurityGroups: z.array(z.string()).optional(),
    LoadBalancerAttributes: attributes.optional(),
    Tags: tags.optional(),
  }),
  {
    async create({ LoadBalancerAttributes: Attributes = [], ...wanted }, { handlers }) {
      const { LoadBalancers } = (await handlers.ask("elasticloadbalancing", "CreateLoadBalancer", given(wanted))) as {
        readonly LoadBalancers: readonly {
          readonly LoadBalancerArn: string;
          readonly DNSName: string;
          readonly CanonicalHostedZoneId: string;
        }[];
      };
      const [{ LoadBalancerArn = "", DNSName = "", CanonicalHostedZoneId = "" } = {}] = LoadBalancers;
      if (Attributes.length > 0)
        await handlers.askOnceShown("elasticloadbalancing", "ModifyLoadBalancerAttributes", {
          LoadBalancerArn,
          Attributes,
        });
      return {
        ref: LoadBalancerArn,
        attributes: {
          LoadBalancerArn,
          DNSName,
          CanonicalHostedZoneID: CanonicalHostedZoneId,
          LoadBalancerName: wanted.Name,
          LoadBalancerFullName: fullName(LoadBalancerArn, "loadbalancer/"),
        },
      };
    },
    update: neverUpdated("AWS::ElasticLoadBalancingV2::LoadBalancer"),
    async remove({ ref }, { handlers }) {
      await handlers.ask("elasticloadbalancing", "DeleteLoadBalancer", { LoadBalancerArn: ref });
    },
    // It is done when the load balancer is active, which takes two minutes.
    seconds: { create: 125, update: 15, remove: 15 },
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-targetgroup.html */
export const targetGroup = resourceType(
  z.strictObject({
    Name: z.string(),
    Protocol: z.string(),
    Port: number,
    VpcId: z.string(),
    TargetType: z.literal("instance").optional(),
    HealthCheckProtocol: z.string().optional(),
    HealthCheckPort: z.string().optional(),
    HealthCheckPath: z.string().optional(),
    HealthCheckEnabled: truth.optional(),
    HealthCheckIntervalSeconds: number.optional(),
    HealthCheckTimeoutSeconds: number.optional(),
    HealthyThresholdCount: number.optional(),
    UnhealthyThresholdCount: number.optional(),
    TargetGroupAttributes: attributes.optional(),
    Tags: tags.optional(),
  }),
  {
    async create({ TargetGroupAttributes: Attributes = [], ...wanted }, { handlers }) {
      const { TargetGroups } = (await handlers.ask("elasticloadbalancing", "CreateTargetGroup", given(wanted))) as {
        readonly TargetGroups: readonly { readonly TargetGroupArn: string }[];
      };
      const [{ TargetGroupArn = "" } = {}] = TargetGroups;
      if (Attributes.length > 0)
        await handlers.askOnceShown("elasticloadbalancing", "ModifyTargetGroupAttributes", {
          TargetGroupArn,
          Attributes,
        });
      return {
        ref: TargetGroupArn,
        attributes: {
          TargetGroupArn,
          TargetGroupName: wanted.Name,
          TargetGroupFullName: fullName(TargetGroupArn),
        },
      };
    },
    update: neverUpdated("AWS::ElasticLoadBalancingV2::TargetGroup"),
    async remove({ ref }, { handlers }) {
      await handlers.ask("elasticloadbalancing", "DeleteTargetGroup", { TargetGroupArn: ref });
    },
    seconds: { create: 16, update: 2, remove: 2, whileInUse: untilUnused },
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listener.html */
export const listener = resourceType(
  z.strictObject({
    LoadBalancerArn: z.string(),
    Protocol: z.string(),
    Port: number,
    Certificates: z.array(z.strictObject({ CertificateArn: z.string() })).optional(),
    SslPolicy: z.string().optional(),
    DefaultActions: z.array(z.strictObject({ Type: z.literal("forward"), TargetGroupArn: z.string() })),
  }),
  {
    async create(wanted, { handlers }) {
      const { Listeners } = (await handlers.ask("elasticloadbalancing", "CreateListener", given(wanted))) as {
        readonly Listeners: readonly { readonly ListenerArn: string }[];
      };
      const [{ ListenerArn = "" } = {}] = Listeners;
      return { ref: ListenerArn, attributes: { ListenerArn } };
    },
    update: neverUpdated("AWS::ElasticLoadBalancingV2::Listener"),
    async remove({ ref }, { handlers }) {
      await handlers.ask("elasticloadbalancing", "DeleteListener", { ListenerArn: ref });
    },
    seconds: { create: 3, update: 3, remove: 2 },
  },
);
