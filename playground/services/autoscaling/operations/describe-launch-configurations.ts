import type {
  DescribeLaunchConfigurationsCommandInput,
  DescribeLaunchConfigurationsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { operation } from "../../../world/service.ts";

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
