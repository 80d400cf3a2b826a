import type {
  DeleteNotificationConfigurationCommandInput,
  DeleteNotificationConfigurationCommandOutput,
  DescribeAutoScalingNotificationTypesCommandInput,
  DescribeAutoScalingNotificationTypesCommandOutput,
  DescribeNotificationConfigurationsCommandInput,
  DescribeNotificationConfigurationsCommandOutput,
  PutNotificationConfigurationCommandInput,
  PutNotificationConfigurationCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../world/aws-error.ts";
import { page } from "../../world/pages.ts";
import { operation } from "../../world/service.ts";
import { required, validationError } from "./group.ts";
import type { Permissions } from "./permissions.ts";
import { groupNamed, ofGroup, ownedBy, type Store } from "./store.ts";

/** What of a group is told to an SNS topic. Kept and shown, but nothing is sent: the playground has no SNS. */
export interface NotificationConfiguration {
  readonly AutoScalingGroupName: string;
  readonly TopicARN: string;
  readonly types: readonly string[];
}

const notificationTypes = [
  "autoscaling:EC2_INSTANCE_LAUNCH",
  "autoscaling:EC2_INSTANCE_LAUNCH_ERROR",
  "autoscaling:EC2_INSTANCE_TERMINATE",
  "autoscaling:EC2_INSTANCE_TERMINATE_ERROR",
  "autoscaling:TEST_NOTIFICATION",
];

const mostTopics = 10;

/** Put-, Delete-, DescribeNotificationConfiguration(s), DescribeAutoScalingNotificationTypes. */
export const notificationOperations = (store: Store, permissions: Permissions, pageSize: number) => ({
  PutNotificationConfiguration: operation<
    PutNotificationConfigurationCommandInput,
    PutNotificationConfigurationCommandOutput
  >({
    accepts: ["AutoScalingGroupName", "TopicARN", "NotificationTypes"],
    needs: permissions.onGroup("PutNotificationConfiguration"),
    run: ({ AutoScalingGroupName, TopicARN, NotificationTypes }) => {
      const group = groupNamed(store, AutoScalingGroupName);
      const topic = required(TopicARN, "topicARN");
      const types = required(NotificationTypes, "notificationTypes");
      if (!/^arn:[^:]+:sns:[^:]*:\d{12}:.+$/.test(topic)) throw validationError(`Invalid SNS topic ARN: ${topic}`);
      const unknown = types.filter((type) => !notificationTypes.includes(type));
      if (unknown.length > 0) throw validationError(`Invalid notification types: ${unknown.join(", ")}`);
      const others = ofGroup(store.notifications, group.name).filter((one) => one.TopicARN !== topic);
      if (others.length >= mostTopics)
        throw new AwsError("LimitExceededFault", `An Auto Scaling group can notify at most ${mostTopics} SNS topics`);
      const configuration = { AutoScalingGroupName: group.name, TopicARN: topic, types: [...types].sort() };
      store.notifications.put(ownedBy(group.name, topic), configuration);
      return {};
    },
  }),

  DeleteNotificationConfiguration: operation<
    DeleteNotificationConfigurationCommandInput,
    DeleteNotificationConfigurationCommandOutput
  >({
    accepts: ["AutoScalingGroupName", "TopicARN"],
    needs: permissions.onGroup("DeleteNotificationConfiguration"),
    run: ({ AutoScalingGroupName, TopicARN }) => {
      const key = ownedBy(groupNamed(store, AutoScalingGroupName).name, required(TopicARN, "topicARN"));
      if (store.notifications.get(key) === undefined)
        throw validationError(`No notification configuration found for topic ${TopicARN}`);
      store.notifications.remove(key);
      return {};
    },
  }),

  DescribeNotificationConfigurations: operation<
    DescribeNotificationConfigurationsCommandInput,
    DescribeNotificationConfigurationsCommandOutput
  >({
    accepts: ["AutoScalingGroupNames", "NextToken", "MaxRecords"],
    run: ({ AutoScalingGroupNames: names = [], NextToken, MaxRecords }) => {
      const all = store.notifications
        .seenValues()
        .filter((one) => names.length === 0 || names.includes(one.AutoScalingGroupName))
        .flatMap(({ types, ...one }) => types.map((NotificationType) => ({ ...one, NotificationType })));
      const { items, next } = page(all, NextToken, MaxRecords, pageSize);
      return { NotificationConfigurations: items, NextToken: next };
    },
  }),

  DescribeAutoScalingNotificationTypes: operation<
    DescribeAutoScalingNotificationTypesCommandInput,
    DescribeAutoScalingNotificationTypesCommandOutput
  >({
    accepts: [],
    run: () => ({ AutoScalingNotificationTypes: notificationTypes }),
  }),
});
