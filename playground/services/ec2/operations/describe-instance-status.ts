import type { DescribeInstanceStatusCommandInput, DescribeInstanceStatusCommandOutput } from "@aws-sdk/client-ec2";
import { operation } from "../../../world/service.ts";
import type { Ec2Context } from "../context.ts";
import { describedState } from "../described-instance.ts";
import { filtered } from "../filters.ts";
import { describedInstances } from "../named-instances.ts";
import { paged } from "../paging.ts";

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html */
export const describeInstanceStatus = (ec2: Ec2Context) =>
  operation<DescribeInstanceStatusCommandInput, DescribeInstanceStatusCommandOutput>({
    accepts: ["InstanceIds", "Filters", "MaxResults", "NextToken", "IncludeAllInstances"],
    run(input) {
      // "By default, only running instances are described, unless you specifically indicate to return the status of all".
      const shown = describedInstances(ec2, input.InstanceIds).filter(
        ({ state }) => input.IncludeAllInstances === true || state === "running",
      );
      const matching = filtered(shown, input.Filters, {
        "availability-zone": ({ availabilityZone }) => [availabilityZone],
        "instance-state-name": ({ state }) => [state],
        "instance-state-code": ({ state }) => [String(describedState(state).Code)],
      });
      const { items, next } = paged(matching, input, {
        pageSize: ec2.surroundings.pageSize,
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
            InstanceState: describedState(state),
            InstanceStatus: { Status: status },
            SystemStatus: { Status: status },
          };
        }),
      };
    },
  });
