import type {
  DeleteNotificationConfigurationCommandInput,
  DeleteNotificationConfigurationCommandOutput,
  DescribeNotificationConfigurationsCommandInput,
  DescribeNotificationConfigurationsCommandOutput,
  PutNotificationConfigurationCommandInput,
  PutNotificationConfigurationCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { AwsError } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { validationError } from "../../constraints.ts";
import type { AutoScalingContext } from "../context.ts";
import { onNamedGroup } from "../needs.ts";
import { notificationTypes } from "../notification-types.ts";
import { groupNamed, ofGroup, ownedBy } from "../store.ts";

const mostTopics = 10;

/**
 * What a topic is told of the group, in place of what it was told. Nothing is sent.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutNotificationConfiguration.html
 */
export const putNotificationConfiguration = (context: AutoScalingContext) =>
  operation<PutNotificationConfigurationCommandInput, PutNotificationConfigurationCommandOutput>({
    accepts: ["AutoScalingGroupName", "TopicARN", "NotificationTypes"],
    needs: onNamedGroup(context, "PutNotificationConfiguration"),
    run: ({ AutoScalingGroupName, TopicARN: topic = "", NotificationTypes: types = [] }) => {
      const { store } = context;
      const group = groupNamed(store, AutoScalingGroupName);
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
  });

/**
 * Everything that a topic is told of the group.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DeleteNotificationConfiguration.html
 */
export const deleteNotificationConfiguration = (context: AutoScalingContext) =>
  operation<DeleteNotificationConfigurationCommandInput, DeleteNotificationConfigurationCommandOutput>({
    accepts: ["AutoScalingGroupName", "TopicARN"],
    needs: onNamedGroup(context, "DeleteNotificationConfiguration"),
    run: ({ AutoScalingGroupName, TopicARN = "" }) => {
      const { store } = context;
      const key = ownedBy(groupNamed(store, AutoScalingGroupName).name, TopicARN);
      if (store.notifications.get(key) === undefined)
        throw validationError(`No notification configuration found for topic ${TopicARN}`);
      store.notifications.remove(key);
      return {};
    },
  });

/**
 * One entry for each topic and type.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeNotificationConfigurations.html
 */
export const describeNotificationConfigurations = ({ surroundings, store }: AutoScalingContext) =>
  operation<DescribeNotificationConfigurationsCommandInput, DescribeNotificationConfigurationsCommandOutput>({
    accepts: ["AutoScalingGroupNames", "NextToken", "MaxRecords"],
    run: ({ AutoScalingGroupNames: names = [], NextToken, MaxRecords }) => {
      const all = store.notifications
        .seenValues()
        .filter((one) => names.length === 0 || names.includes(one.AutoScalingGroupName))
        .flatMap(({ types, ...one }) => types.map((NotificationType) => ({ ...one, NotificationType })));
      const { items, next } = page(all, NextToken, MaxRecords, surroundings.pageSize);
      return { NotificationConfigurations: items, NextToken: next };
    },
  });
