import type {
  DescribeStackResourceCommandInput,
  DescribeStackResourceCommandOutput,
  DescribeStackResourcesCommandInput,
  DescribeStackResourcesCommandOutput,
  ListStackResourcesCommandInput,
  ListStackResourcesCommandOutput,
  ResourceStatus,
} from "@aws-sdk/client-cloudformation";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import type { CloudFormationContext } from "../context.ts";
import type { Stack, StackEvent } from "../stack.ts";
import { stackNamed, stackValidationError } from "../stack-lookup.ts";

const noStack = (name: string) => `Stack '${name}' does not exist`;
const noStackWithId = (name: string) => `Stack with id ${name} does not exist`;

/** Resources that are there, or were until the stack's deletion; what an update deleted is told of no more. */
const resourcesOf = (stack: Stack): readonly StackEvent[] =>
  [...stack.lastEvents.values()].filter(
    ({ logicalId, type, status }) =>
      type !== "AWS::CloudFormation::Stack" &&
      (stack.resources.has(logicalId) || status.endsWith("FAILED") || stack.status === "DELETE_COMPLETE"),
  );

const summary = ({ logicalId, physicalId, type, status, reason, at }: StackEvent) => ({
  LogicalResourceId: logicalId,
  PhysicalResourceId: physicalId,
  ResourceType: type,
  LastUpdatedTimestamp: new Date(at),
  ResourceStatus: status as ResourceStatus,
  ResourceStatusReason: reason,
  DriftInformation: { StackResourceDriftStatus: "NOT_CHECKED" as const },
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResource.html */
export const describeStackResource = (cloudFormation: CloudFormationContext) =>
  operation<DescribeStackResourceCommandInput, DescribeStackResourceCommandOutput>({
    accepts: ["StackName", "LogicalResourceId"],
    run({ StackName, LogicalResourceId }) {
      const stack = stackNamed(cloudFormation, StackName, noStack);
      const found = resourcesOf(stack).find(({ logicalId }) => logicalId === LogicalResourceId);
      if (found === undefined)
        throw stackValidationError(`Resource ${LogicalResourceId} does not exist for stack ${stack.name}`);
      return { StackResourceDetail: { StackId: stack.id, StackName: stack.name, ...summary(found) } };
    },
  });

/** At most a hundred. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html */
export const describeStackResources = (cloudFormation: CloudFormationContext) =>
  operation<DescribeStackResourcesCommandInput, DescribeStackResourcesCommandOutput>({
    accepts: ["StackName", "LogicalResourceId"],
    run({ StackName, LogicalResourceId }) {
      const stack = stackNamed(cloudFormation, StackName, noStackWithId);
      const StackResources = resourcesOf(stack)
        .filter(({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId)
        .slice(0, 100)
        .map((each) => {
          const { LastUpdatedTimestamp: Timestamp, ...rest } = summary(each);
          return { StackId: stack.id, StackName: stack.name, Timestamp, ...rest };
        });
      return { StackResources };
    },
  });

/** A hundred on a page, as on AWS. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListStackResources.html */
export const listStackResources = (cloudFormation: CloudFormationContext) =>
  operation<ListStackResourcesCommandInput, ListStackResourcesCommandOutput>({
    accepts: ["StackName", "NextToken"],
    run({ StackName, NextToken }) {
      const stack = stackNamed(cloudFormation, StackName, noStackWithId);
      const { items, next } = page(resourcesOf(stack), NextToken, undefined, 100);
      return { StackResourceSummaries: items.map(summary), NextToken: next };
    },
  });
