import type {
  CreateChangeSetCommandInput,
  CreateChangeSetCommandOutput,
  DeleteChangeSetCommandInput,
  DeleteChangeSetCommandOutput,
  DescribeChangeSetCommandInput,
  DescribeChangeSetCommandOutput,
  ExecuteChangeSetCommandInput,
  ExecuteChangeSetCommandOutput,
  ListChangeSetsCommandInput,
  ListChangeSetsCommandOutput,
} from "@aws-sdk/client-cloudformation";
import { AwsError, NotEmulated } from "../../../world/aws-error.ts";
import { page } from "../../../world/pages.ts";
import { operation } from "../../../world/service.ts";
import { changeSetNamed, makeChangeSet } from "../change-set.ts";
import type { CloudFormationContext } from "../context.ts";
import type { ChangeSet, Stack } from "../stack.ts";
import { findStack, stackNamed } from "../stack-lookup.ts";
import { checkCanChange, createStackFrom, updateStackTo } from "../stack-work.ts";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html */
export const createChangeSet = (cloudFormation: CloudFormationContext) =>
  operation<CreateChangeSetCommandInput, CreateChangeSetCommandOutput>({
    accepts: [
      ...(["StackName", "ChangeSetName", "ChangeSetType", "Description", "TemplateBody", "TemplateURL"] as const),
      ...(["UsePreviousTemplate", "Parameters", "Tags", "Capabilities", "NotificationARNs"] as const),
      "ImportExistingResources",
    ],
    run(input) {
      const { id } = makeChangeSet(cloudFormation, input);
      return { Id: id, StackId: stackNamed(cloudFormation, input.StackName).id };
    },
  });

const summary = ({ id: StackId, name: StackName }: Stack, changeSet: ChangeSet) => ({
  StackId,
  StackName,
  ChangeSetId: changeSet.id,
  ChangeSetName: changeSet.name,
  CreationTime: new Date(changeSet.createdAt),
  Status: changeSet.status,
  StatusReason: changeSet.reason,
  ExecutionStatus: changeSet.execution,
  Description: changeSet.description,
  IncludeNestedStacks: false,
  ImportExistingResources: changeSet.importsExisting,
});

/** The changes are on one page. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeChangeSet.html */
export const describeChangeSet = (cloudFormation: CloudFormationContext) =>
  operation<DescribeChangeSetCommandInput, DescribeChangeSetCommandOutput>({
    accepts: ["ChangeSetName", "StackName"],
    run({ ChangeSetName, StackName }) {
      const [stack, changeSet] = changeSetNamed(cloudFormation, ChangeSetName, StackName);
      const { parameters, tags, capabilities } = changeSet.request;
      return {
        ...summary(stack, changeSet),
        Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
        NotificationARNs: [],
        RollbackConfiguration: {},
        Capabilities: [...capabilities] as NonNullable<DescribeChangeSetCommandOutput["Capabilities"]>,
        Tags: tags.map((tag) => ({ ...tag })),
        Changes: [...changeSet.changes],
      };
    },
  });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ExecuteChangeSet.html */
export const executeChangeSet = (cloudFormation: CloudFormationContext) =>
  operation<ExecuteChangeSetCommandInput, ExecuteChangeSetCommandOutput>({
    accepts: ["ChangeSetName", "StackName", "DisableRollback", "RetainExceptOnCreate", "ClientRequestToken"],
    run({ ChangeSetName, StackName, DisableRollback = false, RetainExceptOnCreate = false }) {
      const [stack, changeSet] = changeSetNamed(cloudFormation, ChangeSetName, StackName);
      if (changeSet.execution !== "AVAILABLE") {
        throw new AwsError(
          "InvalidChangeSetStatusException",
          `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
        );
      }
      if (DisableRollback && changeSet.type === "UPDATE") throw new NotEmulated("updates with DisableRollback");
      if (changeSet.type === "UPDATE") checkCanChange(stack);
      const { request, template, imported } = changeSet;
      const onFailure = DisableRollback ? ("DO_NOTHING" as const) : ("ROLLBACK" as const);
      const order = { request, template, imported, onFailure, retainExceptOnCreate: RetainExceptOnCreate };
      // "AWS CloudFormation deletes all the change sets associated with the stack, because they aren't valid for the updated stack."
      stack.changeSets.clear();
      stack.changeSets.set(changeSet.name, { ...changeSet, execution: "EXECUTE_COMPLETE" });
      if (changeSet.type === "CREATE") createStackFrom(cloudFormation, stack, order);
      else updateStackTo(cloudFormation, stack, order);
      return {};
    },
  });

/** One that is not there is deleted. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteChangeSet.html */
export const deleteChangeSet = (cloudFormation: CloudFormationContext) =>
  operation<DeleteChangeSetCommandInput, DeleteChangeSetCommandOutput>({
    accepts: ["ChangeSetName", "StackName"],
    run({ ChangeSetName = "", StackName }) {
      const stack = StackName === undefined ? undefined : stackNamed(cloudFormation, StackName);
      for (const each of stack === undefined ? cloudFormation.stacks.values() : [stack])
        for (const { name, id } of [...each.changeSets.values()])
          if (name === ChangeSetName || id === ChangeSetName) each.changeSets.delete(name);
      return {};
    },
  });

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ListChangeSets.html */
export const listChangeSets = (cloudFormation: CloudFormationContext) =>
  operation<ListChangeSetsCommandInput, ListChangeSetsCommandOutput>({
    accepts: ["StackName", "NextToken"],
    run({ StackName, NextToken }) {
      const stack = findStack(cloudFormation, StackName) ?? stackNamed(cloudFormation, StackName);
      const all = [...stack.changeSets.values()];
      const { items, next } = page(all, NextToken, undefined, cloudFormation.surroundings.pageSize);
      return { Summaries: items.map((each) => summary(stack, each)), NextToken: next };
    },
  });
