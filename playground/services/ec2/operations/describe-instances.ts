import type { DescribeInstancesCommandInput, DescribeInstancesCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedInstance, describedState } from "../described-instance.ts";
import { type FilterFields, filtered } from "../filters.ts";
import { describedInstances } from "../named-instances.ts";
import { paged } from "../paging.ts";
import type { Instance } from "../resources.ts";

const fields: FilterFields<Instance> = {
  "instance-id": ({ id }) => [id],
  "instance-state-name": ({ state }) => [state],
  "instance-state-code": ({ state }) => [String(describedState(state).Code)],
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

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html */
export const describeInstances = (ec2: Ec2Context) =>
  operation<DescribeInstancesCommandInput, DescribeInstancesCommandOutput>({
    accepts: ["InstanceIds", "Filters", "MaxResults", "NextToken"],
    run(input) {
      const matching = filtered(describedInstances(ec2, input.InstanceIds), input.Filters, fields);
      const { items, next } = paged(matching, input, {
        pageSize: ec2.surroundings.pageSize,
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
          OwnerId: ec2.surroundings.account,
          Groups: [],
          Instances: members.map((instance) => describedInstance(ec2, instance)),
        })),
      };
    },
  });
