import type {
  DescribeAccountLimitsCommandInput,
  DescribeAccountLimitsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";
import { mostGroups } from "../quotas.ts";

/**
 * How many groups there are and can be; launch configurations there are none.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAccountLimits.html
 */
export const describeAccountLimits = ({ store }: AutoScalingContext) =>
  operation<DescribeAccountLimitsCommandInput, DescribeAccountLimitsCommandOutput>({
    accepts: [],
    run: () => ({
      MaxNumberOfAutoScalingGroups: mostGroups,
      MaxNumberOfLaunchConfigurations: 200,
      NumberOfAutoScalingGroups: store.groups.seenValues().length,
      NumberOfLaunchConfigurations: 0,
    }),
  });
