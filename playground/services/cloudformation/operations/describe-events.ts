import type { DescribeEventsCommandInput, DescribeEventsCommandOutput } from "@aws-sdk/client-cloudformation";
import { NotEmulated } from "../../../world/aws-error.ts";
import { operation } from "../../../world/service.ts";
import { changeSetNamed } from "../change-set.ts";
import type { CloudFormationContext } from "../context.ts";

/** What the validation of a change set found. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html */
export const describeEvents = (cloudFormation: CloudFormationContext) =>
  operation<DescribeEventsCommandInput, DescribeEventsCommandOutput>({
    accepts: ["ChangeSetName", "StackName", "Filters"],
    run({ ChangeSetName, StackName }) {
      if (ChangeSetName === undefined) throw new NotEmulated("DescribeEvents of anything but a change set");
      const [stack, changeSet] = changeSetNamed(cloudFormation, ChangeSetName, StackName);
      const OperationEvents = changeSet.conflicts.map(({ logicalId, type, reason }) => ({
        EventId: `${changeSet.id}/${logicalId}`,
        StackId: stack.id,
        OperationType: "CREATE_CHANGESET" as const,
        EventType: "VALIDATION_ERROR" as const,
        LogicalResourceId: logicalId,
        ResourceType: type,
        Timestamp: new Date(changeSet.createdAt),
        ValidationFailureMode: "FAIL" as const,
        ValidationName: "NAME_CONFLICT_VALIDATION",
        ValidationStatus: "FAILED" as const,
        ValidationStatusReason: reason,
        ValidationPath: `/Resources/${logicalId}`,
      }));
      return { OperationEvents };
    },
  });
