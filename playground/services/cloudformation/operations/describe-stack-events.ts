import type { DescribeStackEventsCommandInput, DescribeStackEventsCommandOutput } from "@aws-sdk/client-cloudformation";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { CloudFormationContext } from "../context.ts";
import { stackNamed } from "../stack-lookup.ts";

/** Newest first, a hundred on a page, as on AWS. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackEvents.html */
export const describeStackEvents = (cloudFormation: CloudFormationContext) =>
  operation<DescribeStackEventsCommandInput, DescribeStackEventsCommandOutput>({
    accepts: ["StackName", "NextToken"],
    run({ StackName, NextToken }) {
      const stack = stackNamed(cloudFormation, StackName);
      const { items, next } = page(stack.events.toReversed(), NextToken, undefined, 100);
      const StackEvents = items.map((event) => ({
        StackId: stack.id,
        StackName: stack.name,
        EventId: event.id,
        LogicalResourceId: event.logicalId,
        PhysicalResourceId: event.physicalId,
        ResourceType: event.type,
        Timestamp: new Date(event.at),
        ResourceStatus: event.status as NonNullable<
          NonNullable<DescribeStackEventsCommandOutput["StackEvents"]>[number]["ResourceStatus"]
        >,
        ResourceStatusReason: event.reason,
        ResourceProperties: event.properties === undefined ? undefined : JSON.stringify(event.properties),
      }));
      return { StackEvents, NextToken: next };
    },
  });
