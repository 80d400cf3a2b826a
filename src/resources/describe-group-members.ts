/** What belongs to an Auto Scaling group and is described by calls of its own, all of each sort. */
import {
  type AutoScalingClient,
  DescribeLifecycleHooksCommand,
  DescribeNotificationConfigurationsCommand,
  DescribePoliciesCommand,
  DescribeScheduledActionsCommand,
} from "@aws-sdk/client-auto-scaling";
import { plain } from "./described/plain.ts";
import { allPages } from "./pages.ts";

/** A group's scaling policies, page by page (DescribePolicies); only those of some types, if those are said. */
export const policiesOf = async (
  autoScaling: AutoScalingClient,
  AutoScalingGroupName: string,
  types?: { readonly PolicyTypes: string[] },
) =>
  plain(
    await allPages(async (NextToken) => {
      const answer = await autoScaling.send(new DescribePoliciesCommand({ AutoScalingGroupName, ...types, NextToken }));
      return [answer.ScalingPolicies, answer.NextToken];
    }),
  );

/** What a group does at set times, page by page (DescribeScheduledActions). */
export const scheduledActionsOf = async (autoScaling: AutoScalingClient, AutoScalingGroupName: string) =>
  plain(
    await allPages(async (NextToken) => {
      const answer = await autoScaling.send(new DescribeScheduledActionsCommand({ AutoScalingGroupName, NextToken }));
      return [answer.ScheduledUpdateGroupActions, answer.NextToken];
    }),
  );

/** One row for each topic and type of event (DescribeNotificationConfigurations). */
export const notificationsOf = async (autoScaling: AutoScalingClient, group: string) =>
  plain(
    await allPages(async (NextToken) => {
      const answer = await autoScaling.send(
        new DescribeNotificationConfigurationsCommand({ AutoScalingGroupNames: [group], NextToken }),
      );
      return [answer.NotificationConfigurations, answer.NextToken];
    }),
  );

/** Lifecycle hooks, which AWS answers in one page (DescribeLifecycleHooks). */
export const hooksOf = async (autoScaling: AutoScalingClient, AutoScalingGroupName: string) =>
  plain((await autoScaling.send(new DescribeLifecycleHooksCommand({ AutoScalingGroupName }))).LifecycleHooks ?? []);
