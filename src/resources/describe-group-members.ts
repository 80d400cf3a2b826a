/** What belongs to an Auto Scaling group and is described by calls of its own, all of each sort. */
import {
  type AutoScalingClient,
  DescribeLifecycleHooksCommand,
  DescribeNotificationConfigurationsCommand,
  DescribePoliciesCommand,
  DescribeScheduledActionsCommand,
} from "@aws-sdk/client-auto-scaling";
import { plain } from "./described/plain.ts";
import { all } from "./pages.ts";

export const policiesOf = async (autoScaling: AutoScalingClient, AutoScalingGroupName: string) =>
  plain(
    await all(async (NextToken) => {
      const answer = await autoScaling.send(new DescribePoliciesCommand({ AutoScalingGroupName, NextToken }));
      return [answer.ScalingPolicies, answer.NextToken];
    }),
  );

export const scheduledActionsOf = async (autoScaling: AutoScalingClient, AutoScalingGroupName: string) =>
  plain(
    await all(async (NextToken) => {
      const answer = await autoScaling.send(new DescribeScheduledActionsCommand({ AutoScalingGroupName, NextToken }));
      return [answer.ScheduledUpdateGroupActions, answer.NextToken];
    }),
  );

export const notificationsOf = async (autoScaling: AutoScalingClient, group: string) =>
  plain(
    await all(async (NextToken) => {
      const answer = await autoScaling.send(
        new DescribeNotificationConfigurationsCommand({ AutoScalingGroupNames: [group], NextToken }),
      );
      return [answer.NotificationConfigurations, answer.NextToken];
    }),
  );

export const hooksOf = async (autoScaling: AutoScalingClient, AutoScalingGroupName: string) =>
  plain((await autoScaling.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName }))).LifecycleHooks ?? []);
