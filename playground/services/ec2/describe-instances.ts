import type {
  Instance as Described,
  InstanceState as DescribedState,
  DescribeInstanceStatusCommandInput,
  DescribeInstanceStatusCommandOutput,
  DescribeInstancesCommandInput,
  DescribeInstancesCommandOutput,
} from "@aws-sdk/client-ec2";
import { AwsError } from "../../world/aws-error.ts";
import type { InstanceState } from "../../world/neighbours.ts";
import { operation } from "../../world/service.ts";
import type { Ec2 } from "./context.ts";
import { notFound } from "./errors.ts";
import { type Fields, filtered } from "./filters.ts";
import { paged } from "./paging.ts";
import type { Instance, SecurityGroup } from "./resources.ts";
import { tagList } from "./tagging.ts";

const stateCodes: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export const stateOf = (state: InstanceState): DescribedState => ({ Code: stateCodes[state], Name: state });

/** The instances with these ids; throws AwsError if an id is malformed or unknown. */
export const foundInstances = (
  ids: readonly string[],
  find: (id: string) => Instance | undefined,
): readonly Instance[] => {
  const malformed = ids.find((id) => !/^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id));
  if (malformed !== undefined) throw new AwsError("InvalidInstanceID.Malformed", `Invalid id: "${malformed}"`);
  const unknown = ids.filter((id) => find(id) === undefined);
  if (unknown.length > 0) throw notFound("InvalidInstanceID.NotFound", "instance ID", unknown);
  return ids.flatMap((id) => find(id) ?? []);
};

/** An instance as DescribeInstances and RunInstances show it. A terminated one has lost its network. */
export const describedInstance = (
  instance: Instance,
  securityGroup: (id: string) => SecurityGroup | undefined,
): Described => {
  const { parameters, state } = instance;
  const attached = state !== "terminated";
  const groups = instance.securityGroupIds.map((id) => ({ GroupId: id, GroupName: securityGroup(id)?.name }));
  const region = instance.availabilityZone.slice(0, -1);
  const domain = region === "us-east-1" ? "ec2.internal" : `${region}.compute.internal`;
  const privateDnsName = `ip-${instance.privateIpAddress.replaceAll(".", "-")}.${domain}`;
  return {
    InstanceId: instance.id,
    ImageId: instance.imageId,
    State: stateOf(state),
    StateTransitionReason: instance.stateTransitionReason,
    StateReason: instance.stateReason && { Code: instance.stateReason.code, Message: instance.stateReason.message },
    InstanceType: instance.instanceType as Described["InstanceType"],
    LaunchTime: new Date(instance.launchedAt),
    AmiLaunchIndex: instance.launchIndex,
    ClientToken: instance.clientToken,
    KeyName: parameters.KeyName,
    Architecture: instance.architecture,
    Hypervisor: "xen",
    VirtualizationType: "hvm",
    RootDeviceType: "ebs",
    EbsOptimized: parameters.EbsOptimized ?? false,
    IamInstanceProfile: parameters.IamInstanceProfile && { Arn: parameters.IamInstanceProfile.Arn },
    Monitoring: { State: parameters.Monitoring?.Enabled === true ? "enabled" : "disabled" },
    Placement: { AvailabilityZone: instance.availabilityZone, GroupName: "", Tenancy: "default" },
    PrivateDnsName: attached ? privateDnsName : "",
    PublicDnsName: "",
    PrivateIpAddress: attached ? instance.privateIpAddress : undefined,
    SubnetId: attached ? instance.subnetId : undefined,
    VpcId: attached ? instance.vpcId : undefined,
    SecurityGroups: attached ? groups : [],
    Tags: tagList(instance.tags),
  };
};

const fields: Fields<Instance> = {
  "instance-id": ({ id }) => [id],
  "instance-state-name": ({ state }) => [state],
  "instance-state-code": ({ state }) => [String(stateCodes[state])],
  "instance-type": ({ instanceType }) => [instanceType],
  "image-id": ({ imageId }) => [imageId],
  "availability-zone": ({ availabilityZone }) => [availabilityZone],
  "subnet-id": ({ subnetId }) => [subnetId],
  "vpc-id": ({ vpcId }) => [vpcId],
  "private-ip-address": ({ privateIpAddress }) => [privateIpAddress],
  "reservation-id": ({ reservationId }) => [reservationId],
  "client-token": ({ clientToken }) => [clientToken],
  "key-name": ({ parameters }) => [parameters.KeyName],
  "instance.group-id": ({ securityGroupIds }) => securityGroupIds,
};

/** DescribeInstances, DescribeInstanceStatus. */
export const describeInstancesOperations = ({ surroundings, resources }: Ec2) => {
  const instances = resources.instance;
  const { pageSize } = surroundings;

  const named = (ids: readonly string[] | undefined) =>
    ids === undefined || ids.length === 0 ? instances.seenValues() : foundInstances([...new Set(ids)], instances.seen);

  return {
    DescribeInstances: operation<DescribeInstancesCommandInput, DescribeInstancesCommandOutput>({
      accepts: ["InstanceIds", "Filters", "MaxResults", "NextToken"],
      run(input) {
        const matching = filtered(named(input.InstanceIds), input.Filters, fields);
        const { items, next } = paged(matching, input, {
          pageSize,
          least: 5,
          most: 1000,
          ids: input.InstanceIds,
          idsName: "instancesSet",
        });
        const reservations = Map.groupBy(items, ({ reservationId }) => reservationId);
        return {
          NextToken: next,
          Reservations: [...reservations].map(([id, members]) => ({
            ReservationId: id,
            OwnerId: surroundings.account,
            Groups: [],
            Instances: members.map((instance) => describedInstance(instance, resources["security-group"].seen)),
          })),
        };
      },
    }),

    DescribeInstanceStatus: operation<DescribeInstanceStatusCommandInput, DescribeInstanceStatusCommandOutput>({
      accepts: ["InstanceIds", "Filters", "MaxResults", "NextToken", "IncludeAllInstances"],
      run(input) {
        // "By default, only running instances are described, unless you specifically indicate to return the status of all".
        const shown = named(input.InstanceIds).filter(
          ({ state }) => input.IncludeAllInstances === true || state === "running",
        );
        const matching = filtered(shown, input.Filters, {
          "availability-zone": ({ availabilityZone }) => [availabilityZone],
          "instance-state-name": ({ state }) => [state],
          "instance-state-code": ({ state }) => [String(stateCodes[state])],
        });
        const { items, next } = paged(matching, input, {
          pageSize,
          least: 5,
          most: 1000,
          ids: input.InstanceIds,
          idsName: "instancesSet",
        });
        return {
          NextToken: next,
          InstanceStatuses: items.map(({ id, state, availabilityZone }) => {
            const status = state === "running" ? "ok" : "not-applicable";
            return {
              InstanceId: id,
              AvailabilityZone: availabilityZone,
              InstanceState: stateOf(state),
              InstanceStatus: { Status: status },
              SystemStatus: { Status: status },
            };
          }),
        };
      },
    }),
  };
};
