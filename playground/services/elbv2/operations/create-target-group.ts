import type {
  CreateTargetGroupCommandInput,
  CreateTargetGroupCommandOutput,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { quotaOf } from "../../../world/quotas.ts";
import { hex } from "../../../world/random.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import { initialAttributes, targetGroupAttributes } from "../attributes.ts";
import { arnPrefix, type Elbv2Context } from "../context.ts";
import { invalidConfiguration } from "../errors.ts";
import { checkHealthCheck, defaultHealthCheck, healthCheckMembers } from "../health-check-settings.ts";
import { needToCreate } from "../needs.ts";
import { readTags } from "../request-tags.ts";
import { checkResourceName } from "../resource-name.ts";
import { sameSettings } from "../same-settings.ts";
import { shownTargetGroup } from "../shown-target-group.ts";
import type { Pairs, Tables, TargetGroupRecord } from "../tables.ts";
import { isFlowProtocol, type Protocol } from "../traffic-protocols.ts";

type Wanted = Omit<TargetGroupRecord, "TargetGroupArn">;

/**
 * A target group of that name with those settings: the one that there is, or a new one without targets.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
 */
export const createTargetGroup = (context: Elbv2Context) => {
  const namePattern = ({ Name = "*" }: CreateTargetGroupCommandInput) => `${arnPrefix(context)}targetgroup/${Name}/*`;
  return operation<CreateTargetGroupCommandInput, CreateTargetGroupCommandOutput>({
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
    needs: (input) => needToCreate(context, "CreateTargetGroup", namePattern(input), namePattern(input), input.Tags),
    run(input) {
      const wanted = settings(context, input);
      const tags = readTags(input.Tags);
      const record = existing(context.tables, wanted, tags) ?? added(context, wanted, tags);
      return { TargetGroups: [shownTargetGroup(context.tables, record)] };
    },
  });
};

const settings = ({ fleet }: Elbv2Context, input: CreateTargetGroupCommandInput): Wanted => {
  const { Name: name = "" } = input;
  checkResourceName(name, "Target group");
  if ((input.TargetType ?? "instance") !== "instance") throw new NotEmulated(`targets of type ${input.TargetType}`);
  if ((input.IpAddressType ?? "ipv4") !== "ipv4") throw new NotEmulated(`IP address type ${input.IpAddressType}`);
  if (input.Protocol === undefined) throw validationError("A protocol must be specified");
  if (input.Port === undefined) throw validationError("A port must be specified");
  if (input.VpcId === undefined) throw validationError("A VPC ID must be specified");
  if (fleet.hasVpc?.(input.VpcId) === false) throw validationError(`The VPC ID '${input.VpcId}' is not found`);
  const { Protocol } = input;
  if (Protocol !== "HTTP" && Protocol !== "HTTPS" && !isFlowProtocol(Protocol)) {
    throw new NotEmulated(`target groups of protocol ${Protocol}`);
  }
  return {
    TargetGroupName: name,
    Protocol,
    ...protocolVersion(Protocol, input.ProtocolVersion),
    Port: input.Port,
    VpcId: input.VpcId,
    TargetType: "instance",
    IpAddressType: "ipv4",
    ...checkHealthCheck(Protocol, defaultHealthCheck(Protocol, input.HealthCheckProtocol), input),
  };
};

/** "[HTTP/HTTPS protocol] The protocol version." */
const protocolVersion = (protocol: Protocol, version: string | undefined) => {
  if (isFlowProtocol(protocol)) {
    if (version !== undefined)
      throw invalidConfiguration(`Protocol version is not supported for target groups with the ${protocol} protocol`);
    return {};
  }
  if ((version ?? "HTTP1") !== "HTTP1") throw new NotEmulated(`protocol version ${version}`);
  return { ProtocolVersion: "HTTP1" };
};

const existing = (tables: Tables, wanted: Wanted, tags: Pairs): TargetGroupRecord | undefined => {
  const name = wanted.TargetGroupName;
  const record = tables.targetGroups.values().find(({ TargetGroupName }) => TargetGroupName === name);
  if (record === undefined) return undefined;
  const { TargetGroupArn, ...has } = record;
  if (!sameSettings([has, tables.tags.get(TargetGroupArn) ?? {}], [wanted, tags])) {
    throw new AwsError(
      "DuplicateTargetGroupNameException",
      `A target group with the same name '${name}' exists, but with different settings`,
    );
  }
  return record;
};

const added = (context: Elbv2Context, wanted: Wanted, tags: Pairs): TargetGroupRecord => {
  const { surroundings, tables } = context;
  if (tables.targetGroups.values().length >= quotaOf("targetGroups", surroundings)) {
    throw new AwsError("TooManyTargetGroupsException", "The maximum number of target groups has been reached");
  }
  const arn = `${arnPrefix(context)}targetgroup/${wanted.TargetGroupName}/${hex(surroundings.random, 16)}`;
  const record = { TargetGroupArn: arn, ...wanted };
  tables.targetGroups.put(arn, record);
  tables.attributes.put(arn, initialAttributes(targetGroupAttributes(wanted.Protocol)));
  tables.tags.put(arn, tags);
  return record;
};
