import {
  type AutoScalingClient,
  DeleteNotificationConfigurationCommand,
  DescribeNotificationConfigurationsCommand,
  PutNotificationConfigurationCommand,
} from "@aws-sdk/client-auto-scaling";
import type { State } from "../changes/change.ts";
import type { ResourceKind } from "../changes/resource-kind.ts";
import { memberId } from "./described/ids.ts";
import { plain } from "./described/plain.ts";
import { notificationStates } from "./described/scaling.ts";
import { deleteOnce, inGroup } from "./group-absence.ts";
import { allPages } from "./pages.ts";

/** What a group tells a topic; id: `<group>/<topic ARN>`; state: `{ types }`, sorted, replaced whole. */
export const notification = (autoScaling: AutoScalingClient): ResourceKind => {
  const read = async (id: string): Promise<State | null> => {
    const { group, name } = memberId.parse(id);
    const rows = await inGroup(autoScaling, group, () =>
      allPages(async (NextToken) => {
        const answer = await autoScaling.send(
          new DescribeNotificationConfigurationsCommand({ AutoScalingGroupNames: [group], NextToken }),
        );
        return [answer.NotificationConfigurations, answer.NextToken];
      }),
    );
    return notificationStates(plain(rows ?? [])).get(name) ?? null;
  };

  return {
    read,
    belongsTo: (id) => ({ kind: "auto-scaling-group", id: memberId.parse(id).group }),
    async write(id, _before, after) {
      const { group, name } = memberId.parse(id);
      const named = { AutoScalingGroupName: group, TopicARN: name };
      if (after === null)
        return deleteOnce(
          () => autoScaling.send(new DeleteNotificationConfigurationCommand(named)),
          () => read(id),
        );
      await autoScaling.send(
        new PutNotificationConfigurationCommand({
          ...named,
          NotificationTypes: [...((after.types ?? []) as readonly string[])],
        }),
      );
    },
  };
};
