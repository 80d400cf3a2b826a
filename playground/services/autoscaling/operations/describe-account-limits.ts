import type {
  DescribeAccountLimitsCommandInput,
  DescribeAccountLimitsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { quotaOf } from "../../../world/quotas.ts";
import { operation } from "../../../world/service.ts";
import type { AutoScalingContext } from "../context.ts";

/**
 * How many groups there are and can be; launch configurations there are none.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAccountLimits.html
 */
export const describeAccountLimits = ({ store, surroundings }: AutoScalingContext) =>
  operation<DescribeAccountLimitsCommandInput, DescribeAccountLimitsCommandOutput>({
    accepts: [],
    run: () => ({
      MaxNumberOfAutoScalingGroups: quotaOf("autoScalingGroups", surroundings),
      MaxNumberOfLaunchConfigurations: quotaOf("launchConfigurations", surroundings),
      NumberOfAutoScalingGroups: store.groups.seenValues().length,
      NumberOfLaunchConfigurations: 0,
    }),
  });
