import type {
  CreateTargetGroupCommandInput,
  CreateTargetGroupCommandOutput,
  DeleteTargetGroupCommandInput,
  DeleteTargetGroupCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
  ModifyTargetGroupCommandInput,
  ModifyTargetGroupCommandOutput,
  TargetGroup,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { hex } from "../../world/random.ts";
import { type AnyOperation, operation } from "../../world/service.ts";
import { initialAttributes, targetGroupAttributes } from "./attributes.ts";
import { arnPrefix, type Elbv2Context } from "./context.ts";
import { checkHealthCheck, defaultHealthCheck, healthCheckMembers } from "./health-check-settings.ts";
import { needOn, needToCreate } from "./needs.ts";
import { sameSettings } from "./same-settings.ts";
import { found, listenersUsing, noLoadBalancer, noTargetGroup, type TargetGroupRecord } from "./tables.ts";
import { readTags } from "./tags.ts";
import { checkName, oneOf, required, validationError, within } from "./validation.ts";

const mostTargetGroups = 3000;
const protocols = ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"];

export const targetGroupOperations = ({
  surroundings,
  tables,
  targets,
}: Elbv2Context): Readonly<Record<string, AnyOperation>> => {
  const loadBalancerArns = (arn: string) => [
    ...new Set(listenersUsing(tables, arn).map(({ LoadBalancerArn }) => LoadBalancerArn)),
  ];
  const describe = (group: TargetGroupRecord): TargetGroup => ({
    ...group,
    LoadBalancerArns: loadBalancerArns(group.TargetGroupArn),
  });

  const settings = (input: CreateTargetGroupCommandInput): Omit<TargetGroupRecord, "TargetGroupArn"> => {
    const name = required(input.Name, "name");
    checkName(name, "Target group");
    oneOf(input.Protocol, "protocol", protocols);
    oneOf(input.TargetType, "targetType", ["instance", "ip", "lambda", "alb"]);
    oneOf(input.ProtocolVersion, "protocolVersion", ["GRPC", "HTTP1", "HTTP2"]);
    oneOf(input.IpAddressType, "ipAddressType", ["ipv4", "ipv6"]);
    if ((input.TargetType ?? "instance") !== "instance") throw new NotEmulated(`targets of type ${input.TargetType}`);
    if ((input.ProtocolVersion ?? "HTTP1") !== "HTTP1")
      throw new NotEmulated(`protocol version ${input.ProtocolVersion}`);
    if ((input.IpAddressType ?? "ipv4") !== "ipv4") throw new NotEmulated(`IP address type ${input.IpAddressType}`);
    if (input.Protocol === undefined) throw validationError("A protocol must be specified");
    if (input.Port === undefined) throw validationError("A port must be specified");
    if (input.VpcId === undefined) throw validationError("A VPC ID must be specified");
    if (input.Protocol !== "HTTP" && input.Protocol !== "HTTPS") {
      throw new NotEmulated(`target groups of protocol ${input.Protocol}`);
    }
    return {
      TargetGroupName: name,
      Protocol: input.Protocol,
      ProtocolVersion: "HTTP1",
      Port: within(input.Port, "port", 1, 65_535),
      VpcId: input.VpcId,
      TargetType: "instance",
      IpAddressType: "ipv4",
      ...checkHealthCheck(defaultHealthCheck, input),
    };
  };

  const namePattern = (input: CreateTargetGroupCommandInput) =>
    `${arnPrefix(surroundings)}targetgroup/${input.Name ?? "*"}/*`;

  return {
    CreateTargetGroup: operation<CreateTargetGroupCommandInput, CreateTargetGroupCommandOutput>({
      accepts: [
        "Name",
        "Protocol",
        "ProtocolVersion",
        "Port",
        "VpcId",
        "TargetType",
        "IpAddressType",
        "Tags",
        ...healthCheckMembers,
      ],
      needs: (input) => needToCreate(tables, "CreateTargetGroup", namePattern(input), namePattern(input), input.Tags),
      run(input) {
        const wanted = settings(input);
        const tags = readTags(input.Tags);
        const name = wanted.TargetGroupName;
        const existing = tables.targetGroups.values().find(({ TargetGroupName }) => TargetGroupName === name);
        if (existing !== undefined) {
          const { TargetGroupArn, ...has } = existing;
          if (!sameSettings([has, tables.tags.get(TargetGroupArn) ?? {}], [wanted, tags])) {
            throw new AwsError(
              "DuplicateTargetGroupNameException",
              `A target group with the same name '${name}' exists, but with different settings`,
            );
          }
          return { TargetGroups: [describe(existing)] };
        }
        if (tables.targetGroups.values().length >= mostTargetGroups) {
          throw new AwsError("TooManyTargetGroupsException", "The maximum number of target groups has been reached");
        }
        const arn = `${arnPrefix(surroundings)}targetgroup/${name}/${hex(surroundings.random, 16)}`;
        const record = { TargetGroupArn: arn, ...wanted };
        tables.targetGroups.put(arn, record);
        tables.attributes.put(arn, initialAttributes(targetGroupAttributes));
        tables.tags.put(arn, tags);
        return { TargetGroups: [describe(record)] };
      },
    }),

    DescribeTargetGroups: operation<DescribeTargetGroupsCommandInput, DescribeTargetGroupsCommandOutput>({
      accepts: ["LoadBalancerArn", "TargetGroupArns", "Names", "Marker", "PageSize"],
      run({ LoadBalancerArn, TargetGroupArns, Names, Marker, PageSize }) {
        if ([LoadBalancerArn, TargetGroupArns, Names].filter((filter) => filter !== undefined).length > 1) {
          throw validationError(
            "Target group names, target group ARNs, and a load balancer ARN cannot be specified at the same time",
          );
        }
        const all = tables.targetGroups.seenValues();
        if (LoadBalancerArn !== undefined) found(tables.loadBalancers.seen(LoadBalancerArn), noLoadBalancer);
        const chosen =
          TargetGroupArns?.map((arn) => found(tables.targetGroups.seen(arn), noTargetGroup)) ??
          Names?.map((name) =>
            found(
              all.find(({ TargetGroupName }) => TargetGroupName === name),
              noTargetGroup,
            ),
          ) ??
          all.filter(
            ({ TargetGroupArn }) =>
              LoadBalancerArn === undefined || loadBalancerArns(TargetGroupArn).includes(LoadBalancerArn),
          );
        const { items, next } = page(chosen, Marker, PageSize, surroundings.pageSize);
        return { TargetGroups: items.map(describe), NextMarker: next };
      },
    }),

    ModifyTargetGroup: operation<ModifyTargetGroupCommandInput, ModifyTargetGroupCommandOutput>({
      accepts: ["TargetGroupArn", ...healthCheckMembers],
      needs: ({ TargetGroupArn }) => needOn(tables, "ModifyTargetGroup", [TargetGroupArn]),
      run(input) {
        const arn = required(input.TargetGroupArn, "targetGroupArn");
        const before = found(tables.targetGroups.get(arn), noTargetGroup);
        const record = { ...before, ...checkHealthCheck(before, input) };
        tables.targetGroups.put(arn, record);
        return { TargetGroups: [describe(record)] };
      },
    }),

    DeleteTargetGroup: operation<DeleteTargetGroupCommandInput, DeleteTargetGroupCommandOutput>({
      accepts: ["TargetGroupArn"],
      needs: ({ TargetGroupArn }) => needOn(tables, "DeleteTargetGroup", [TargetGroupArn]),
      // The model lists no error for a target group that does not exist: deleting it again succeeds.
      run({ TargetGroupArn }) {
        const arn = required(TargetGroupArn, "targetGroupArn");
        if (listenersUsing(tables, arn).length > 0) {
          throw new AwsError(
            "ResourceInUseException",
            `Target group '${arn}' is currently in use by a listener or a rule`,
          );
        }
        targets.forget(arn);
        for (const table of [tables.targetGroups, tables.attributes, tables.tags]) table.remove(arn);
        return {};
      },
    }),
  };
};
