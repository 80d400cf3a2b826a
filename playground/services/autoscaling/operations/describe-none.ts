/** Of what the playground cannot make, an account has none. */
import type {
  DescribeInstanceRefreshesCommandInput,
  DescribeInstanceRefreshesCommandOutput,
  DescribeLaunchConfigurationsCommandInput,
  DescribeLaunchConfigurationsCommandOutput,
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

/**
 * Accounts made since the end of 2022 cannot make any; a name that none has is passed over.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeLaunchConfigurations.html
 */
export const describeLaunchConfigurations = operation<
  DescribeLaunchConfigurationsCommandInput,
  DescribeLaunchConfigurationsCommandOutput
>({
  accepts: ["LaunchConfigurationNames", "NextToken", "MaxRecords"],
  run: () => ({ LaunchConfigurations: [] }),
});
