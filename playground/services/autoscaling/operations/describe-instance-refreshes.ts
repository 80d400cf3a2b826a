import type {
  DescribeInstanceRefreshesCommandInput,
  DescribeInstanceRefreshesCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { groupSeen } from "../store.ts";

/**
 * A group never had one: StartInstanceRefresh is not emulated.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeInstanceRefreshes.html
 */
export const describeInstanceRefreshes = ({ store }: AutoScalingContext) =>
  operation<DescribeInstanceRefreshesCommandInput, DescribeInstanceRefreshesCommandOutput>({
    accepts: ["AutoScalingGroupName", "NextToken", "MaxRecords"],
    run: ({ AutoScalingGroupName }) => {
      groupSeen(store, AutoScalingGroupName);
      return { InstanceRefreshes: [] };
    },
  });
